"""Bulk loading as the owner: COPY, with ids given by us. Used for the demonstration and for measurements only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from psycopg.types.json import Jsonb


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table. Dictionaries go in as JSONB."""
    listed = ", ".join(f'"{column}"' for column in columns)
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row([Jsonb(value) if isinstance(value, dict) else value for value in row])


def next_id(table: str, column: str = "id") -> int:
    """The first free id; `settle_id` moves the sequence behind what was loaded."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{column}"), 0) + 1 FROM {table}')
        return int(cursor.fetchone()[0])


def settle_id(table: str, column: str = "id") -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f'SELECT setval(pg_get_serial_sequence(%s, %s), coalesce((SELECT max("{column}") FROM {table}), 0) + 1, false)',
            [table, column],
        )


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []
