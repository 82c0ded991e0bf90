"""What becomes of a payment that does not fit: a person chooses, and it is written down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import queries
from korat.blocks.payments.actions.receive import settle
from korat.blocks.payments.models import Invoice, Payment
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound


def decide(*, actor: Actor, now: datetime, payment: UUID, choice: str, reference: str = "", note: str = "") -> None:
    """`refund`: it was paid back; `credit`: it counts towards its bill, or the one that `reference` names; `ask`: the payer
    is asked, and it stays in the queue. NotFound to who does not collect there, Conflict when it was decided."""
    with transaction.atomic():
        row = Payment.objects.select_for_update().filter(uuid=payment).first()
        if row is None or not actor.may(queries.COLLECT, office=row.cashier_id):
            raise NotFound()
        if row.state == Payment.State.SETTLED:
            raise Conflict(th="รายการนี้ตัดสินใจไปแล้ว", en="This was decided already.", code="decided_before")
        chosen = Payment.Choice(choice)
        found = bill_of(row, chosen, reference)
        grant = actor.grant_for(queries.COLLECT, office=row.cashier_id)
        ledger.record(
            actor=actor, kind="payments.payment.decided", purpose=queries.COLLECT, grant=grant, now=now,
            about=found.about if found else row.uuid,
            concerning={found.subject_id: {"note": note} if note else None} if found else None,
            facts={"payment": str(row.uuid), "satang": row.satang, "verdict": row.verdict, "choice": str(chosen),
                   "reference": found.reference if found else ""},
        )  # fmt: skip
        row.invoice, row.choice, row.decided_at = found, chosen, now
        row.state = Payment.State.ASKED if chosen == Payment.Choice.ASK else Payment.State.SETTLED
        row.save(force_update=True)
        if chosen == Payment.Choice.CREDIT and found:
            settle(found, row.satang, actor, grant, now)


def bill_of(row: Payment, chosen: Payment.Choice, reference: str) -> Invoice | None:
    """The bill that is meant: the one named now, or the one the payment named itself."""
    named = ids.parse_reference(reference) if reference.strip() else None
    bills = Invoice.objects.select_for_update().filter(cashier_id=row.cashier_id)
    found = bills.filter(reference=named).first() if named else bills.filter(payments=row).first()
    wrong = reference.strip() and found is None
    if wrong or (chosen == Payment.Choice.CREDIT and not countable(found)):
        raise Invalid(
            th="โปรดใส่เลขที่ใบแจ้งชำระที่จะนำเงินนี้ไปหักให้ ใบแจ้งนั้นต้องไม่ถูกยกเลิก",
            en="Please name the bill towards which this counts; it must not be cancelled.",
            code="reference",
            field="reference",
        )
    return found


def countable(found: Invoice | None) -> bool:
    return found is not None and found.state in (Invoice.State.OPEN, Invoice.State.PAID)
