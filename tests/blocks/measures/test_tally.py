"""Counters of offices grow with the sealed acts: each act once, sealed cases never, durations to the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import follow, queries
from korat.blocks.measures.models import Cursor, Tally
from korat.kernel.errors import Forbidden
from tests.reports import filed, moved, office

TODAY = date(2026, 11, 23)


def counted(now: datetime, limit: int = 5000) -> int:
    while sealing.seal():
        pass
    read = 0
    while more := follow.follow(actor=service_actor("measures"), now=now, limit=limit):
        read += more
    return read


def sums(since: date = TODAY) -> dict[str, int]:
    engineering = office("sikhio-town.engineering")
    return {what: n for (of, what), n in queries.sums([engineering], since=since).items() if of == engineering}


@pytest.fixture
def three(resident: Actor, officer: Actor, now: datetime) -> None:
    """Three lamps: one handed in and solved after 2 days and a bit, one handed in after 1, closed after 4 days and reopened,
    one open."""
    one, two, _ = [filed(resident, now) for _ in range(3)]
    for case in (one, two):
        moved(officer, now + timedelta(hours=1), case.reference, "take")
    moved(officer, now + timedelta(days=2, hours=5), one.reference, "complete", note="เสร็จ")
    moved(resident, now + timedelta(days=2, hours=6), one.reference, "confirm", solved=True)
    moved(officer, now + timedelta(days=1), two.reference, "complete", note="เสร็จ")
    moved(officer, now + timedelta(days=4), two.reference, "close")
    moved(resident, now + timedelta(days=5), two.reference, "reopen", note="ดับอีก")


@pytest.mark.usefixtures("three")
def test_what_happened_is_added_up_by_office(now: datetime) -> None:
    counted(now)
    assert sums() == {"opened": 3, "closed": 2, "solved": 1, "reopened": 1}
    assert sums(TODAY + timedelta(days=3)) == {"closed": 1, "reopened": 1}


@pytest.mark.usefixtures("three")
def test_each_act_is_counted_once_however_often_and_in_whatever_pieces_they_are_read(now: datetime) -> None:
    counted(now, limit=3)
    counted(now)
    assert sums() == {"opened": 3, "closed": 2, "solved": 1, "reopened": 1}


@pytest.mark.usefixtures("three")
def test_counters_and_cursor_move_together_or_not_at_all(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    while sealing.seal():
        pass
    with monkeypatch.context() as broken:
        broken.setattr(Cursor, "save", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow.follow(actor=service_actor("measures"), now=now)
    assert not Tally.objects.exists()
    counted(now)
    assert sums()["opened"] == 3


@pytest.mark.usefixtures("three")
def test_what_was_handed_in_is_kept_by_whole_days_in_its_month(now: datetime) -> None:
    counted(now)
    rows = Tally.objects.filter(what="completed", place=None, category="")
    assert sorted(rows.values_list("period", "days", "n")) == [(date(2026, 11, 1), 1, 1), (date(2026, 11, 1), 2, 1)]
    assert set(Tally.objects.filter(what="completed").values_list("category", flat=True)) == {"", "light"}


def test_a_sealed_complaint_is_counted_nowhere(resident: Actor, now: datetime) -> None:
    filed(resident, now, "service")
    counted(now)
    assert not Tally.objects.exists()


@pytest.mark.usefixtures("three")
def test_counting_is_an_act_and_nothing_to_count_is_none(now: datetime) -> None:
    counted(now)
    grown = Act.objects.filter(kind="measures.tally.grown")
    assert grown.count() == 1
    counted(now)
    assert grown.count() == 1


@pytest.mark.usefixtures("three")
def test_who_may_not_measure_counts_nothing(resident: Actor, now: datetime) -> None:
    while sealing.seal():
        pass
    with pytest.raises(Forbidden):
        follow.follow(actor=resident, now=now)
    assert not Tally.objects.exists()
