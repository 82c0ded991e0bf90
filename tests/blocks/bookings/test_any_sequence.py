"""Over any sequence of booking, cancelling and moving nothing is sold twice and nothing is lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking, Seat
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import Wanted
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Refused
from tests.bookings import COUNTER, DAY, HALL, booked, slot
from tests.wipe import Baseline

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "cancel", "move", "wait", "confirm", "lapse"]),
        st.integers(0, 2),
        st.integers(0, 3),
        st.integers(0, 6),
    ),
    min_size=3,
    max_size=14,
)


@pytest.mark.parametrize("code", [COUNTER, HALL])
@settings(max_examples=12)
@given(steps=STEPS)
def test_active_bookings_never_overlap_on_a_seat(
    resident: Actor, outsider: Actor, carer: Actor, now: datetime, code: str, steps: list[tuple[str, int, int, int]]
) -> None:
    Baseline.restore()
    day = DAY if code == COUNTER else DAY.replace(month=12)
    for verb, who, which, number in steps:
        with suppress(Refused):
            do(verb, (resident, outsider, carer)[who], now, slot(code, which, day), number)
        unbroken(code)


def do(verb: str, actor: Actor, now: datetime, wanted: Wanted, number: int) -> None:
    rows = list(Booking.objects.order_by("id"))
    row = rows[number % len(rows)] if rows else None
    if verb == "book":
        booked(actor, now, wanted)
    elif verb == "wait":
        actions.wait(actor=actor, now=now, wanted=wanted)
    elif verb == "lapse":
        actions.lapse(now)
    elif row is not None and verb == "cancel":
        actions.cancel(actor=actor, now=now, reference=row.reference)
    elif row is not None and verb == "move":
        actions.move(actor=actor, now=now, reference=row.reference, wanted=wanted)
    elif row is not None and verb == "confirm":
        actions.confirm(actor=actor, now=now, reference=row.reference)


def unbroken(code: str) -> None:
    """Every active booking has its seats, each for its own time; at no moment are more taken than there are."""
    capacity = queries.resource(code).said.capacity
    active = list(Booking.objects.filter(state__in=["held", "booked"]))
    taken = list(Seat.objects.select_related("booking"))
    assert sorted(seat.booking_id for seat in taken) == sorted(row.pk for row in active for _ in range(row.seats))
    for seat in taken:
        assert (seat.during.lower, seat.during.upper) == (seat.booking.start_at, seat.booking.end_at)
        assert 1 <= seat.number <= capacity
    for row in active:
        one = Slot(row.start_at, row.end_at)
        assert (
            sum(other.seats for other in active if one.start < other.end_at and other.start_at <= one.start) <= capacity
        )
    for index, seat in enumerate(taken):
        for other in taken[:index]:
            same = seat.number == other.number
            assert not (
                same and Slot(seat.during.lower, seat.during.upper).overlaps(other.during.lower, other.during.upper)
            )
