"""Back to the baseline: every row made since is deleted, by DELETE, as the owner. Ids and uuid7 keys both grow with time.

Covers are pack data that an apply deletes and writes anew; a test that applies another pack applies ours again.
"""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection, connections

TABLES = """
    SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, NULL) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE n.nspname IN ('public', 'accounts') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT IN ('django_migrations', 'korat_places_cover')
    AND format_type(a.atttypid, NULL) IN ('bigint', 'integer', 'uuid', 'text', 'character varying')
"""
LINKS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND conrelid <> confrelid
"""

# An office that was dissolved gives who holds a post in its successor a new grant, and ends the terms of its own people.
TERMS = "SELECT string_agg(format('(%s, %s)', id, grant_id), ', ') FROM korat_people_term"
RENEWED = """
    UPDATE korat_people_term AS term SET grant_id = was.grant_id, ends_at = NULL FROM (VALUES {0}) AS was (id, grant_id)
    WHERE term.id = was.id AND (term.grant_id <> was.grant_id OR term.ends_at IS NOT NULL);
    UPDATE korat_ledger_grant SET ended_at = NULL FROM (VALUES {0}) AS was (term, id)
    WHERE korat_ledger_grant.id = was.id AND ended_at IS NOT NULL;
"""


class Baseline:
    """The highest key of every table when the province was settled, and one statement that deletes what is above."""

    sql = ""

    @classmethod
    def take(cls) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(TABLES)
            tables = cursor.fetchall()
            cursor.execute(LINKS)
            order = children_first({table for table, _, _ in tables}, cursor.fetchall())
            conditions = {}
            for table, column, kind in tables:
                cursor.execute(f'SELECT max("{column}"::{"text" if kind == "uuid" else kind})::text FROM {table}')
                (highest,) = cursor.fetchone()
                conditions[table] = f"\"{column}\" > '{highest}'" if highest is not None else "true"
            cursor.execute(TERMS)
            renewed = RENEWED.format(*cursor.fetchone())
        cls.sql = renewed + "; ".join(f"DELETE FROM {table} WHERE {conditions[table]}" for table in order)

    @classmethod
    def restore(cls) -> None:
        cache.clear()
        connection.close() if connection.in_atomic_block else None
        with connections["owner"].cursor() as cursor:
            cursor.execute(cls.sql)


def children_first(tables: set[str], links: list[tuple[str, str]]) -> list[str]:
    order: list[str] = []
    rest = set(tables)
    while rest:
        free = sorted(t for t in rest if not any(child in rest and parent == t for child, parent in links))
        if not free:
            raise RuntimeError(f"tables refer to each other in a circle: {sorted(rest)}")
        order += free
        rest -= set(free)
    return order
