"""Book a slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.bookings import refusals
from korat.blocks.bookings.actions import deposits
from korat.blocks.bookings.actions.seats import claim, lock
from korat.blocks.bookings.models import Booking, BookingPrivate
from korat.blocks.bookings.queries.free import bookable_from, closed, slots_of
from korat.blocks.bookings.queries.resources import resource as resource_of
from korat.blocks.bookings.reach import OFFICE, concerning, own_or_lent
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import ResourceView, Wanted, Words
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.rows import fetch, insert
from korat.kernel import ids
from korat.kernel.clock import local
from korat.kernel.dates import thai_year
from korat.kernel.errors import Forbidden

State = Booking.State
PURPOSE = "case.file"
AHEAD = (State.HELD, State.BOOKED)


@dataclass(frozen=True)
class Booked:
    uuid: UUID
    reference: str


@dataclass(frozen=True)
class Taking:
    """Who books for whom, on which ground; `about` and `cause`: the case it belongs to, and the act that opened it."""

    actor: Actor
    grant: GrantView
    subject: int
    purpose: str = PURPOSE
    about: UUID | None = None
    cause: UUID | None = None
    # How somebody reached the official who books for them.
    channel: str = ""


def book(
    *, actor: Actor, now: datetime, wanted: Wanted, key: str, subject: int | None = None, words: Words | None = None
) -> Booked:
    """Book a slot for oneself, or for the `subject` whose mandate the actor holds. The same `key` books once.

    Raises Invalid for a time that is none of the resource's, Taken when it is full, TooMany by the pack's limits.
    """
    concerned = actor.subject if subject is None else subject
    grant = own_or_lent(actor, PURPOSE, concerned)
    if grant is None:
        raise Forbidden()
    try:
        with transaction.atomic():
            return take(Taking(actor, grant, concerned), now=now, wanted=wanted, key=key, words=words or Words())
    except ledger.DoneBefore as done:
        return booked_before(done)


def booked_before(done: ledger.DoneBefore) -> Booked:
    """What the first of two equal requests booked."""
    first = Booking.objects.only("uuid", "reference").get(uuid=str(done.about))
    return Booked(first.uuid, first.reference)


def take(taking: Taking, *, now: datetime, wanted: Wanted, key: str, words: Words) -> Booked:
    """The same inside a transaction of the caller's, such as the one that opens a case."""
    found = resource_of(wanted.resource)
    slot = fitting(found, wanted)
    uuid, reference = ids.uuid7(), next_reference(found, now)
    act = ledger.record(
        actor=taking.actor, grant=taking.grant, kind="bookings.booking.made", purpose=taking.purpose, about=uuid, now=now,
        key=f"booking:{key}", cause=taking.cause, concerning=concerning(taking.actor, taking.grant, taking.subject),
        facts=facts(found, slot, wanted.seats) | said(found, taking),
    )  # fmt: skip
    lock(found.id)
    refuse(found, slot, taking, now)
    row = Booking(
        uuid=uuid, reference=reference, resource_id=found.id, office_id=found.office, subject_id=taking.subject,
        start_at=slot.start, end_at=slot.end, seats=wanted.seats, about=taking.about, made_at=now,
    )  # fmt: skip
    deposits.stand(found, row, now)
    insert(row)
    claim(found, row)
    deposits.ask(found, row, now, act)
    if words:
        insert(
            BookingPrivate(
                booking=row, subject_id=taking.subject, office_id=found.office, note=words.note, phone=words.phone
            )
        )
    return Booked(uuid, reference)


def said(found: ResourceView, taking: Taking) -> dict[str, object]:
    """What an act says beside the slot: whether it waits for a deposit, its case, how somebody reached the office."""
    known = {"case": str(taking.about) if taking.about else "", "channel": taking.channel}
    state = State.HELD if found.said.deposit else State.BOOKED
    return {"state": str(state), **{name: value for name, value in known.items() if value}}


def fitting(found: ResourceView, wanted: Wanted) -> Slot:
    """The resource's own slot; Invalid when nothing of that time and size is offered."""
    day = local(wanted.start, catalog.zone()).date()
    slot = next((one for one in slots_of(found, day) if (one.start, one.end) == (wanted.start, wanted.end)), None)
    if slot is None or not 1 <= wanted.seats <= found.said.seats_most:
        raise refusals.no_such_slot()
    return slot


def refuse(found: ResourceView, slot: Slot, taking: Taking, now: datetime) -> None:
    """What the pack and the office do not allow whoever asks; how often one may book, the office itself may overlook."""
    refuse_time(found, slot, now)
    if taking.purpose == OFFICE:
        return
    subject = taking.subject
    rows = Booking.objects.filter(resource_id=found.id, subject_id=subject)
    if rows.filter(state__in=AHEAD, end_at__gt=now).count() >= found.said.per_person:
        raise refusals.enough(found.said.per_person)
    if until := barred_until(found, subject, now):
        raise refusals.stayed_away(until, catalog.zone())


def refuse_time(found: ResourceView, slot: Slot, now: datetime) -> None:
    first, last = bookable_from(found, now)
    if not first <= slot.start <= last:
        raise refusals.outside_window(found.said.window.days)
    if shut := closed(found, slot.start, slot.end):
        raise refusals.closed(shut[0][2])


def barred_until(found: ResourceView, subject: int, now: datetime) -> datetime | None:
    """Until when somebody who stayed away too often books no more; None for everyone else."""
    rule = found.said.no_show
    missed = Booking.objects.filter(
        resource_id=found.id, subject_id=subject, state=State.NO_SHOW,
        start_at__gte=now - timedelta(days=rule.within_days),
    ).order_by("-start_at").values_list("start_at", flat=True)  # fmt: skip
    times = list(missed)
    if not rule.after or len(times) < rule.after:
        return None
    until = times[0] + timedelta(days=rule.days)
    return until if until > now else None


def next_reference(found: ResourceView, now: datetime) -> str:
    ((number,),) = fetch("SELECT nextval('korat_bookings_number')")
    return ids.reference(found.said.prefix, thai_year(now, catalog.zone()), number)


def facts(found: ResourceView, slot: Slot, seats: int) -> dict[str, object]:
    """What an act says of a booking: codes and times, nobody's name."""
    return {
        "resource": found.code, "kind": found.said.kind, "start": slot.start.isoformat(), "end": slot.end.isoformat(),
        "seats": seats, "office": found.office,
    }  # fmt: skip
