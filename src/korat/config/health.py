"""`/healthz`: 200 only when database, migrations and worker are well. Says nothing that helps an attacker."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse

from korat.blocks.ledger import marks
from korat.kernel import clock

SILENT = timedelta(seconds=60)


def healthz(_request: HttpRequest) -> JsonResponse:
    found = {"name": "korat", "database": False, "migrations": False, "worker": False}
    try:
        found["migrations"] = expected() <= applied()
        found["database"] = True
        found["worker"] = worker_is_alive()
    except Error:
        connection.close()
    return JsonResponse(found, status=200 if all(found.values()) else 503, headers={"Cache-Control": "no-store"})


@cache
def expected() -> frozenset[tuple[str, str]]:
    """The migrations that this code needs; read from its files once."""
    return frozenset(MigrationLoader(None).disk_migrations)


def applied() -> frozenset[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())


def worker_is_alive() -> bool:
    beat = marks.read("worker")
    return beat is not None and clock.now() - beat[1] < SILENT
