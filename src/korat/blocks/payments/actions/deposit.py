"""A deposit: a bill for a booking. When the booking ends, it is given back, or kept as the pack says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.payments.actions.bill import collecting_or_fail, next_number
from korat.blocks.payments.models import Invoice, Payment
from korat.blocks.payments.values import PREFIX
from korat.kernel import ids
from korat.kernel.dates import thai_year

State = Invoice.State


@dataclass(frozen=True)
class Deposit:
    """For which booking and what is booked, of whom, at which office, how much and until when."""

    about: UUID
    what: str
    subject: int
    office: int
    satang: int
    due_at: datetime


def ask_deposit(*, actor: Actor, grant: GrantView, purpose: str, wanted: Deposit, now: datetime, cause: UUID) -> None:
    """Ask for it once, inside the transaction of what books. Unavailable where nobody collects."""
    standing = Invoice.objects.filter(about=wanted.about, state__in=(State.OPEN, State.PAID))
    if standing.exists():
        return
    made = Invoice(
        uuid=ids.uuid7(), reference=ids.reference(PREFIX, thai_year(now, catalog.zone()), next_number()),
        about=wanted.about, service=wanted.what, deposit=True, subject_id=wanted.subject,
        cashier_id=collecting_or_fail(wanted.office), satang=wanted.satang, state=State.OPEN, made_at=now,
        due_at=wanted.due_at,
    )  # fmt: skip
    record("asked", made, actor, grant, purpose, now, cause)
    made.save(force_insert=True)


def end_deposit(
    *, actor: Actor, grant: GrantView, purpose: str, about: UUID, now: datetime, cause: UUID, keep: bool = False
) -> None:
    """The booking is over: what was not paid is asked for no more; what was paid is kept, or waits for the cashier to give
    it back or to count it towards another bill. Twice is once; who turned up after all gets back what was kept."""
    ending = (State.OPEN, State.PAID) if keep else (State.OPEN, State.PAID, State.KEPT)
    found = Invoice.objects.select_for_update().filter(about=about, deposit=True, state__in=ending).first()
    if found is None:
        return
    verb, state = fate(found, keep)
    record(verb, found, actor, grant, purpose, now, cause)
    if state == State.RETURNED:
        found.payments.filter(state=Payment.State.SETTLED).exclude(choice=Payment.Choice.REFUND).update(
            state=Payment.State.OPEN, verdict=Payment.Verdict.DEPOSIT, choice="", decided_at=None
        )
    found.state, found.settled_at = state, now
    found.save(update_fields=["state", "settled_at"])


def fate(found: Invoice, keep: bool) -> tuple[str, Invoice.State]:
    if not found.paid:
        return "dropped", State.CANCELLED
    return ("kept", State.KEPT) if keep else ("returned", State.RETURNED)


def record(verb: str, row: Invoice, actor: Actor, grant: GrantView, purpose: str, now: datetime, cause: UUID) -> None:
    ledger.record(
        actor=actor, kind=f"payments.deposit.{verb}", purpose=purpose, grant=grant, about=row.about, now=now, cause=cause,
        concerning={row.subject_id: None},
        facts={"invoice": str(row.uuid), "reference": row.reference, "satang": row.satang, "paid": row.paid,
               "for": row.service},
    )  # fmt: skip
