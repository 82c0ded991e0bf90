from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking, Seat, WaitingEntry
from korat.blocks.bookings.refusals import Taken, TooMany
from korat.blocks.bookings.values import Wanted
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, NotFound
from tests.bookings import COUNTER, DAY, TRUCK, booked, counter_clerk, free, row, seats, slot

LATER = DAY + timedelta(days=1)


def kinds(uuid: object) -> list[str]:
    return list(Act.objects.filter(about=uuid).order_by("id").values_list("kind", flat=True))


def test_cancelling_frees_the_slot(resident: Actor, now: datetime) -> None:
    wanted = slot(TRUCK, day=LATER)
    found = booked(resident, now, wanted)
    actions.cancel(actor=resident, now=now, reference=found.reference)
    assert (row(found.reference).state, row(found.reference).why, Seat.objects.count()) == ("cancelled", "person", 0)
    assert kinds(found.uuid) == ["bookings.booking.made", "bookings.booking.cancelled"]
    assert free(wanted, now) == 1
    actions.cancel(actor=resident, now=now, reference=found.reference)
    assert len(kinds(found.uuid)) == 2


def test_an_outsider_finds_nothing_to_cancel_or_move(
    resident: Actor, outsider: Actor, officer: Actor, now: datetime
) -> None:
    found = booked(resident, now, slot(TRUCK, day=LATER))
    for stranger in (outsider, officer):
        with pytest.raises(NotFound):
            actions.cancel(actor=stranger, now=now, reference=found.reference)
        with pytest.raises(NotFound):
            actions.move(actor=stranger, now=now, reference=found.reference, wanted=slot(TRUCK, 1, LATER))
        with pytest.raises(NotFound):
            queries.booking_by_reference(stranger, found.reference)
    assert kinds(found.uuid) == ["bookings.booking.made"]


def test_moving_keeps_the_number_and_frees_the_old_slot(resident: Actor, now: datetime) -> None:
    old, new = slot(TRUCK, 0, LATER), slot(TRUCK, 1, LATER)
    found = booked(resident, now, old)
    actions.move(actor=resident, now=now, reference=found.reference, wanted=new)
    assert (row(found.reference).start_at, free(old, now), free(new, now)) == (new.start, 1, 0)
    assert kinds(found.uuid)[-1] == "bookings.booking.moved"


def test_moving_to_a_taken_slot_leaves_all_as_it_was(resident: Actor, outsider: Actor, now: datetime) -> None:
    old, new = slot(TRUCK, 0, LATER), slot(TRUCK, 1, LATER)
    found = booked(resident, now, old)
    booked(outsider, now, new)
    with pytest.raises(Taken):
        actions.move(actor=resident, now=now, reference=found.reference, wanted=new)
    assert (row(found.reference).start_at, free(old, now)) == (old.start, 0)
    assert kinds(found.uuid) == ["bookings.booking.made"]


def test_too_late_to_change_oneself_the_office_still_can(resident: Actor, now: datetime) -> None:
    found = booked(resident, now, slot(TRUCK, day=LATER))
    late = row(found.reference).start_at - timedelta(hours=11)
    with pytest.raises(Conflict, match="too late"):
        actions.cancel(actor=resident, now=late, reference=found.reference)
    actions.cancel(actor=counter_clerk(now), now=late, reference=found.reference)
    assert row(found.reference).why == "office"


def test_the_first_who_waits_is_offered_what_comes_free(
    resident: Actor, outsider: Actor, carer: Actor, now: datetime
) -> None:
    wanted = slot(TRUCK, day=LATER)
    found = booked(resident, now, wanted)
    first = actions.wait(actor=outsider, now=now, wanted=wanted)
    actions.wait(actor=carer, now=now, wanted=wanted)
    assert actions.wait(actor=outsider, now=now, wanted=wanted) == first
    actions.cancel(actor=resident, now=now, reference=found.reference)
    held = Booking.objects.get(state="held")
    assert (held.subject_id, held.held_until) == (outsider.subject, now + timedelta(minutes=240))
    assert kinds(held.uuid) == ["bookings.place.offered"]
    assert WaitingEntry.objects.get(uuid=first).state == "offered"
    # Nobody slips in between.
    with pytest.raises(Taken):
        booked(resident, now, wanted)
    actions.confirm(actor=outsider, now=now, reference=held.reference)
    assert row(held.reference).state == "booked" and WaitingEntry.objects.get(uuid=first).state == "taken"


def test_an_offer_that_nobody_took_goes_to_the_next(
    resident: Actor, outsider: Actor, carer: Actor, now: datetime
) -> None:
    wanted = slot(TRUCK, day=LATER)
    found = booked(resident, now, wanted)
    for waiting in (outsider, carer):
        actions.wait(actor=waiting, now=now, wanted=wanted)
    actions.cancel(actor=resident, now=now, reference=found.reference)
    first = Booking.objects.get(state="held")
    after = now + timedelta(minutes=241)
    assert (actions.lapse(now), actions.lapse(after)) == (0, 1)
    second = Booking.objects.get(state="held")
    assert (second.subject_id, row(first.reference).why) == (carer.subject, "lapsed")
    with pytest.raises(Conflict, match="over"):
        actions.confirm(actor=outsider, now=after, reference=first.reference)
    with pytest.raises(NotFound):
        actions.confirm(actor=outsider, now=after, reference=second.reference)


def test_who_left_the_list_is_passed_over(resident: Actor, outsider: Actor, now: datetime) -> None:
    wanted = slot(TRUCK, day=LATER)
    found = booked(resident, now, wanted)
    entry = actions.wait(actor=outsider, now=now, wanted=wanted)
    with pytest.raises(NotFound):
        actions.leave(actor=resident, now=now, entry=entry)
    actions.leave(actor=outsider, now=now, entry=entry)
    actions.cancel(actor=resident, now=now, reference=found.reference)
    assert not Booking.objects.filter(state="held").exists() and free(wanted, now) == 1


def test_waiting_for_what_came_free_in_between_is_an_offer_at_once(resident: Actor, now: datetime) -> None:
    actions.wait(actor=resident, now=now, wanted=slot(TRUCK, day=LATER))
    assert Booking.objects.get().state == "held"


def test_who_stays_away_too_often_is_told_how_to_come_anyway(resident: Actor, now: datetime) -> None:
    clerk = counter_clerk(now)
    for number in range(2):
        found = booked(resident, now, slot(TRUCK, number, LATER))
        with pytest.raises(NotFound):
            actions.stay_away(actor=resident, now=now, reference=found.reference)
        with pytest.raises(Conflict, match="has not begun"):
            actions.stay_away(actor=clerk, now=now, reference=found.reference)
        actions.stay_away(actor=clerk, now=row(found.reference).end_at, reference=found.reference)
        assert kinds(found.uuid)[-1] == "bookings.booking.missed"
    again = now + timedelta(days=3)
    with pytest.raises(TooMany, match="still welcome"):
        booked(resident, again, slot(TRUCK, 0, LATER + timedelta(days=7)))
    after = now + timedelta(days=40)
    day = LATER + timedelta(days=42)
    found = booked(resident, after, slot(TRUCK, 0, day))
    assert row(found.reference).state == "booked"


def test_the_office_writes_down_who_came_and_opens_the_words_by_a_look(resident: Actor, now: datetime) -> None:
    found, clerk = booked(resident, now, slot(COUNTER)), counter_clerk(now)
    actions.arrive(actor=clerk, now=now, reference=found.reference)
    actions.finish(actor=clerk, now=now, reference=found.reference)
    assert row(found.reference).state == "done" and seats(found.reference) == [1]
    queries.opened(clerk, found.reference, now)
    looks = Act.objects.filter(about=found.uuid, look=True)
    assert [(one.kind, one.purpose) for one in looks] == [("bookings.booking.looked", "booking.handle")]
    with pytest.raises(NotFound):
        queries.opened(resident, found.reference, now)


def test_the_day_list_is_the_office_s_alone(resident: Actor, officer: Actor, now: datetime) -> None:
    found = booked(resident, now, slot(COUNTER))
    assert [one.reference for one in queries.day_list(counter_clerk(now), COUNTER, DAY)] == [found.reference]
    for stranger in (resident, officer):
        with pytest.raises(NotFound):
            queries.day_list(stranger, COUNTER, DAY)


def test_a_slot_wanted_by_hand_must_be_of_the_same_resource(resident: Actor, now: datetime) -> None:
    found = booked(resident, now, slot(TRUCK, 0, LATER))
    other = slot(COUNTER, 1, LATER)
    with pytest.raises(Exception, match="no such time"):
        actions.move(actor=resident, now=now, reference=found.reference, wanted=Wanted(TRUCK, other.start, other.end))


def test_nobody_waits_for_what_has_begun(resident: Actor, outsider: Actor, now: datetime) -> None:
    wanted = slot(TRUCK, day=LATER)
    booked(resident, now, wanted)
    entry = actions.wait(actor=outsider, now=now, wanted=wanted)
    assert actions.lapse(wanted.start - timedelta(minutes=1)) == 0
    assert (actions.lapse(wanted.start), actions.lapse(wanted.start)) == (1, 0)
    assert WaitingEntry.objects.get(uuid=entry).state == "expired"
    act = Act.objects.get(about=entry, kind="bookings.place.expired")
    assert act.facts["resource"] == TRUCK
