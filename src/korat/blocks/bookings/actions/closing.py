"""A day closes after all: by an officer, or by a holiday announced the day before. Nobody stands before a locked door:
each booking moves to the nearest free time or is offered it, and whose it is is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.bookings.actions import deposits
from korat.blocks.bookings.actions.book import AHEAD, facts
from korat.blocks.bookings.actions.change import note
from korat.blocks.bookings.actions.seats import claim, claim_all, let_go, lock
from korat.blocks.bookings.models import Booking, Closure, Seat, WaitingEntry
from korat.blocks.bookings.queries.free import next_free
from korat.blocks.bookings.queries.resources import resource as resource_of
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import KEEPING, OFFICE, of_office_or_404
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import ResourceView
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.blocks.ledger.services import service_actor
from korat.kernel import ids
from korat.kernel.errors import Invalid, NotFound

State = Booking.State
# An office works with what it closes; but people need a night to read what is offered.
LEAST = timedelta(hours=12)


def close(*, actor: Actor, now: datetime, resource: str, start: datetime, end: datetime, reason: str = "") -> UUID:
    """Close a stretch of time. Whoever had booked it is moved or offered another, and told. NotFound to other offices."""
    found = resource_of(resource)
    grant = of_office_or_404(actor, found.office)
    if end <= max(start, now):
        raise Invalid(th="ช่วงที่จะปิดต้องยังไม่ผ่านไป", en="What is to be closed must lie ahead.", code="past", field="end")
    uuid = ids.uuid7()
    with transaction.atomic():
        act = ledger.record(
            actor=actor, grant=grant, kind="bookings.resource.closed", purpose=OFFICE, about=uuid, now=now,
            facts={"resource": found.code, "start": start.isoformat(), "end": end.isoformat(), "office": found.office},
        )  # fmt: skip
        lock(found.id)
        rows = list(concerned(found, start, end))
        for row in rows:
            let_go(row)
        closure = Closure(
            uuid=uuid, resource_id=found.id, start_at=start, end_at=end, reason=reason, made_at=now, ended_at=None
        )
        insert(closure)
        claim_all(found, closure)
        for row in rows:
            displace(found, row, "closed", now, act)
    return uuid


def reopen(*, actor: Actor, now: datetime, closure: UUID) -> None:
    """Open again what was closed. Who was moved stays where they were moved to."""
    row = Closure.objects.filter(uuid=closure, ended_at=None).first()
    if row is None:
        raise NotFound()
    found = resource_by_id(row.resource_id)
    grant = of_office_or_404(actor, found.office)
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="bookings.resource.opened", purpose=OFFICE, about=row.uuid, now=now,
            facts={"resource": found.code, "start": row.start_at.isoformat(), "end": row.end_at.isoformat()},
        )  # fmt: skip
        lock(found.id)
        Seat.objects.filter(closure=row).delete()
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        for other in Closure.objects.filter(
            resource_id=found.id, ended_at=None, start_at__lt=row.end_at, end_at__gt=row.start_at
        ):
            claim_all(found, other)


def concerned(found: ResourceView, start: datetime, end: datetime) -> list[Booking]:
    """Who had booked it, the earliest first: they choose first among what is left."""
    rows = Booking.objects.select_for_update().filter(
        resource_id=found.id, state__in=AHEAD, start_at__lt=end, end_at__gt=start
    )
    return list(rows.order_by("made_at", "id"))


def displace(found: ResourceView, row: Booking, why: str, now: datetime, cause: UUID | None) -> None:
    """To the nearest free time, kept until it is confirmed, or at once where the pack says `move`."""
    keeper = service_actor("bookings")
    grant = keeper.grant_for(KEEPING)
    slot = None if found.retired else next_free(found, Slot(row.start_at, row.end_at), row.seats, now)
    if slot is None:
        act = note(keeper, grant, KEEPING, "cancelled", row, now, {"why": why}, cause)
        row.state, row.held_until, row.why = State.CANCELLED, None, why
        row.save(update_fields=["state", "held_until", "why"])
        WaitingEntry.objects.filter(booking=row, state="offered").update(state="expired")
        deposits.end(found, row, now, act)
        return
    moves = found.said.on_closing == "move"
    state = State.BOOKED if moves and not deposits.wanting(found, row) else State.HELD
    said = facts(found, slot, row.seats) | {"why": why, "state": str(state)}
    note(keeper, grant, KEEPING, "moved", row, now, said, cause)
    row.start_at, row.end_at = slot.start, slot.end
    if moves:
        deposits.stand(found, row, now)
    else:
        row.held_until = min(now + max(timedelta(minutes=found.said.offer_minutes), LEAST), slot.start)
    row.state, row.why = state, row.why if row.why == deposits.UNPAID and moves else why
    claim(found, row)
    row.save(update_fields=["start_at", "end_at", "state", "held_until", "why"])
