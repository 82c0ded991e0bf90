"""Whoever has a booking learns of every change that somebody else made to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from korat.blocks.bookings import actions
from korat.blocks.bookings.models import Booking
from korat.blocks.bookings.queries.desk import bounds
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import queries as messages
from korat.blocks.reactions.follow import follow
from korat.kernel.dates import format_datetime
from tests.bookings import COUNTER, DAY, HALL, TRUCK, booked, counter_clerk, slot

LATER = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def caught_up(house: None, now: datetime) -> None:
    settled(now)


def settled(now: datetime) -> None:
    for _ in range(30):
        if not sealing.seal() + follow(now):
            return
    raise AssertionError("the follower never comes to an end")


def told(about: UUID) -> list[str]:
    return list(dict.fromkeys(message.template for message in messages.sent_about(about)))


def test_a_booking_is_confirmed_by_message_with_time_number_and_link(resident: Actor, now: datetime) -> None:
    found = booked(resident, now, slot(TRUCK, day=LATER))
    settled(now)
    assert told(found.uuid) == ["booking-made"]
    letter = messages.inbox(resident, now).items[0]
    assert "25 พฤศจิกายน 2569" in letter.title
    assert found.reference in letter.body and f"/b/{found.reference}" in letter.body


def test_a_closed_day_is_told_at_once(resident: Actor, now: datetime) -> None:
    found = booked(resident, now, slot(COUNTER))
    start, end = bounds(DAY)
    actions.close(actor=counter_clerk(now), now=now, resource=COUNTER, start=start, end=end, reason="น้ำท่วม")
    settled(now)
    assert told(found.uuid) == ["booking-made", "booking-closed-moved"]
    later = slot(COUNTER, 1, DAY + timedelta(days=1)).start
    assert format_datetime(later, catalog.zone(), "th", "short") in messages.inbox(resident, now).items[0].body


def test_what_is_offered_instead_is_told_with_its_end(resident: Actor, now: datetime) -> None:
    wanted = slot(HALL, 1, DAY + timedelta(days=10))
    found = booked(resident, now, wanted)
    actions.close(actor=counter_clerk(now), now=now, resource=HALL, start=wanted.start, end=wanted.end, reason="ซ่อม")
    settled(now)
    assert told(found.uuid) == ["deposit-asked", "booking-made", "booking-closed-offer"]
    assert "ถึง 24 พฤศจิกายน 2569" in messages.inbox(resident, now).items[0].body


def test_who_is_moved_by_the_office_s_press_is_told(resident: Actor, now: datetime) -> None:
    wanted, clerk = slot(HALL, 1, DAY + timedelta(days=10)), counter_clerk(now)
    found = booked(resident, now, wanted)
    actions.close(actor=clerk, now=now, resource=HALL, start=wanted.start, end=wanted.end, reason="ซ่อม")
    actions.move_all(actor=clerk, now=now)
    settled(now)
    assert told(found.uuid)[-1] == "booking-changed"


def test_who_waited_is_told_and_who_let_it_lapse_too(resident: Actor, outsider: Actor, now: datetime) -> None:
    wanted = slot(TRUCK, day=LATER)
    found = booked(resident, now, wanted)
    actions.wait(actor=outsider, now=now, wanted=wanted)
    actions.cancel(actor=resident, now=now, reference=found.reference)
    settled(now)
    assert told(found.uuid) == ["booking-made"]
    held = Booking.objects.get(state="held")
    assert told(held.uuid) == ["booking-offered"]
    actions.lapse(now + timedelta(hours=5))
    settled(now + timedelta(hours=5))
    assert told(held.uuid) == ["booking-offered", "booking-lapsed"]


def test_the_office_s_cancelling_is_told(resident: Actor, now: datetime) -> None:
    found = booked(resident, now, slot(COUNTER))
    actions.cancel(actor=counter_clerk(now), now=now, reference=found.reference)
    settled(now)
    assert told(found.uuid)[-1] == "booking-cancelled"
