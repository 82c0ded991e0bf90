"""Rows without Django's composing: an INSERT composed once for each table, a SELECT that is written out."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

# Their values the driver takes as they are; every other field prepares its own.
PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.FloatField, models.BooleanField, models.UUIDField,
    models.DateTimeField, models.ForeignKey,
)  # fmt: skip


def insert(*rows: models.Model) -> None:
    """Write rows in one statement, as `save` would for plain tables: field types apply, database defaults do not.

    A row whose id the database counts comes alone and learns its id; rows that come together bring theirs.
    """
    counted = len(rows) == 1 and rows[0].pk is None
    columns, sql = statement(tuple(type(row) for row in rows), counted)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row, own in zip(rows, columns, strict=True) for value in own.of(row)])
        if counted:
            (rows[0].pk,) = cursor.fetchone()
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@dataclass(frozen=True)
class Columns:
    """How a row of one table is read: all at once, then what a field prepares, by its number."""

    read: Callable[[models.Model], tuple[Any, ...]]
    prepared: tuple[tuple[int, models.Field[Any, Any]], ...]

    def of(self, row: models.Model) -> list[Any]:
        values = list(self.read(row))
        for number, field in self.prepared:
            values[number] = field.get_db_prep_save(field.pre_save(row, True), connection)
        return values


@cache
def statement(kinds: tuple[type[models.Model], ...], counted: bool) -> tuple[list[Columns], str]:
    """The columns that we fill, and the statement. Several tables are parts of one: foreign keys are checked at its end."""
    columns = [[field for field in kind._meta.concrete_fields if not (field.primary_key and counted)] for kind in kinds]
    parts, read = [written(kind, own) for kind, own in zip(kinds, columns, strict=True)], list(map(reading, columns))
    if counted:
        return read, f"{parts[0]} RETURNING {connection.ops.quote_name(str(kinds[0]._meta.pk.column))}"
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts[:-1]))
    return read, f"WITH {named} {parts[-1]}" if named else parts[-1]


def reading(own: Sequence[models.Field[Any, Any]]) -> Columns:
    """A table has more than one column: several are read as a tuple."""
    prepared = tuple((number, field) for number, field in enumerate(own) if not isinstance(field, PLAIN))
    return Columns(attrgetter(*(field.attname for field in own)), prepared)


def written(kind: type[models.Model], own: Sequence[models.Field[Any, Any]]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in own)
    return f"INSERT INTO {quote(kind._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(own))})"


def fetch(sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement that is written out, for the pages that are asked most."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def named(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """The same with columns by name. JSON columns come as text: only who needs them pays for reading them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if sql not in shapes:
            shapes[sql] = namedtuple("Row", [column.name for column in cursor.description])
        return list(map(shapes[sql]._make, cursor.fetchall()))


# By statement: to ask a cursor for the names costs more than to fetch the rows.
shapes: dict[str, Any] = {}
