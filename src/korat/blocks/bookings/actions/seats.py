"""Taking places and letting them go. Who changes one resource waits for whom changes it already; and even without
that lock the exclusion constraint `seat_sold_once` lets nobody have a place that another has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, OperationalError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from korat.blocks.bookings.models import Booking, Closure, Resource, Seat
from korat.blocks.bookings.queries.free import taken
from korat.blocks.bookings.refusals import Taken
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import ResourceView

# An exclusion violation; and the deadlock of two who wrote the same place at the same moment, of whom one must give way.
EXCLUDED = ("23P01", "40P01")


@contextmanager
def sold_once() -> Iterator[None]:
    """The database's refusal in words."""
    try:
        yield
    except (IntegrityError, OperationalError) as error:
        if getattr(error.__cause__, "sqlstate", None) in EXCLUDED:
            raise Taken() from error
        raise


def lock(resource: int) -> None:
    """One at a time changes what is taken of a resource, until the transaction ends."""
    Resource.objects.select_for_update(no_key=True).only("id").get(pk=resource)


def claim(resource: ResourceView, booking: Booking) -> None:
    """Take as many places as the booking has seats, for its time. Taken when there are too few."""
    slot = Slot(booking.start_at, booking.end_at)
    free = taken(resource, slot.start, slot.end).numbers(slot)
    if len(free) < booking.seats:
        raise Taken()
    with sold_once():
        Seat.objects.bulk_create(
            Seat(resource_id=resource.id, number=number, during=during(slot.start, slot.end), booking=booking)
            for number in free[: booking.seats]
        )


def claim_all(resource: ResourceView, closure: Closure) -> None:
    """Every place that is free all the while; who is being served keeps theirs."""
    slot = Slot(closure.start_at, closure.end_at)
    free = taken(resource, slot.start, slot.end).numbers(slot)
    with sold_once():
        Seat.objects.bulk_create(
            Seat(resource_id=resource.id, number=number, during=during(slot.start, slot.end), closure=closure)
            for number in free
        )


def let_go(booking: Booking) -> None:
    Seat.objects.filter(booking=booking).delete()


def during(start: datetime, end: datetime) -> DateTimeTZRange:
    return DateTimeTZRange(start, end, "[)")
