"""One moment of the database: what is counted, listed and dumped all belongs to it, while the house goes on working."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from korat.config.backup import refusals
from korat.config.cluster import binaries, said

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'accounts') AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1, 2
"""
STORED = """
    SELECT uuid FROM korat_documents_document WHERE erased_at IS NULL
    UNION SELECT uuid FROM korat_documents_upload ORDER BY 1
"""
HEADS = "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"
PACK = "SELECT code || ' ' || version || ' ' || hash FROM korat_ledger_appliedpack ORDER BY id DESC LIMIT 1"
TREE_HEAD = "SELECT to_jsonb(head) FROM korat_ledger_head AS head ORDER BY size DESC LIMIT 1"
# Of no use later, or harmful: signed-in browsers do not come back to life with a restore.
LEFT_OUT = ("accounts.korat_people_session", "public.korat_ledger_opening")
# Rights and policies are not copied: the law is installed anew for whatever role the new place has.
DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-policies", "--no-comments", "--exclude-extension=*")


@dataclass(frozen=True)
class Snapshot:
    """An open read-only transaction, and its name for other programs."""

    connection: psycopg.Connection
    name: str

    def value(self, query: str | sql.Composed) -> Any:
        found = self.connection.execute(query).fetchone()
        return found[0] if found else None

    def counts(self) -> dict[str, int]:
        tables = self.connection.execute(TABLES).fetchall()
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: self.value(count.format(sql.Identifier(schema, name)))
            for schema, name in tables
            if f"{schema}.{name}" not in LEFT_OUT
        }

    def heads(self) -> dict[str, str]:
        """The last migration of each app."""
        return {str(app): str(name) for app, name in self.connection.execute(HEADS)}

    def files(self) -> list[UUID]:
        return [uuid for (uuid,) in self.connection.execute(STORED)]

    def tree_head(self) -> dict[str, Any] | None:
        """The newest head, if this house has signed one."""
        known = self.value("SELECT to_regclass('korat_ledger_head') IS NOT NULL")
        return self.value(TREE_HEAD) if known else None


@contextmanager
def taken(owner_url: str) -> Iterator[Snapshot]:
    with psycopg.connect(owner_url) as connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SET search_path = public, accounts")
        (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield Snapshot(connection, name)


def still_wanted(owner_url: str, uuids: Sequence[UUID]) -> list[UUID]:
    """Which of these files the database names even now: what is missing though named was lost, not erased."""
    with psycopg.connect(owner_url, row_factory=dict_row, options="-c search_path=public,accounts") as connection:
        now = {row["uuid"] for row in connection.execute(STORED)}
    return [uuid for uuid in uuids if uuid in now]


def dump(snapshot: Snapshot, owner_url: str, target: Path) -> None:
    left = [f"--exclude-table-data={name}" for name in LEFT_OUT]
    _run("pg_dump", owner_url, *DUMP, *left, f"--snapshot={snapshot.name}", f"--file={target}", folder=target.parent)


def load(source: Path, owner_url: str) -> None:
    """Into an empty database, all or nothing. The law's functions lie open to nobody afterwards."""
    _run("pg_restore", owner_url, "--single-transaction", "--no-owner", "--no-privileges", str(source), folder=None)
    with psycopg.connect(owner_url) as connection:
        connection.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC")


def is_empty(owner_url: str) -> bool:
    with psycopg.connect(owner_url) as connection:
        return connection.execute(TABLES).fetchone() is None


def _run(program: str, owner_url: str, *arguments: str, folder: Path | None) -> None:
    """A PostgreSQL program on this database. The password travels in the environment: a command line is seen by all."""
    address = {name: str(value) for name, value in conninfo_to_dict(owner_url).items()}
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "PGPASSWORD": address.pop("password", "")}
    with tempfile.TemporaryFile() as output:
        command = [str(binaries() / program), f"--dbname={make_conninfo(**address)}", *arguments]
        done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
        if done.returncode:
            words = said(output)
            raise refusals.no_room(folder) if folder and refusals.says_full(words) else refusals.failed(program, words)
