"""Writing one row. Django composes each INSERT anew; here its statement is composed once for each table."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def insert(model: type[Row], **values: Any) -> Row:
    """What `objects.create` does for a plain table: defaults and field types apply, database defaults do not."""
    row = model(**values)
    own, sql = statement(model)
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in own])
        (row.pk,) = cursor.fetchone() if row.pk is None else (row.pk,)
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def statement(model: type[models.Model]) -> tuple[tuple[models.Field[Any, Any], ...], str]:
    """The columns that we fill, and the statement. Only an id that the database counts is asked back."""
    meta, quote = model._meta, connection.ops.quote_name
    counted = isinstance(meta.pk, models.AutoField)
    own = tuple(field for field in meta.concrete_fields if not (counted and field.primary_key))
    columns = ", ".join(quote(field.column or field.attname) for field in own)
    back = f" RETURNING {quote(meta.pk.column or meta.pk.attname)}" if counted else ""
    return own, f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(own))}){back}"
