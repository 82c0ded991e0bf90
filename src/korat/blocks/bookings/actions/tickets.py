"""The queue at the counter: take a number, call the next, say that nobody came."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from korat.blocks.bookings.actions.seats import lock
from korat.blocks.bookings.models import Ticket
from korat.blocks.bookings.queries.counter import is_open, opens_at, ticket
from korat.blocks.bookings.queries.desk import of_reach
from korat.blocks.bookings.queries.resources import resource as resource_of
from korat.blocks.bookings.reach import KEEPING, OFFICE, of_office_or_404
from korat.blocks.bookings.values import ResourceView, TicketView
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.blocks.ledger.services import service_actor
from korat.kernel import ids
from korat.kernel.clock import local
from korat.kernel.dates import datetime_text
from korat.kernel.errors import Conflict, Invalid, NotFound

State = Ticket.State


def take_ticket(*, now: datetime, counter: str, key: str) -> TicketView:
    """The next number of the day. It is nobody's, so the house itself records it. Conflict when the counter is shut."""
    found = with_queue(resource_of(counter))
    uuid, day = ids.uuid7(), local(now, catalog.zone()).date()
    try:
        with transaction.atomic():
            ledger.record(
                actor=service_actor("bookings"), kind="bookings.ticket.taken", purpose=KEEPING, about=uuid, now=now,
                key=f"ticket:{key}", facts={"resource": found.code, "office": found.office},
            )  # fmt: skip
            if not is_open(found, now):
                raise shut(opens_at(found, now))
            lock(found.id)
            last = Ticket.objects.filter(resource_id=found.id, day=day).aggregate(last=Max("number"))["last"] or 0
            row = Ticket(
                uuid=uuid, resource_id=found.id, day=day, number=last + 1, state=State.WAITING, window=None, taken_at=now,
                called_at=None,
            )  # fmt: skip
            insert(row)
    except ledger.DoneBefore as done:
        row = Ticket.objects.get(uuid=str(done.about))
    return ticket(row)


def call_next(*, actor: Actor, now: datetime, counter: str, window: int) -> TicketView | None:
    """Whoever is at this window is served; the lowest number that waits comes. None when nobody waits."""
    found = served(actor, counter, window)
    with transaction.atomic():
        grant = of_office_or_404(actor, found.office)
        lock(found.id)
        rows = today(found, now)
        following = rows.filter(state=State.WAITING).order_by("number").first()
        ledger.record(
            actor=actor, grant=grant, kind="bookings.ticket.called", purpose=OFFICE,
            about=following.uuid if following else None, now=now,
            facts={"resource": found.code, "window": window, "number": following.number if following else 0},
        )  # fmt: skip
        rows.filter(state=State.CALLED, window=window).update(state=State.SERVED)
        if following is None:
            return None
        following.state, following.window, following.called_at = State.CALLED, window, now
        following.save(update_fields=["state", "window", "called_at"])
    return ticket(following)


def miss(*, actor: Actor, now: datetime, counter: str, window: int) -> None:
    """Whom this window called did not come."""
    found = served(actor, counter, window)
    with transaction.atomic():
        grant = of_office_or_404(actor, found.office)
        row = today(found, now).filter(state=State.CALLED, window=window).first()
        if row is None:
            return
        ledger.record(
            actor=actor, grant=grant, kind="bookings.ticket.missed", purpose=OFFICE, about=row.uuid, now=now,
            facts={"resource": found.code, "window": window, "number": row.number},
        )  # fmt: skip
        today(found, now).filter(pk=row.pk, state=State.CALLED).update(state=State.MISSED)


def today(found: ResourceView, now: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(resource_id=found.id, day=local(now, catalog.zone()).date())


def served(actor: Actor, counter: str, window: int) -> ResourceView:
    """The counter, for who serves there, and one of its windows."""
    found = with_queue(of_reach(actor, counter))
    if found.said.queue is None or not 1 <= window <= found.said.queue.windows:
        raise Invalid(th="ไม่มีช่องบริการนี้", en="There is no such window.", code="window", field="window")
    return found


def with_queue(found: ResourceView) -> ResourceView:
    if found.said.queue is None:
        raise NotFound()
    return found


def shut(opens: datetime | None) -> Conflict:
    """Says the hour at which to come again."""
    th, en = "เมื่อเคาน์เตอร์เปิด", "while it is open"
    if opens:
        when = datetime_text(opens, catalog.zone())
        th, en = f"อีกครั้งตั้งแต่ {when.show('th')}", f"again from {when.show('en')}"
    return Conflict(th=f"ขณะนี้ปิดอยู่ รับบัตรคิวได้{th}", en=f"The counter is closed now. Tickets are given {en}.", code="shut")
