"""A time with a deposit is only kept until it is paid; the bill is the payments block's, so is all that happens to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.bookings.actions.seats import lock
from korat.blocks.bookings.models import Booking
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import KEEPING
from korat.blocks.bookings.values import ResourceView
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as payments_read

State = Booking.State
# Why a time is kept and not booked yet.
UNPAID = "deposit"


def paid(row: Booking) -> bool:
    found = payments_read.deposit(row.uuid)
    return found is not None and found.state == "paid"


def wanting(found: ResourceView, row: Booking) -> bool:
    """Whether a deposit is still to be paid."""
    return found.said.deposit is not None and not paid(row)


def stand(found: ResourceView, row: Booking, now: datetime) -> None:
    """Booked; or kept until the deposit is paid or its hour passes. Who has the bill already keeps its hour."""
    row.state, row.held_until, row.why = State.BOOKED, None, ""
    if wanting(found, row):
        row.state, row.held_until, row.why = State.HELD, min(hour(found, row, now), row.start_at), UNPAID


def hour(found: ResourceView, row: Booking, now: datetime) -> datetime:
    asked = payments_read.deposit(row.uuid)
    if asked and asked.state == "open" and asked.due_at:
        return asked.due_at
    return now + timedelta(hours=found.said.deposit.hours if found.said.deposit else 0)


def ask(found: ResourceView, row: Booking, now: datetime, cause: UUID) -> None:
    """Send the bill to whoever keeps a time by its deposit; once."""
    rule = found.said.deposit
    if row.why != UNPAID or row.held_until is None or rule is None:
        return
    keeper = service_actor("bookings")
    wanted = payments.Deposit(row.uuid, found.code, row.subject_id, found.office, rule.satang, row.held_until)
    payments.ask_deposit(
        actor=keeper, grant=keeper.grant_for(KEEPING), purpose=KEEPING, wanted=wanted, now=now, cause=cause
    )


def end(found: ResourceView, row: Booking, now: datetime, cause: UUID) -> None:
    """The booking has come to its end: nobody came, or any other."""
    rule, keeper = found.said.deposit, service_actor("bookings")
    if payments_read.deposit(row.uuid) is not None:
        payments.end_deposit(
            actor=keeper, grant=keeper.grant_for(KEEPING), purpose=KEEPING, about=row.uuid, now=now, cause=cause,
            keep=row.state == State.NO_SHOW and rule is not None and rule.no_show == "keep",
        )  # fmt: skip


def secure(*, booking: UUID, now: datetime, cause: UUID) -> None:
    """The deposit was paid: the time is booked. Who was too late, or paid for what is over, gets it back."""
    with transaction.atomic():
        resource = Booking.objects.filter(uuid=booking).values_list("resource_id", flat=True).first()
        if resource is None:
            return
        lock(resource)
        row, found = Booking.objects.select_for_update().get(uuid=booking), resource_by_id(resource)
        if row.state == State.HELD and row.why == UNPAID:
            book_paid(found, row, now, cause)
        elif row.state == State.CANCELLED:
            end(found, row, now, cause)


def book_paid(found: ResourceView, row: Booking, now: datetime, cause: UUID | None) -> None:
    ledger.record(
        actor=service_actor("bookings"), kind="bookings.booking.confirmed", purpose=KEEPING, about=row.uuid, now=now,
        cause=cause, concerning={row.subject_id: None},
        facts={"resource": found.code, "start": row.start_at.isoformat(), "why": "paid"},
    )  # fmt: skip
    row.state, row.held_until, row.why = State.BOOKED, None, ""
    row.save(update_fields=["state", "held_until", "why"])
