"""What a process remembers of pack data, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from korat.blocks.ledger import packs
from korat.blocks.ledger.models import AppliedPack, Marker

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    packs.forget()
    yield
    Marker.objects.filter(code="pack_data").delete()
    packs.forget()


def put(hash: str, now: datetime) -> None:
    AppliedPack.objects.using("owner").create(code="x", version="1", hash=hash, applied_at=now)


def test_the_database_is_asked_once_in_five_seconds(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(packs.time, "monotonic", lambda: clock[0])
    packs.forget()
    before = packs.applied_hash()
    put("a" * 64, now)
    clock[0] += 4.9
    with CaptureQueriesContext(connection) as asked:
        assert packs.applied_hash() == before
    assert len(asked) == 0
    clock[0] += 0.2
    assert packs.applied_hash() == "a" * 64


def test_an_answer_is_kept_for_its_arguments_until_the_pack_changes(now: datetime) -> None:
    calls: list[int] = []

    @packs.cached
    def double(number: int) -> int:
        calls.append(number)
        return 2 * number

    assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert calls == [1, 2]
    put("b" * 64, now)
    packs.forget()
    assert double(1) == 2
    assert calls == [1, 2, 1]


def test_a_change_beside_the_pack_ends_the_memory_as_well(now: datetime) -> None:
    calls: list[int] = []

    @packs.cached
    def answer() -> int:
        calls.append(1)
        return len(calls)

    assert answer() == answer() == 1
    packs.touch(now)
    assert answer() == 2
    packs.touch(now)
    assert answer() == 3


def test_what_is_forgotten_in_a_transaction_is_forgotten_when_it_commits(now: datetime) -> None:
    before = packs.applied_hash()
    put("c" * 64, now)
    with transaction.atomic():
        packs.forget()
        assert packs.applied_hash() == before
    assert packs.applied_hash() == "c" * 64


def test_definitions_are_compared_by_content() -> None:
    found = packs.compare({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": 5})
    assert found == packs.Difference(added=("d",), changed=("c",), retired=("a",), kept=1)
    assert found
    assert not packs.compare({"a": 1}, {"a": 1})
    assert found.written == {"c", "d"}
