"""A day off announced the evening before: promises in working time move by it, once, and each case says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.cases import actions
from korat.blocks.catalog import days_off
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.models import DayOff
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from korat.kernel.errors import Conflict, Invalid, NotFound
from tests.reports import filed, row

TUESDAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def forgotten(house: None) -> Iterator[None]:
    yield
    DayOff.objects.using("owner").all().delete()
    packs.forget()


def announced(admin: Actor, now: datetime, day: date = TUESDAY) -> None:
    days_off.announce(actor=admin, now=now, day=day, name="วันหยุดพิเศษ", order="มท 1/2569")


def all_moved(now: datetime) -> None:
    while actions.reckon(now):
        pass


def test_what_was_promised_in_working_days_moves_once(admin: Actor, resident: Actor, now: datetime) -> None:
    reference = filed(resident, now).reference
    before = row(reference)
    assert before.answer_due_at is not None
    assert before.due_at is not None
    announced(admin, now + timedelta(hours=1))
    all_moved(now)
    all_moved(now)
    after = row(reference)
    assert (after.answer_due_at, after.due_at) == (before.answer_due_at + DAY, before.due_at + DAY)
    new = row(filed(resident, now + timedelta(hours=2)).reference)
    assert (new.answer_due_at, new.due_at) == (after.answer_due_at, after.due_at)
    assert Act.objects.filter(kind="cases.case.day_off", about=after.uuid).count() == 1
    assert DayOff.objects.get().reckoned


def test_calendar_days_and_what_ends_before_stay(admin: Actor, resident: Actor, now: datetime) -> None:
    calendar_days, early = filed(resident, now, "service").reference, filed(resident, now).reference
    before = row(calendar_days), row(early)
    announced(admin, now + timedelta(hours=1), date(2027, 3, 2))
    all_moved(now)
    assert (row(calendar_days).due_at, row(early).due_at) == (before[0].due_at, before[1].due_at)


def test_who_may_not_announce_finds_nothing(officer: Actor, outsider: Actor, now: datetime) -> None:
    for actor in (officer, outsider):
        with pytest.raises(NotFound):
            announced(actor, now)
    assert DayOff.objects.count() == 0


def test_a_sunday_and_yesterday_are_refused(admin: Actor, now: datetime) -> None:
    with pytest.raises(Conflict):
        announced(admin, now, date(2026, 11, 29))
    with pytest.raises(Invalid):
        announced(admin, now, date(2026, 11, 20))
    announced(admin, now)
    with pytest.raises(Conflict):
        announced(admin, now)


def test_the_page_announces(sign_in: Callable[[str], Client], admin: Actor) -> None:
    day = clock.now().date() + DAY
    while not catalog.week(clock.now()).is_working_day(day):
        day += DAY
    form = {"day_day": day.day, "day_month": day.month, "day_year": day.year + 543, "name": "หยุด", "order": "1/2569"}
    assert sign_in("officer").post("/desk/days-off/", form).status_code == 404
    client = sign_in("admin")
    assert client.post("/desk/days-off/", form).status_code == 302
    assert "1/2569" in client.get("/desk/days-off/").content.decode()
    assert not catalog.week(clock.now()).is_working_day(day)
