"""`korat doctor`: what is wrong with this installation, in words, with the remedy."""

import contextlib
import http.client
import os
import shutil
import socket
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TextIO

import psycopg

from korat.config import checks, postgres
from korat.config.database_checks import judge, read_facts, unreachable
from korat.config.finding import Finding
from korat.kernel import clock
from korat.kernel.settings import Settings


def examine(settings: Settings, *, confirmed_years: Collection[int] | None = None) -> list[Finding]:
    """Everything to be seen from here. `confirmed_years` come from the pack; without them it is not asked."""
    home, up = settings.home, is_korat(settings.port)
    here = next(folder for folder in (home, *home.absolute().parents) if folder.is_dir())
    findings = [
        checks.check_port(settings.port, taken=is_taken(settings.port), ours=up),
        checks.check_folder(home, writable=os.access(here, os.W_OK)),
        checks.check_disk(home, shutil.disk_usage(here).free),
        checks.check_keys(settings.mode == "production", _demonstration_keys(home)),
        checks.check_cores(os.cpu_count() or 1),
        checks.check_node(shutil.which("node") is not None),
    ]
    if confirmed_years is not None:
        findings.append(checks.check_calendar(clock.now().year, confirmed_years))
    return findings + _of_database(settings, up)


def report(findings: Sequence[Finding], out: TextIO = sys.stdout) -> int:
    """Print in words; 1 if something must be mended before Korat can serve, else 0."""
    for finding in findings:
        sign = "!" if finding.is_warning else "✓" if finding.ok else "✗"
        print(f"{sign} {finding.th}\n  {finding.en}", file=out)
        if finding.remedy_en:
            print(f"  → {finding.remedy_th}\n    {finding.remedy_en}", file=out)
    return int(not all(finding.ok for finding in findings))


def is_taken(port: int) -> bool:
    """Does a program listen on this port of this machine?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def is_korat(port: int) -> bool:
    """Does a Korat answer there? Even an unwell one says its name at /healthz."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return b"korat" in connection.getresponse().read(2000).lower()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _demonstration_keys(home: Path) -> list[str]:
    from korat.config.secrets import demonstration_keys

    with contextlib.suppress(OSError):
        return demonstration_keys(home)
    return []


def _of_database(settings: Settings, up: bool) -> list[Finding]:
    from django.db import Error

    urls = _addresses(settings)
    if urls is None:
        return [_resting()]
    try:
        return judge(read_facts(*urls)) + _of_content(settings, urls, up)
    except (psycopg.Error, Error) as error:
        return [unreachable(error)]


def _addresses(settings: Settings) -> tuple[str, str] | None:
    if settings.database_url:
        return settings.database_url, settings.database_owner_url or settings.database_url
    server = postgres.attach(settings.home)
    return (server.app_url, server.owner_url) if server else None


def _resting() -> Finding:
    return Finding(
        True,
        "database_resting",
        "ฐานข้อมูลยังไม่เปิด จึงยังไม่ได้ตรวจ",
        "The database is not running, so it was not examined.",
        "สั่ง korat up แล้วตรวจอีกครั้ง",
        "Run korat up, then ask again.",
    )


def _of_content(settings: Settings, urls: tuple[str, str], up: bool) -> list[Finding]:
    """What Django knows. A database without our tables lacks migrations and has no more to say."""
    _wake_django(*urls)
    if missing := _missing_migrations():
        return [checks.check_migrations(missing)]
    from korat.blocks.ledger import marks

    demo, beat = marks.read("demo"), marks.read("worker")
    findings = [
        checks.check_migrations([]),
        checks.check_demo_mark(settings.mode == "production", demo is not None),
    ]
    return findings + ([checks.check_worker(beat[1] if beat else None, clock.now())] if up else [])


def _wake_django(app_url: str, owner_url: str) -> None:
    import django
    from django.apps import apps
    from django.conf import settings as of_django

    from korat.kernel.settings import read

    if not of_django.configured:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "korat.config.settings")
        os.environ |= {"DATABASE_URL": app_url, "DATABASE_OWNER_URL": owner_url}
        read.cache_clear()
    if not apps.ready:
        django.setup()


def _missing_migrations() -> list[str]:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
