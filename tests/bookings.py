"""Bookings as a test needs them: the town's counter, its hall, its truck; days on the calendar of the first pack."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking, Seat
from korat.blocks.bookings.values import Wanted
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as payments_read
from korat.kernel import ids
from tests.cast import actor as cast
from tests.cast import holder

COUNTER, HALL, TRUCK, FINANCE = (
    "sikhio-town-counter", "sikhio-multipurpose-hall", "sikhio-septic-truck", "sikhio-finance-counter"
)  # fmt: skip
# A Tuesday and the working days after it; the tests' now is Monday, 23 November 2026, 10:00 in town.
DAY = date(2026, 11, 24)


def slot(code: str, number: int = 0, day: date = DAY) -> Wanted:
    """The slot of a day by its number."""
    found = queries.slots_of_day(queries.resource(code), day, datetime(2026, 11, 23, 3, 0, tzinfo=UTC))[number].slot
    return Wanted(code, found.start, found.end)


def booked(actor: Actor, now: datetime, wanted: Wanted, **given: Any) -> actions.Booked:
    """A booking; where it wants a deposit, that is paid at once, but for `unpaid`."""
    unpaid = given.pop("unpaid", False)
    found = actions.book(actor=actor, now=now, wanted=wanted, key=given.pop("key", "") or ids.uuid7().hex, **given)
    if row(found.reference).why == "deposit" and not unpaid:
        pay(found, now)
    return found


def pay(found: actions.Booked, now: datetime) -> None:
    """In cash at the counter; what follows from the act is done at once."""
    bill = payments_read.deposit(found.uuid)
    assert bill
    payments.take_cash(actor=cast("cashier", now), now=now, invoice=bill.uuid, key=ids.uuid7().hex)
    paid = Act.objects.filter(about=found.uuid, kind="payments.deposit.paid").latest("id")
    actions.secure(booking=found.uuid, now=now, cause=paid.uuid)


def row(reference: str) -> Booking:
    return Booking.objects.get(reference=reference)


def counter_clerk(now: datetime) -> Actor:
    return holder("sikhio-town.counter-clerk", now)


def seats(reference: str) -> list[int]:
    return list(Seat.objects.filter(booking__reference=reference).values_list("number", flat=True))


def free(wanted: Wanted, now: datetime) -> int:
    day = wanted.start.astimezone(catalog.zone()).date()
    found = queries.slots_of_day(queries.resource(wanted.resource), day, now)
    return next(one.free for one in found if one.slot.start == wanted.start and one.slot.end == wanted.end)


def working_day_after(day: date, number: int = 1) -> date:
    week, found = catalog.working_week(), day
    for _ in range(number):
        found += timedelta(days=1)
        while not week.is_working_day(found):
            found += timedelta(days=1)
    return found
