from __future__ import annotations

import sys
from collections import Counter, deque
from datetime import datetime, timedelta
from threading import BoundedSemaphore

import pytest
from django.db import IntegrityError, connections, transaction

from korat.blocks.bookings import queries
from korat.blocks.bookings.actions.seats import during
from korat.blocks.bookings.models import Booking, BookingPrivate, Seat
from korat.blocks.bookings.refusals import Taken, TooMany
from korat.blocks.bookings.values import Wanted, Words
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.kernel import ids
from korat.kernel.errors import Forbidden, Invalid, Refused
from tests.bookings import COUNTER, DAY, HALL, TRUCK, booked, free, row, seats, slot
from tests.threads import together

RIVALS = 200


def test_a_booking_takes_a_seat_and_is_an_act(resident: Actor, now: datetime) -> None:
    wanted = slot(COUNTER)
    before = free(wanted, now)
    found = booked(resident, now, wanted, words=Words("ถามเรื่องภาษีที่ดิน", "+66810000001"))
    assert (row(found.reference).state, seats(found.reference)) == ("booked", [1])
    assert free(wanted, now) == before - 1 == 1
    act = Act.objects.get(about=found.uuid)
    assert (act.kind, act.purpose, act.facts["resource"]) == ("bookings.booking.made", "case.file", COUNTER)
    assert "ภาษี" not in str(act.facts)


def test_the_words_open_to_nobody_without_a_look(resident: Actor, now: datetime) -> None:
    booked(resident, now, slot(COUNTER), words=Words("คำลับ"))
    assert BookingPrivate.objects.count() == 0
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert [one.note for one in BookingPrivate.objects.all()] == ["คำลับ"]


def test_the_same_key_books_once(resident: Actor, now: datetime) -> None:
    first = booked(resident, now, slot(TRUCK, day=DAY + timedelta(days=1)), key="twice")
    assert booked(resident, now, slot(TRUCK, day=DAY + timedelta(days=1)), key="twice") == first
    assert Booking.objects.count() == 1


def test_a_full_slot_is_refused_in_kind_words(resident: Actor, outsider: Actor, now: datetime) -> None:
    wanted = slot(TRUCK, day=DAY + timedelta(days=1))
    booked(resident, now, wanted)
    acts = Act.objects.count()
    with pytest.raises(Taken) as refused:
        booked(outsider, now, wanted)
    assert "คิวรอ" in refused.value.th and "waiting list" in refused.value.en
    assert Act.objects.count() == acts and Booking.objects.count() == 1


def test_parts_of_the_day_that_overlap_exclude_each_other(resident: Actor, outsider: Actor, now: datetime) -> None:
    day = DAY + timedelta(days=10)
    parts = {one.slot.part: Wanted(HALL, one.slot.start, one.slot.end)
             for one in queries.slots_of_day(queries.resource(HALL), day, now)}  # fmt: skip
    booked(resident, now, parts["morning"])
    with pytest.raises(Taken):
        booked(outsider, now, parts["whole-day"])
    booked(outsider, now, parts["afternoon"])
    assert {one.slot.part: one.free for one in queries.slots_of_day(queries.resource(HALL), day, now)} == {
        "morning": 0, "afternoon": 0, "whole-day": 0, "evening": 1,
    }  # fmt: skip


def test_postgresql_itself_refuses_to_sell_a_seat_twice(resident: Actor, now: datetime) -> None:
    """Past every check of ours, also for a time that only overlaps."""
    booked(resident, now, slot(TRUCK, day=DAY + timedelta(days=1)))
    taken = Seat.objects.get()
    with pytest.raises(IntegrityError, match="seat_sold_once"):
        sell_again(taken, now)


def sell_again(taken: Seat, now: datetime) -> None:
    begins = taken.during.lower + timedelta(minutes=10)
    with transaction.atomic():
        ledger.record(actor=service_actor("bookings"), kind="test", purpose="booking.keep", about=None, now=now)
        Seat.objects.create(
            resource_id=taken.resource_id, number=taken.number, during=during(begins, begins + timedelta(hours=4)),
            booking=Booking.objects.get(),
        )  # fmt: skip


def test_no_seat_is_taken_without_an_act(resident: Actor, now: datetime) -> None:
    with pytest.raises(Exception, match="without an act"):
        Seat.objects.create(resource_id=queries.resource(TRUCK).id, number=1, during=during(now, now + timedelta(1)))


@pytest.mark.parametrize("locked", [True, False], ids=["as it is", "with the constraint alone"])
def test_of_200_who_book_the_last_slot_at_once_exactly_one_wins(
    house: None, now: datetime, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Threads with connections of their own, as many at once as the server takes. Without the lock PostgreSQL decides."""
    if not locked:
        monkeypatch.setattr(sys.modules["korat.blocks.bookings.actions.book"], "lock", lambda resource: None)
    wanted = slot(TRUCK, day=DAY + timedelta(days=1))
    people = deque(newcomer() for _ in range(RIVALS))
    ended: list[str] = []
    doors = BoundedSemaphore(40)

    def rival() -> None:
        with doors:
            try:
                booked(people.popleft(), now, wanted)
                ended.append("won")
            except Refused as refused:
                ended.append(refused.code)
            finally:
                connections.close_all()

    together(rival, RIVALS)
    assert Counter(ended) == {"won": 1, "taken": RIVALS - 1}
    assert (Booking.objects.count(), Seat.objects.count()) == (1, 1)
    assert Act.objects.filter(kind="bookings.booking.made").count() == 1


def newcomer() -> Actor:
    with transaction.atomic():
        subject, uuid, grant = ledger.admit(kind="unnamed")
    return Actor(subject=subject, uuid=uuid, grants=(grant,), session=ids.uuid7().hex)


def test_a_time_that_is_no_slot_is_refused(resident: Actor, now: datetime) -> None:
    wanted = slot(COUNTER)
    with pytest.raises(Invalid, match="no such time"):
        booked(resident, now, Wanted(COUNTER, wanted.start + timedelta(minutes=5), wanted.end))
    with pytest.raises(Invalid, match="no such time"):
        booked(resident, now, Wanted(COUNTER, wanted.start, wanted.end, seats=2))


def test_only_within_the_window(resident: Actor, now: datetime) -> None:
    wanted = slot(TRUCK)
    with pytest.raises(Invalid, match="days ahead"):
        booked(resident, wanted.start - timedelta(hours=2), wanted)
    with pytest.raises(Invalid, match="days ahead"):
        booked(resident, now - timedelta(days=60), wanted)


def test_a_person_has_only_so_many_ahead(resident: Actor, now: datetime) -> None:
    for number in range(2):
        booked(resident, now, slot(COUNTER, number))
    with pytest.raises(TooMany, match="already have 2"):
        booked(resident, now, slot(COUNTER, 2))


def test_nobody_books_for_another_without_a_mandate(outsider: Actor, resident: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        booked(outsider, now, slot(COUNTER), subject=resident.subject)
    assert Booking.objects.count() == 0
