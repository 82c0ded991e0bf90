"""A day of a resource as its office sees it: facts; who comes and what they wrote opens one by one, under a look."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from korat.blocks.bookings.models import Booking, BookingPrivate, Closure
from korat.blocks.bookings.queries.own import view
from korat.blocks.bookings.queries.resources import resource, resources
from korat.blocks.bookings.reach import OFFICE, of_office_or_404
from korat.blocks.bookings.slots import moment
from korat.blocks.bookings.values import BookingView, ClosureView, ResourceView, Words
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import NotFound


def reached(actor: Actor) -> tuple[ResourceView, ...]:
    """What the actor's offices lend."""
    reach = actor.reach(OFFICE)
    return tuple(one for one in resources() if one.office in reach)


def of_reach(actor: Actor, code: str) -> ResourceView:
    """By code, for its office alone."""
    found = resource(code)
    of_office_or_404(actor, found.office)
    return found


def day_list(actor: Actor, code: str, day: date) -> tuple[BookingView, ...]:
    """The bookings of a day in their order. NotFound for another office's resource."""
    found, (start, end) = of_reach(actor, code), bounds(day)
    rows = Booking.objects.filter(resource_id=found.id, start_at__gte=start, start_at__lt=end)
    return tuple(map(view, rows.order_by("start_at", "id")))


# What a closed day did: to whom another time is kept, who has one, and for whom nothing was free.
DISPLACED = ("closed", "holiday", "day_open")
MOST = 500


def displaced(actor: Actor, now: datetime) -> tuple[BookingView, ...]:
    """Whose day closed and whose time lies ahead, of what the actor's offices lend; who must still answer comes first."""
    rows = Booking.objects.filter(
        resource_id__in=[one.id for one in reached(actor)], start_at__gt=now, why__in=DISPLACED,
        state__in=("held", "booked", "cancelled"),
    ).order_by("start_at", "id")[:MOST]  # fmt: skip
    return tuple(sorted(map(view, rows), key=lambda one: one.state != "held"))


def closures(actor: Actor, code: str, day: date) -> tuple[ClosureView, ...]:
    """What an officer closed on that day."""
    found, (start, end) = of_reach(actor, code), bounds(day)
    rows = Closure.objects.filter(resource_id=found.id, ended_at=None, end_at__gt=start, start_at__lt=end)
    return tuple(ClosureView(row.uuid, row.start_at, row.end_at, row.reason) for row in rows.order_by("start_at"))


def bounds(day: date) -> tuple[datetime, datetime]:
    midnight, zone = datetime.min.time(), catalog.zone()
    return moment(day, midnight, zone), moment(day + timedelta(days=1), midnight, zone)


def opened(actor: Actor, reference: str, now: datetime) -> tuple[BookingView, Words]:
    """A booking and its words for its office: a look, which the person will read of. NotFound to others."""
    row = Booking.objects.filter(reference=reference).first()
    if row is None:
        raise NotFound()
    grant = of_office_or_404(actor, row.office_id)
    with ledger.look(
        actor=actor, purpose=OFFICE, subjects=[row.subject_id], about=row.uuid, now=now, grant=grant,
        kind="bookings.booking.looked",
    ):  # fmt: skip
        said = BookingPrivate.objects.filter(booking=row).first()
    return view(row), Words(said.note, said.phone) if said else Words()
