"""Quote, ask for, and no longer ask for a fee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import connection, transaction

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.payments import amounts, queries
from korat.blocks.payments.models import Invoice
from korat.blocks.payments.values import PREFIX
from korat.blocks.people import queries as people
from korat.kernel import ids
from korat.kernel.calendar import due
from korat.kernel.clock import local
from korat.kernel.dates import thai_year
from korat.kernel.errors import Conflict, Invalid, NotFound, Unavailable


@dataclass(frozen=True)
class Owing:
    """For what it is owed and by whom: the case, its service, its subject, the office that handles it."""

    about: UUID
    service: ServiceDefinition
    subject: int
    office: int


def quote(*, owing: Owing, answers: Mapping[str, object], now: datetime) -> None:
    """Note what a case will cost, as far as its answers tell, inside the transaction that opens it. Nothing is asked yet."""
    satang = amounts.amount(owing.service.fee, queries.local_fee(owing.service, owing.office), answers)
    cashier = collecting(owing.office)
    if satang is not None and cashier is not None:
        row(owing, cashier, satang, now, Invoice.State.QUOTED).save(force_insert=True)


def bill(
    *, actor: Actor, grant: GrantView, purpose: str, owing: Owing, now: datetime, satang: int | None = None
) -> None:
    """Ask for the fee of a case, inside the transaction of the move that does it: `satang`, or else what was quoted.

    Raises Conflict when a bill is open, Invalid without an amount, Unavailable where nobody collects.
    """
    rows = Invoice.objects.select_for_update().filter(about=owing.about, state__in=queries.OWED)
    waiting = next(iter(rows), None)
    if waiting is not None and waiting.state == Invoice.State.OPEN:
        raise Conflict(
            th="มีใบแจ้งชำระที่ยังไม่ได้ชำระอยู่แล้ว", en="There is a bill already that waits to be paid.", code="billed_before"
        )
    made = waiting or row(owing, collecting_or_fail(owing.office), satang or 0, now, Invoice.State.QUOTED)
    made.satang = satang or made.satang or standing(owing) or 0
    if made.satang <= 0:
        raise Invalid(
            th="โปรดใส่จำนวนเงิน เพราะชุดข้อมูลยังไม่มีอัตราค่าธรรมเนียมของเรื่องนี้",
            en="Please give the amount: the pack does not tell the fee of this service yet.",
            code="amount",
            field="amount",
        )
    made.state, made.made_at = Invoice.State.OPEN, now
    made.due_at = whole_day(due(now, owing.service.fee.due, catalog.week(now)))
    ledger.record(
        actor=actor, kind="payments.invoice.made", purpose=purpose, grant=grant, about=owing.about, now=now,
        concerning={owing.subject: None},
        facts={"invoice": str(made.uuid), "reference": made.reference, "satang": made.satang,
               "service": owing.service.code},
    )  # fmt: skip
    made.save()


def standing(owing: Owing) -> int | None:
    """The fee of a service that asks for no unit."""
    return amounts.amount(owing.service.fee, queries.local_fee(owing.service, owing.office), {})


def cancel(*, actor: Actor, now: datetime, invoice: UUID, reason: str) -> None:
    """No longer ask for an open bill. NotFound to who does not collect it, Conflict when it is settled, or a deposit: that
    ends with what it was asked for."""
    found = queries.invoice(invoice)
    if found is None or not actor.may(queries.COLLECT, office=found.cashier):
        raise NotFound()
    if found.deposit:
        raise Conflict(
            th="เงินประกันสิ้นสุดพร้อมการจอง ถ้าไม่ต้องการแล้ว โปรดยกเลิกการจอง",
            en="A deposit ends with its booking: cancel the booking instead.",
            code="deposit",
        )
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="payments.invoice.cancelled", purpose=queries.COLLECT, about=found.about, now=now,
            grant=actor.grant_for(queries.COLLECT, office=found.cashier),
            concerning={found.subject: {"reason": reason} if reason else None},
            facts={"invoice": str(found.uuid), "reference": found.reference, "satang": found.satang},
        )  # fmt: skip
        left = Invoice.objects.filter(uuid=invoice, state=Invoice.State.OPEN, paid=0)
        if not left.update(state=Invoice.State.CANCELLED, settled_at=now):
            raise Conflict(
                th="ใบแจ้งนี้ชำระหรือยกเลิกไปแล้ว", en="This bill is paid, partly paid, or cancelled already.", code="settled"
            )


def drop_quotes(*, about: UUID, now: datetime) -> None:
    """A case that ends before it was billed owes nothing: inside the transaction that ends it."""
    quoted = Invoice.objects.filter(about=about, state=Invoice.State.QUOTED)
    quoted.update(state=Invoice.State.CANCELLED, settled_at=now)


def collecting(office: int) -> int | None:
    found = queries.cashier_of(office)
    collects = people.organisation(found.code) if found else None
    return collects.id if collects else None


def collecting_or_fail(office: int) -> int:
    found = collecting(office)
    if found is None:
        raise Unavailable(
            th="หน่วยงานนี้ยังไม่ได้ตั้งผู้รับชำระเงินในชุดข้อมูล (cashiers.yaml)",
            en="Nobody collects for this office yet: the pack names no cashier (cashiers.yaml).",
            code="no_cashier",
        )
    return found


def row(owing: Owing, cashier: int, satang: int, now: datetime, state: Invoice.State) -> Invoice:
    number = ids.reference(PREFIX, thai_year(now, catalog.zone()), next_number())
    return Invoice(
        uuid=ids.uuid7(), reference=number, about=owing.about, service=owing.service.code, subject_id=owing.subject,
        cashier_id=cashier, satang=satang, state=state, made_at=now,
    )  # fmt: skip


def next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('korat_payments_number')")
        return int(cursor.fetchone()[0])


def whole_day(moment: datetime) -> datetime:
    """To the last second of its day: a bill names a day, and who pays on it is in time."""
    return datetime.combine(local(moment, catalog.zone()).date(), time(23, 59, 59), tzinfo=catalog.zone())
