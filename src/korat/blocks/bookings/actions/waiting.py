"""The waiting list: whoever came first is asked first, and is given time to answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.bookings.actions import deposits
from korat.blocks.bookings.actions.book import facts, fitting, next_reference, refuse_time
from korat.blocks.bookings.actions.seats import claim, let_go, lock
from korat.blocks.bookings.models import Booking, WaitingEntry
from korat.blocks.bookings.queries.free import taken
from korat.blocks.bookings.queries.resources import resource as resource_of
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import KEEPING, own_or_lent
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import ResourceView, Wanted
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.blocks.ledger.services import service_actor
from korat.kernel import ids
from korat.kernel.errors import Forbidden, NotFound

State = WaitingEntry.State
# Nobody can answer an offer faster than that.
SHORTEST = timedelta(minutes=10)
BATCH = 50


def wait(*, actor: Actor, now: datetime, wanted: Wanted) -> UUID:
    """Join the list of a slot that is full. Waiting twice is waiting once."""
    found = resource_of(wanted.resource)
    slot, grant = fitting(found, wanted), own_or_lent(actor, "case.file", actor.subject)
    if grant is None:
        raise Forbidden()
    same = WaitingEntry.objects.filter(
        resource_id=found.id, start_at=slot.start, end_at=slot.end, subject_id=actor.subject,
        state__in=(State.WAITING, State.OFFERED),
    )  # fmt: skip
    with transaction.atomic():
        lock(found.id)
        if first := same.first():
            return first.uuid
        uuid = ids.uuid7()
        ledger.record(
            actor=actor, grant=grant, kind="bookings.place.awaited", purpose="case.file", about=uuid, now=now,
            concerning={actor.subject: None}, facts=facts(found, slot, wanted.seats),
        )  # fmt: skip
        refuse_time(found, slot, now)
        insert(WaitingEntry(
            uuid=uuid, resource_id=found.id, subject_id=actor.subject, start_at=slot.start, end_at=slot.end,
            seats=wanted.seats, state=State.WAITING, made_at=now,
        ))  # fmt: skip
        # Between the full page and this click a place may have come free.
        offer_next(found, slot, now, None)
    return uuid


def leave(*, actor: Actor, now: datetime, entry: UUID) -> None:
    """Wait no longer. NotFound for somebody else's place."""
    with transaction.atomic():
        row = WaitingEntry.objects.select_for_update().filter(uuid=entry, subject_id=actor.subject).first()
        if row is None:
            raise NotFound()
        if row.state != State.WAITING:
            return
        ledger.record(
            actor=actor, grant=own_or_lent(actor, "case.reply", actor.subject), kind="bookings.place.left",
            purpose="case.reply", about=row.uuid, now=now, concerning={actor.subject: None},
        )  # fmt: skip
        row.state = State.LEFT
        row.save(update_fields=["state"])


def offer_next(found: ResourceView, freed: Slot, now: datetime, cause: UUID | None) -> None:
    """Keep what came free for the first who waits and whom it is enough for. The resource is locked by now."""
    if found.retired or freed.start <= now + SHORTEST:
        return
    entries = WaitingEntry.objects.filter(
        resource_id=found.id, state=State.WAITING, start_at__lt=freed.end, end_at__gt=freed.start,
        start_at__gt=now + SHORTEST,
    ).order_by("id")  # fmt: skip
    for entry in entries:
        slot = Slot(entry.start_at, entry.end_at)
        if taken(found, slot.start, slot.end).free(slot) >= entry.seats:
            offer(found, entry, slot, now, cause)


def offer(found: ResourceView, entry: WaitingEntry, slot: Slot, now: datetime, cause: UUID | None) -> None:
    uuid, keeper = ids.uuid7(), service_actor("bookings")
    until = min(now + timedelta(minutes=found.said.offer_minutes), slot.start)
    ledger.record(
        actor=keeper, kind="bookings.place.offered", purpose=KEEPING, about=uuid, now=now, cause=cause,
        concerning={entry.subject_id: None},
        facts=facts(found, slot, entry.seats) | {"until": until.isoformat(), "entry": str(entry.uuid)},
    )  # fmt: skip
    row = Booking(
        uuid=uuid, reference=next_reference(found, now), resource_id=found.id, office_id=found.office,
        subject_id=entry.subject_id, start_at=slot.start, end_at=slot.end, seats=entry.seats, state=Booking.State.HELD,
        why="waited", held_until=until, made_at=now,
    )  # fmt: skip
    insert(row)
    claim(found, row)
    entry.state, entry.booking = State.OFFERED, row
    entry.save(update_fields=["state", "booking"])


def lapse(now: datetime) -> int:
    """What was kept and not taken in time goes to the next who waits, and nobody waits for what has begun. Returns how
    many: above zero, there may be more."""
    due = Booking.objects.filter(state=Booking.State.HELD, held_until__lte=now).order_by("held_until")
    kept = due.values_list("id", "resource_id")[:BATCH]
    return sum(lapse_one(booking, resource, now) for booking, resource in kept) + wait_no_longer(now)


def wait_no_longer(now: datetime) -> int:
    """Whoever waited for a time that has begun waits for nothing any more."""
    begun = WaitingEntry.objects.filter(state=State.WAITING, start_at__lte=now).order_by("id")
    return sum(expire(entry, now) for entry in begun.values_list("id", flat=True)[:BATCH])


def expire(entry: int, now: datetime) -> int:
    with transaction.atomic():
        row = WaitingEntry.objects.select_for_update().filter(pk=entry, state=State.WAITING).first()
        if row is None:
            return 0
        ledger.record(
            actor=service_actor("bookings"), kind="bookings.place.expired", purpose=KEEPING, about=row.uuid, now=now,
            concerning={row.subject_id: None},
            facts={"resource": resource_by_id(row.resource_id).code, "start": row.start_at.isoformat()},
        )  # fmt: skip
        row.state = State.EXPIRED
        row.save(update_fields=["state"])
    return 1


def lapse_one(booking: int, resource: int, now: datetime) -> int:
    found = resource_by_id(resource)
    with transaction.atomic():
        lock(resource)
        row = (
            Booking.objects.select_for_update()
            .filter(pk=booking, state=Booking.State.HELD, held_until__lte=now)
            .first()
        )
        if row is None:
            return 0
        if row.why == deposits.UNPAID and deposits.paid(row):
            # The money was here in time; who follows the acts only has not come to it yet.
            deposits.book_paid(found, row, now, None)
            return 1
        why = "unpaid" if row.why == deposits.UNPAID else "lapsed"
        act = ledger.record(
            actor=service_actor("bookings"), kind="bookings.booking.lapsed", purpose=KEEPING, about=row.uuid, now=now,
            concerning={row.subject_id: None},
            facts={"resource": found.code, "start": row.start_at.isoformat(), "why": why},
        )  # fmt: skip
        let_go(row)
        row.state, row.held_until, row.why = Booking.State.CANCELLED, None, why
        row.save(update_fields=["state", "held_until", "why"])
        deposits.end(found, row, now, act)
        WaitingEntry.objects.filter(booking=row, state=State.OFFERED).update(state=State.EXPIRED)
        offer_next(found, Slot(row.start_at, row.end_at), now, act)
    return 1
