"""From an empty database to one that is ready: tables, law, partitions, the house's own workers."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.management import call_command
from django.db import connections

from korat.blocks.ledger import guards, services
from korat.kernel import clock


def prepare() -> None:
    """Migrate as the owner, then bring rights, partitions and service actors in line. Runs any number of times."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS accounts; CREATE SCHEMA IF NOT EXISTS ledger")
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    guards.install(owner, connections["default"].settings_dict["USER"])
    services.ensure(owner)
    make_partitions(owner_alias="owner")


def make_partitions(*, first: date | None = None, owner_alias: str = "default") -> None:
    """Partitions of the years from `first` (default: today) to three months ahead."""
    today = clock.now().date()
    with connections[owner_alias].cursor() as cursor:
        cursor.execute("SELECT ledger.make_partitions(%s, %s)", [first or today, today + timedelta(days=92)])
