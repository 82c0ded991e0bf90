"""Confirm, move or cancel a booking. What it lets go is offered to whom waits, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.bookings import refusals
from korat.blocks.bookings.actions import deposits
from korat.blocks.bookings.actions.book import AHEAD, facts, fitting, refuse_time
from korat.blocks.bookings.actions.seats import claim, let_go, lock
from korat.blocks.bookings.actions.waiting import offer_next
from korat.blocks.bookings.models import Booking, WaitingEntry
from korat.blocks.bookings.queries.own import view
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import KEEPING, OFFICE, concerning, ground
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import Wanted
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.services import service_actor
from korat.kernel.errors import NotFound

State = Booking.State


def confirm(*, actor: Actor, now: datetime, reference: str) -> None:
    """Take what was kept for one: by whose it is, or by the office. Conflict when its time has run out; NotFound to
    outsiders."""
    with transaction.atomic():
        row = locked(reference)
        grant, purpose = ground(actor, row)
        act = note(actor, grant, purpose, "confirmed", row, now, {"why": by(purpose)})
        if row.why == deposits.UNPAID:
            raise refusals.deposit_first()
        if row.state != State.HELD or (row.held_until is not None and row.held_until <= now):
            raise refusals.over()
        found = resource_by_id(row.resource_id)
        deposits.stand(found, row, now)
        row.save(update_fields=["state", "held_until", "why"])
        deposits.ask(found, row, now, act)
        WaitingEntry.objects.filter(booking=row, state="offered").update(state="taken")


def move(*, actor: Actor, now: datetime, reference: str, wanted: Wanted) -> None:
    """To another slot of the same resource, with the same number. Raises as booking does."""
    with transaction.atomic():
        row = locked(reference)
        grant, purpose = ground(actor, row)
        found, was = resource_by_id(row.resource_id), Slot(row.start_at, row.end_at)
        slot = fitting(found, Wanted(found.code, wanted.start, wanted.end, row.seats))
        act = note(actor, grant, purpose, "moved", row, now, facts(found, slot, row.seats) | {"why": by(purpose)})
        refuse_late(row, purpose, now)
        refuse_time(found, slot, now)
        let_go(row)
        row.start_at, row.end_at = slot.start, slot.end
        deposits.stand(found, row, now)
        claim(found, row)
        row.save(update_fields=["start_at", "end_at", "state", "held_until", "why"])
        deposits.ask(found, row, now, act)
        WaitingEntry.objects.filter(booking=row, state="offered").update(state="taken")
        offer_next(found, was, now, act)


def cancel(*, actor: Actor, now: datetime, reference: str) -> None:
    """Give the slot back: by whose it is, until the pack's limit, or by the office. Twice is once."""
    with transaction.atomic():
        row = locked(reference)
        grant, purpose = ground(actor, row)
        if row.state == State.CANCELLED:
            return
        act = note(actor, grant, purpose, "cancelled", row, now, {"why": by(purpose)})
        refuse_late(row, purpose, now)
        release(row, by(purpose), now, act)


def release_about(*, case: UUID, now: datetime, cause: UUID) -> None:
    """The case is over: what it had booked ahead is free again. Inside the transaction of the case's move, its `cause`."""
    keeper = service_actor("bookings")
    for row in Booking.objects.filter(about=case, state__in=AHEAD, start_at__gt=now):
        lock(row.resource_id)
        act = note(keeper, keeper.grant_for(KEEPING), KEEPING, "cancelled", row, now, {"why": "case"}, cause)
        release(row, "case", now, act)


def release(row: Booking, why: str, now: datetime, act: UUID) -> None:
    let_go(row)
    row.state, row.held_until, row.why = State.CANCELLED, None, why
    row.save(update_fields=["state", "held_until", "why"])
    WaitingEntry.objects.filter(booking=row, state="offered").update(state="expired")
    deposits.end(resource_by_id(row.resource_id), row, now, act)
    offer_next(resource_by_id(row.resource_id), Slot(row.start_at, row.end_at), now, act)


def locked(reference: str) -> Booking:
    """The booking as it is, its resource locked first: in this order everyone takes them."""
    resource = Booking.objects.filter(reference=reference).values_list("resource_id", flat=True).first()
    if resource is None:
        raise NotFound()
    lock(resource)
    return Booking.objects.select_for_update().get(reference=reference)


def refuse_late(row: Booking, purpose: str, now: datetime) -> None:
    """Only what lies ahead is changed; by oneself only until the pack's limit."""
    if row.state not in AHEAD:
        raise refusals.over()
    if purpose != OFFICE and not view(row).changeable(now):
        raise refusals.too_late()


def by(purpose: str) -> str:
    return "office" if purpose == OFFICE else "person"


def note(
    actor: Actor, grant: GrantView, purpose: str, verb: str, row: Booking, now: datetime,
    said: Mapping[str, object] | None = None, cause: UUID | None = None,
) -> UUID:  # fmt: skip
    """The act of a change, before its effect."""
    known = {"resource": resource_by_id(row.resource_id).code, "from": row.start_at.isoformat(), "was": row.state}
    return ledger.record(
        actor=actor, grant=grant, kind=f"bookings.booking.{verb}", purpose=purpose, about=row.uuid, now=now, cause=cause,
        concerning=concerning(actor, grant, row.subject_id), facts=known | dict(said or {}),
    )  # fmt: skip
