"""A row written without the ORM is the row that the ORM would have written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.blocks.messages.models import Address, AddressPrivate
from korat.kernel import ids


def test_the_row_comes_back_with_the_id_that_the_database_counted(resident: Actor, now: datetime) -> None:
    with acting(resident, now), CaptureQueriesContext(connection) as asked:
        row = Address(subject_id=resident.subject, sms=True, email=False)
        insert(row)
    assert [query["sql"][:6] for query in asked].count("INSERT") == 1
    assert Address.objects.get(pk=row.pk) == row
    assert (row._state.adding, row.sms) == (False, True)


def test_an_id_of_our_own_needs_no_answer_from_a_guarded_table(resident: Actor, now: datetime) -> None:
    """RETURNING would need the right to read the row, which takes a look."""
    with acting(resident, now), CaptureQueriesContext(connection) as asked:
        address = Address(subject_id=resident.subject, sms=True, email=False)
        insert(address)
        private = AddressPrivate(address=address, subject_id=resident.subject, phone="+66810000009", email="")
        insert(private)
    assert "RETURNING" not in asked[-1]["sql"]
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert AddressPrivate.objects.get(pk=private.pk).phone == "+66810000009"


def test_it_writes_nothing_without_an_act(resident: Actor) -> None:
    with pytest.raises(DatabaseError, match="without an act"), transaction.atomic():
        insert(Address(subject_id=resident.subject, sms=True, email=False))


def test_rows_of_several_tables_go_in_one_statement(resident: Actor, now: datetime) -> None:
    address = Address(pk=10**9, subject_id=resident.subject, sms=True, email=False)
    private = AddressPrivate(address=address, subject_id=resident.subject, phone="+66810000009", email="")
    with acting(resident, now), CaptureQueriesContext(connection) as asked:
        insert(address, private)
    assert len([query for query in asked if "INSERT" in query["sql"]]) == 1
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert AddressPrivate.objects.get(address_id=10**9).phone == "+66810000009"


@contextmanager
def acting(actor: Actor, now: datetime) -> Iterator[None]:
    """A transaction that has recorded its act."""
    with transaction.atomic():
        ledger.record(actor=actor, kind="a.b.c", purpose="self", about=ids.uuid7(), now=now)
        yield
