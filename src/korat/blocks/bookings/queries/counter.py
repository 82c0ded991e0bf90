"""The queue at the counter: who is called is a number, never a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from korat.blocks.bookings.models import Ticket
from korat.blocks.bookings.queries.desk import of_reach
from korat.blocks.bookings.queries.resources import resource_by_id, resources
from korat.blocks.bookings.slots import moment, open_on
from korat.blocks.bookings.values import CounterView, ResourceView, Shut, TicketView, label
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel.clock import local
from korat.kernel.errors import NotFound

SHOWN = 6
# For how many days it is looked when a counter opens again.
HORIZON = 30


def counters(office: str) -> tuple[ResourceView, ...]:
    """The counters with tickets at an office and below it, by the office's code. NotFound where there is none."""
    found = people.standing(office)
    ids = {found.id, *people.below(found.code)} if found else set()
    queues = tuple(one for one in resources() if one.office in ids and one.said.queue)
    if not queues:
        raise NotFound()
    return queues


def is_open(resource: ResourceView, now: datetime) -> bool:
    """Whether the counter serves at this moment."""
    return any(opens <= now < closes for opens, closes in stretches(resource, local(now, catalog.zone()).date()))


def opens_at(resource: ResourceView, now: datetime) -> datetime | None:
    """When a counter that is shut opens again; None where the calendar tells of no such hour soon."""
    first = local(now, catalog.zone()).date()
    ahead = chain.from_iterable(stretches(resource, first + timedelta(days=number)) for number in range(HORIZON))
    return next((opens for opens, _closes in ahead if opens > now), None)


def stretches(resource: ResourceView, day: date) -> list[tuple[datetime, datetime]]:
    zone = catalog.zone()
    hours = open_on(resource.said, day, catalog.holidays())
    return [(moment(day, one.opens, zone), moment(day, one.closes, zone)) for one in hours]


def display(office: str, now: datetime) -> tuple[CounterView, ...]:
    """The public display of an office: facts only."""
    return tuple(counter(one, now) for one in counters(office))


def counter(resource: ResourceView, now: datetime) -> CounterView:
    rows = Ticket.objects.filter(resource_id=resource.id, day=local(now, catalog.zone()).date())
    called = rows.filter(state="called").order_by("-called_at", "-number")[:SHOWN]
    return CounterView(
        resource,
        tuple((label(resource, one.number), one.window or 0) for one in called),
        rows.filter(state="waiting").count(),
        None if is_open(resource, now) else Shut(opens_at(resource, now)),
    )


def ticket(row: Ticket) -> TicketView:
    ahead = Ticket.objects.filter(
        resource_id=row.resource_id, day=row.day, state="waiting", number__lt=row.number
    ).count()
    return TicketView(
        row.uuid, resource_by_id(row.resource_id), row.number, row.state, row.window, ahead, row.taken_at, row.day
    )


def own_ticket(uuid: UUID) -> TicketView:
    """The ticket that a paper names. NotFound for a wrong one."""
    row = Ticket.objects.filter(uuid=uuid).first()
    if row is None:
        raise NotFound()
    return ticket(row)


def queue_of(actor: Actor, code: str, now: datetime) -> CounterView:
    """The queue of a counter for who serves there. NotFound to others."""
    return counter(of_reach(actor, code), now)
