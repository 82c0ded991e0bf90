from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking, Closure, Seat
from korat.blocks.bookings.queries.desk import bounds
from korat.blocks.bookings.values import Wanted
from korat.blocks.catalog import days_off
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.models import DayOff
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, NotFound
from tests.bookings import COUNTER, DAY, HALL, booked, counter_clerk, free, row, slot, working_day_after


def shut(clerk: Actor, now: datetime, code: str = COUNTER) -> object:
    start, end = bounds(DAY)
    return actions.close(actor=clerk, now=now, resource=code, start=start, end=end, reason="น้ำท่วมถนนหน้าเทศบาล")


def test_a_closed_day_moves_its_bookings_and_takes_no_new_ones(resident: Actor, outsider: Actor, now: datetime) -> None:
    first, second = booked(resident, now, slot(COUNTER)), booked(outsider, now, slot(COUNTER))
    closure = shut(counter_clerk(now), now)
    following = slot(COUNTER, day=working_day_after(DAY))
    for found in (first, second):
        moved = row(found.reference)
        assert (moved.state, moved.start_at, moved.why) == ("booked", following.start, "closed")
        act = Act.objects.filter(about=found.uuid).latest("id")
        assert (act.kind, act.facts["why"]) == ("bookings.booking.moved", "closed")
        assert act.cause == Act.objects.get(kind="bookings.resource.closed").uuid
    assert free(following, now) == 0
    with pytest.raises(Conflict, match="closed at this time"):
        booked(outsider, now, slot(COUNTER, 3))
    assert Seat.objects.filter(closure__uuid=closure).count() == 2


def test_where_the_pack_says_offer_the_new_time_is_kept_until_it_is_confirmed(resident: Actor, now: datetime) -> None:
    day = DAY + timedelta(days=10)
    wanted = slot(HALL, 1, day)
    found = booked(resident, now, wanted)
    director = counter_clerk(now)
    actions.close(actor=director, now=now, resource=HALL, start=wanted.start, end=wanted.end, reason="ซ่อมหลังคา")
    held = row(found.reference)
    assert held.state == "held" and held.held_until is not None and held.start_at != wanted.start
    actions.confirm(actor=resident, now=now, reference=found.reference)
    assert row(found.reference).state == "booked"


def test_closing_again_opens_what_was_closed(resident: Actor, now: datetime) -> None:
    clerk = counter_clerk(now)
    closure = shut(clerk, now)
    assert free(slot(COUNTER), now) == 0
    with pytest.raises(NotFound):
        actions.reopen(actor=resident, now=now, closure=closure)
    actions.reopen(actor=clerk, now=now, closure=closure)
    assert free(slot(COUNTER), now) == 2 and Seat.objects.count() == 0


def test_only_the_office_closes(resident: Actor, officer: Actor, now: datetime) -> None:
    for stranger in (resident, officer):
        with pytest.raises(NotFound):
            shut(stranger, now)
    assert Closure.objects.count() == 0


def test_when_nothing_else_is_free_the_person_is_told_so(
    resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("korat.blocks.bookings.actions.closing.next_free", lambda *given: None)
    found = booked(resident, now, slot(COUNTER))
    shut(counter_clerk(now), now)
    assert (row(found.reference).state, row(found.reference).why) == ("cancelled", "closed")
    assert Act.objects.filter(about=found.uuid).latest("id").kind == "bookings.booking.cancelled"


@pytest.fixture
def holiday_tomorrow(house: None) -> Iterator[None]:
    """The cabinet announces a holiday for the next day; the pack's calendar takes it up."""
    sql = "UPDATE korat_catalog_calendar SET definition = %s::jsonb WHERE year = 2026"
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT definition::text FROM korat_catalog_calendar WHERE year = 2026")
        (before,) = cursor.fetchone()
        extended = "jsonb_set(definition, '{holidays}', definition->'holidays' || %s::jsonb)"
        new = f'[{{"date": "{DAY.isoformat()}", "names": {{"th": "วันหยุดพิเศษ", "en": "Special holiday"}}}}]'
        cursor.execute(f"UPDATE korat_catalog_calendar SET definition = {extended} WHERE year = 2026", [new])
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, [before])
        packs.touch(datetime.now(tz=catalog.zone()))


@pytest.fixture
def announced(admin: Actor, now: datetime) -> Iterator[Callable[[], None]]:
    yield lambda: days_off.announce(actor=admin, now=now, day=DAY, name="วันหยุดพิเศษ", order="มท 1/2569")
    DayOff.objects.using("owner").all().delete()
    packs.forget()


def test_a_holiday_announced_the_day_before_moves_the_day(
    resident: Actor, now: datetime, request: pytest.FixtureRequest
) -> None:
    found = booked(resident, now, slot(COUNTER, 2))
    assert actions.keep_calendar(now) == 0
    request.getfixturevalue("holiday_tomorrow")
    fresh(now)
    assert DAY in catalog.holidays()
    assert actions.keep_calendar(now) == 1
    moved = row(found.reference)
    assert (moved.why, moved.state) == ("holiday", "booked")
    assert moved.start_at == slot(COUNTER, 2, working_day_after(DAY)).start
    assert actions.keep_calendar(now) == 0


def test_nothing_is_looked_through_until_a_calendar_changes(resident: Actor, now: datetime) -> None:
    booked(resident, now, slot(COUNTER, 2))
    fresh(now)
    for _ in range(2):
        actions.keep_calendar(now)
    with CaptureQueriesContext(connection) as asked:
        assert actions.keep_calendar(now) == 0
    assert not [one["sql"] for one in asked if "korat_bookings" in one["sql"]]


def test_an_announced_day_off_is_the_cause_that_moves_its_bookings(
    resident: Actor, admin: Actor, now: datetime, announced: Callable[[], None]
) -> None:
    found = booked(resident, now, slot(COUNTER, 2))
    assert actions.keep_calendar(now) == 0
    announced()
    assert actions.keep_calendar(now) == 1
    shut_act = Act.objects.get(kind="bookings.resource.shut")
    assert shut_act.cause == Act.objects.get(kind="catalog.day_off.announced").uuid
    moved = Act.objects.filter(about=found.uuid).latest("id")
    assert (moved.kind, moved.cause, moved.facts["why"]) == ("bookings.booking.moved", shut_act.uuid, "holiday")


def test_one_press_of_the_office_moves_everyone_who_has_not_answered(
    resident: Actor, outsider: Actor, officer: Actor, now: datetime
) -> None:
    day = DAY + timedelta(days=10)
    mine, other = booked(resident, now, slot(HALL, 0, day)), booked(outsider, now, slot(HALL, 2, day))
    clerk, (start, end) = counter_clerk(now), bounds(day)
    actions.close(actor=clerk, now=now, resource=HALL, start=start, end=end, reason="ซ่อมหลังคา")
    assert {one.reference for one in queries.displaced(clerk, now)} == {mine.reference, other.reference}
    actions.confirm(actor=resident, now=now, reference=mine.reference)
    for stranger in (resident, officer):
        assert actions.move_all(actor=stranger, now=now) == 0
    assert row(other.reference).state == "held"
    assert actions.move_all(actor=clerk, now=now) == 1
    assert row(other.reference).state == "booked"
    act = Act.objects.filter(about=other.uuid).latest("id")
    assert (act.kind, act.purpose, act.facts["why"]) == ("bookings.booking.confirmed", "booking.handle", "office")
    assert not queries.displaced(clerk, now)


def fresh(now: datetime) -> None:
    """As if the pack had been applied: every process reads its data anew."""
    from django.db import transaction

    with transaction.atomic():
        packs.touch(now)


def test_a_booking_before_a_locked_door_never_stands(resident: Actor, now: datetime) -> None:
    booked(resident, now, slot(COUNTER))
    shut(counter_clerk(now), now)
    start, end = bounds(DAY)
    assert not Booking.objects.filter(state__in=["held", "booked"], start_at__lt=end, end_at__gt=start).exists()


def test_a_day_off_taken_back_leaves_who_had_to_move_where_they_are_and_tells_them(
    resident: Actor, admin: Actor, now: datetime, announced: Callable[[], None]
) -> None:
    found = booked(resident, now, slot(COUNTER, 2))
    announced()
    actions.keep_calendar(now)
    moved = row(found.reference)
    DayOff.objects.using("owner").update(reckoned=True)
    days_off.take_back(actor=admin, now=now, day_off=DayOff.objects.get().uuid, reason="ประกาศผิดวัน")
    for _ in range(2):
        actions.keep_calendar(now)
    after = row(found.reference)
    assert (after.start_at, after.state, after.why) == (moved.start_at, moved.state, "day_open")
    told = Act.objects.get(kind="bookings.booking.day_open", about=found.uuid)
    assert told.cause == Act.objects.get(kind="catalog.day_off.withdrawn").uuid
    first = slot(COUNTER, 2)
    actions.move(actor=resident, now=now, reference=found.reference, wanted=Wanted(COUNTER, first.start, first.end))
    assert row(found.reference).start_at == first.start
