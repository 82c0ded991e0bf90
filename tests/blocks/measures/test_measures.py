"""Figures are computed from the public facts, stored with how many things lie behind them, and read from there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions, queries
from korat.blocks.measures.actions import Observed
from korat.blocks.measures.models import Observation
from korat.blocks.places import queries as places
from korat.kernel.errors import Forbidden
from tests.reports import COMMUNITY, TOWN, filed, moved

NOVEMBER = date(2026, 11, 1)


def refreshed(now: datetime) -> int:
    return actions.refresh(actor=service_actor("measures"), now=now)


def value(
    series: str, *, place: str = TOWN, category: str = "", period: date = NOVEMBER
) -> tuple[float | None, int] | None:
    found = queries.values(place=place, since=period, category=category)
    return next(((one.value, one.n) for one in found if one.series == series and one.period == period), None)


@pytest.fixture
def five(resident: Actor, officer: Actor, now: datetime) -> None:
    """Five lamps: answered after 1 to 3 hours, two closed after 2 and 4 days, one of them reopened; one never answered."""
    opened = [filed(resident, now) for _ in range(4)]
    for hours, one in enumerate(opened[:3], 1):
        moved(officer, now + timedelta(hours=hours), one.reference, "take")
    for days, one in zip((2, 4), opened[:2], strict=True):
        moved(officer, now + timedelta(days=days), one.reference, "complete", note="เสร็จ")
        moved(resident, now + timedelta(days=days), one.reference, "confirm", solved=True)
    moved(resident, now + timedelta(days=5), opened[0].reference, "reopen", note="ดับอีก")
    filed(resident, now, "waste")


@pytest.mark.usefixtures("five")
def test_medians_and_counts_by_town_kind_and_community(now: datetime) -> None:
    refreshed(now)
    assert value("cases.opened") == (5.0, 5)
    assert value("cases.opened", category="light") == (4.0, 4)
    assert value("cases.opened", place=COMMUNITY) == (5.0, 5)
    assert value("cases.answer-hours", category="light") == (pytest.approx(2.0), 3)
    assert value("cases.completion-days", category="light") == (pytest.approx(4.0), 1)
    assert value("cases.reopened-share", category="light") == (pytest.approx(1.0), 1)
    assert value("cases.answer-hours", category="waste") == (None, 0)


@pytest.mark.usefixtures("five")
def test_computing_again_replaces_what_was_there(now: datetime) -> None:
    first = refreshed(now)
    stored = Observation.objects.count()
    assert (first, refreshed(now)) == (stored, stored)
    assert Observation.objects.count() == stored


def test_a_month_is_one_of_the_province_not_of_greenwich(resident: Actor) -> None:
    """At six in the evening in Greenwich the next day has begun here."""
    filed(resident, datetime(2026, 10, 31, 18, 0, tzinfo=UTC))
    refreshed(datetime(2026, 11, 2, tzinfo=UTC))
    assert value("cases.opened") == (1.0, 1)
    assert value("cases.opened", period=date(2026, 10, 1)) is None


def test_the_house_computes_under_an_act_of_its_own(now: datetime) -> None:
    refreshed(now)
    act = Act.objects.filter(kind="measures.series.observed").latest("id")
    assert (act.actor_id, act.purpose, act.ground) == (service_actor("measures").subject, "measure", "service")


def test_nobody_else_writes_figures(officer: Actor, now: datetime) -> None:
    place = places.id_of(TOWN)
    assert place is not None
    with pytest.raises(Forbidden):
        actions.observe(actor=officer, now=now, observed=[Observed("made.up", place, NOVEMBER, 1.0, 1)])
    assert Observation.objects.count() == 0


def test_a_figure_keeps_how_many_things_are_behind_it(house: None, now: datetime) -> None:
    place = places.id_of(TOWN)
    assert place is not None
    for number in (1, 2):
        seen = Observed("air.pm25", place, NOVEMBER, 30.5 + number, number)
        actions.observe(actor=service_actor("measures"), now=now, observed=[seen])
    assert value("air.pm25") == (32.5, 2)
    assert ledger_read.grants_of(service_actor("measures").subject, now + timedelta(days=1))


def test_values_start_where_they_are_asked_to_and_an_unknown_place_has_none(house: None, now: datetime) -> None:
    place = places.id_of(TOWN)
    assert place is not None
    months = [date(2026, month, 1) for month in (8, 9, 10)]
    rows = [Observed("x", place, month, 1.0, 1) for month in reversed(months)]
    actions.observe(actor=service_actor("measures"), now=now, observed=rows)
    assert [one.period for one in queries.values(place=TOWN, since=months[1])] == months[1:]
    assert queries.values(place="nowhere", since=months[0]) == ()
