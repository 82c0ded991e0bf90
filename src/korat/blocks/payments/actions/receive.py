"""Money comes in: a bank's statement, or cash at the counter. Each line is weighed alone and never counted twice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.payments import queries, statement
from korat.blocks.payments.models import Invoice, Payment
from korat.blocks.payments.values import ImportReport, Line, PaymentView, Told
from korat.blocks.payments.verdicts import Verdict, verdict
from korat.kernel import ids
from korat.kernel.errors import Conflict, NotFound

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('korat.statement'), %s)"


def import_statement(*, actor: Actor, now: datetime, cashier: int, data: bytes) -> ImportReport:
    """Read a bank's file for the cashier of this office. The same file, or the same line, a second time changes nothing.

    NotFound to who does not collect there; Invalid or TooLarge for what is no such file: then nothing was taken.
    """
    till = queries.tills(actor).get(cashier)
    if till is None:
        raise NotFound()
    grant = actor.grant_for(queries.COLLECT, office=cashier)
    lines = statement.read(data, till.statement, catalog.zone())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [cashier])
        ledger.record(
            actor=actor, kind="payments.statement.imported", purpose=queries.COLLECT, grant=grant, about=None, now=now,
            facts={"office": cashier, "lines": len(lines), "digest": hashlib.sha256(data).hexdigest()},
        )  # fmt: skip
        before = set(
            Payment.objects.filter(cashier_id=cashier, line_id__in=[one.id for one in lines]).values_list(
                "line_id", flat=True
            )
        )
        return ImportReport(tuple(weighed(one, actor, grant, cashier, now, before) for one in lines))


def weighed(line: Line, actor: Actor, grant: GrantView, cashier: int, now: datetime, before: set[str]) -> Told:
    if line.fault or line.at is None:
        return Told(line, "unreadable")
    if line.satang <= 0:
        return Told(line, "out")
    if line.id in before:
        return Told(line, "seen")
    before.add(line.id)
    found = Invoice.objects.select_for_update().filter(reference=line.reference, cashier_id=cashier).first()
    made = Payment(
        cashier_id=cashier, method="bank", line_id=line.id, at=line.at, satang=line.satang, reference=line.reference,
        invoice=found, recorded_at=now,
    )  # fmt: skip
    receive(made, actor, grant, now)
    return Told(line, made.verdict, made.uuid)


def receive(made: Payment, actor: Actor, grant: GrantView, now: datetime) -> None:
    """Weigh one payment, write its act, and settle the bill when it fits; else somebody has to decide."""
    found = made.invoice
    choices = list(found.payments.values_list("choice", flat=True)) if found else []
    made.uuid, made.verdict = ids.uuid7(), verdict(found, made.satang, choices)
    fits = made.verdict == Verdict.MATCHED
    made.state = Payment.State.SETTLED if fits else Payment.State.OPEN
    ledger.record(
        actor=actor, kind="payments.payment.recorded", purpose=queries.COLLECT, grant=grant, now=now,
        about=found.about if found else made.uuid, concerning={found.subject_id: None} if found else None,
        facts={"payment": str(made.uuid), "satang": made.satang, "verdict": str(made.verdict), "method": made.method,
               "reference": found.reference if found else ""},
    )  # fmt: skip
    made.save(force_insert=True)
    if found and fits:
        settle(found, made.satang, actor, grant, now)


def settle(found: Invoice, satang: int, actor: Actor, grant: GrantView, now: datetime) -> None:
    """Count a payment towards its bill; the bill is paid when nothing is left of it."""
    found.paid += satang
    if found.state == Invoice.State.OPEN and found.paid >= found.satang:
        ledger.record(
            actor=actor, kind=f"payments.{'deposit' if found.deposit else 'invoice'}.paid", purpose=queries.COLLECT,
            grant=grant, about=found.about, now=now, concerning={found.subject_id: None},
            facts={"invoice": str(found.uuid), "reference": found.reference, "satang": found.satang,
                   "service": found.service},
        )  # fmt: skip
        found.state, found.settled_at = Invoice.State.PAID, now
    found.save(force_update=True)


def take_cash(*, actor: Actor, now: datetime, invoice: UUID, key: str) -> PaymentView:
    """All that is left of an open bill, in cash at the counter. NotFound to who does not collect it, Conflict when nothing
    is left to pay; `key` makes a second press harmless."""
    found = queries.invoice(invoice)
    if found is None or not actor.may(queries.COLLECT, office=found.cashier):
        raise NotFound()
    with transaction.atomic():
        locked = Invoice.objects.select_for_update().get(uuid=invoice)
        known = Payment.objects.filter(cashier_id=found.cashier, line_id=key).first()
        if known:
            return queries.payment_view(known)
        if locked.state != Invoice.State.OPEN:
            raise Conflict(th="ใบแจ้งนี้ไม่มียอดค้างชำระ", en="Nothing is left to pay on this bill.", code="settled")
        made = Payment(
            cashier_id=found.cashier, method="counter", line_id=key, at=now, satang=locked.satang - locked.paid,
            reference=locked.reference, invoice=locked, recorded_at=now,
        )  # fmt: skip
        receive(made, actor, actor.grant_for(queries.COLLECT, office=found.cashier), now)
        return queries.payment_view(made)
