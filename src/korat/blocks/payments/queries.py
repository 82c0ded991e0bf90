"""What is owed and what came in: facts. A cashier's posts read their own office's; a case's page its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.blocks.payments import emv
from korat.blocks.payments.models import Cashier, Invoice, Payment
from korat.blocks.payments.pack import CashierDefinition, LocalFee
from korat.blocks.payments.values import InvoiceView, PaymentView
from korat.blocks.people import queries as people

__all__ = [
    "COLLECT", "InvoiceView", "Outstanding", "PaymentView", "cashier", "cashier_of", "cashiers", "deposit", "exceptions",
    "invoice", "invoices", "invoices_of", "local_fee", "open_invoices", "outstanding", "owed", "paid_back", "payload",
    "revenue", "tills",
]  # fmt: skip

# The authority to collect fees.
COLLECT = "fee.collect"
OWED = (Invoice.State.QUOTED, Invoice.State.OPEN)


@packs.cached
def cashiers() -> Mapping[str, CashierDefinition]:
    """Every cashier of today by the local government it serves."""
    rows = Cashier.objects.filter(retired_at=None).order_by("code").values_list("definition", flat=True)
    found = map(CashierDefinition.model_validate, rows)
    return {one.serves: one for one in found}


def cashier(code: str) -> CashierDefinition | None:
    """By the office that collects."""
    return next((one for one in cashiers().values() if one.code == code), None)


def cashier_of(office: int) -> CashierDefinition | None:
    """Who collects for an office: that of the nearest authority above it which has one."""
    return next((cashiers()[code] for code in upwards(office) if code in cashiers()), None)


def upwards(office: int) -> Iterator[str]:
    found = people.organisation_by_id(office)
    while found is not None:
        yield found.code
        found = people.organisation(found.parent_code) if found.parent_code else None


def local_fee(service: ServiceDefinition, office: int) -> LocalFee | None:
    """What the local government of an office takes for a service, if its ordinance is known."""
    found = cashier_of(office)
    return found.fees.get(service.code) if found else None


def tills(actor: Actor) -> dict[int, CashierDefinition]:
    """The cashiers whose offices an actor may collect for, by subject id."""
    offices = (people.organisation(one.code) for one in cashiers().values())
    reached = actor.reach(COLLECT)
    found = {one.id: cashier(one.code) for one in offices if one and one.id in reached}
    return {office: one for office, one in found.items() if one}


def invoices(about: UUID) -> tuple[InvoiceView, ...]:
    """The bills of a case, newest first."""
    return tuple(map(view, Invoice.objects.filter(about=about).order_by("-id")))


def invoices_of(about: Collection[UUID]) -> tuple[InvoiceView, ...]:
    """The bills of many cases, oldest first."""
    return tuple(map(view, Invoice.objects.filter(about__in=list(about)).order_by("id")))


def invoice(uuid: UUID) -> InvoiceView | None:
    row = Invoice.objects.filter(uuid=uuid).first()
    return view(row) if row else None


def deposit(about: UUID) -> InvoiceView | None:
    """The deposit of a booking: the one that is asked for or paid, else the last there was."""
    return next(iter(invoices(about)), None)


def paid_back(invoice: UUID) -> bool:
    """Whether the cashier has dealt with all that came in for a deposit that goes back."""
    return not Payment.objects.filter(invoice__uuid=invoice).exclude(state=Payment.State.SETTLED).exists()


def owed(about: UUID) -> bool:
    """Whether something of a case is still to be paid, or to be billed."""
    return Invoice.objects.filter(about=about, state__in=OWED).exists()


def open_invoices(offices: Collection[int], limit: int) -> tuple[InvoiceView, ...]:
    """What these cashiers wait for, the longest due first."""
    rows = Invoice.objects.filter(cashier_id__in=offices, state=Invoice.State.OPEN).order_by("due_at", "id")[:limit]
    return tuple(map(view, rows))


@dataclass(frozen=True)
class Outstanding:
    """What is billed and not paid, in satang, and how much of it is past its day. `bounded`: there are more bills still."""

    billed: int
    overdue: int
    bounded: bool


MOST = 10_000
RECEIVED = """
    FROM korat_payments_payment p JOIN korat_payments_invoice i ON i.id = p.invoice_id
    WHERE p.cashier_id = ANY (%s) AND p.at >= %s AND p.at < %s AND p.state = 'settled'
    AND (p.verdict = 'matched' OR p.choice = 'credit')
"""


def outstanding(offices: Collection[int], now: datetime) -> Outstanding | None:
    """Of these cashiers, along their queue up to a bound, the longest due first; None where none of them collects."""
    sql = """
        SELECT count(*), coalesce(sum(rest), 0)::bigint, coalesce(sum(rest) FILTER (WHERE due_at < %s), 0)::bigint FROM (
            SELECT satang - paid AS rest, due_at FROM korat_payments_invoice
            WHERE cashier_id = ANY (%s) AND state = 'open' ORDER BY due_at, id LIMIT %s
        ) AS bill
    """
    tills = collecting(offices)
    if not tills:
        return None
    ((n, billed, overdue),) = fetch(sql, [now, tills, MOST])
    return Outstanding(billed, overdue, n == MOST)


def revenue(offices: Collection[int], since: datetime, until: datetime) -> dict[str, int] | None:
    """What came in and counts, by service, in satang; None where none of these offices collects."""
    tills = collecting(offices)
    sql = f"SELECT i.service, sum(p.satang) {RECEIVED} GROUP BY 1 ORDER BY 2 DESC, 1"
    rows = fetch(sql, [tills, since, until]) if tills else []
    return {service: int(satang) for service, satang in rows} if tills else None


@dataclass(frozen=True)
class Receipt:
    """Money that came in and counts: for which bill, of which service, when, how much."""

    reference: str
    service: str
    at: datetime
    satang: int


def receipts(
    offices: Collection[int], since: datetime, until: datetime, *, service: str = "", offset: int = 0, limit: int = 50
) -> list[Receipt]:
    """The same payment by payment, newest first; of one service alone where it is named."""
    sql = f"""
        SELECT i.reference, i.service, p.at, p.satang {RECEIVED} AND %s IN ('', i.service)
        ORDER BY p.at DESC, p.id DESC LIMIT %s OFFSET %s
    """
    return [Receipt(*row) for row in fetch(sql, [collecting(offices), since, until, service, limit, offset])]


def collecting(offices: Collection[int]) -> list[int]:
    """Which of these offices collect."""
    return sorted({one.id for code in cashiers().values() if (one := people.organisation(code.code))} & set(offices))


def exceptions(offices: Collection[int], limit: int) -> tuple[PaymentView, ...]:
    """Payments that fit nothing yet, oldest first: somebody has to decide."""
    rows = Payment.objects.filter(cashier_id__in=offices).exclude(state=Payment.State.SETTLED)
    return tuple(map(payment_view, rows.select_related("invoice").order_by("id")[:limit]))


def payload(found: InvoiceView) -> str:
    """What the QR of an open bill says; empty for any other, and where the cashier is gone."""
    office = people.organisation_by_id(found.cashier)
    till = cashier(office.code) if office else None
    if till is None or found.state != Invoice.State.OPEN or not found.left:
        return ""
    return emv.payload(till.account, found.left, found.reference)


def view(row: Invoice) -> InvoiceView:
    return InvoiceView(
        uuid=row.uuid, reference=row.reference, about=row.about, service=row.service, subject=row.subject_id,
        cashier=row.cashier_id, satang=row.satang, paid=row.paid, state=row.state, made_at=row.made_at,
        due_at=row.due_at, settled_at=row.settled_at, deposit=row.deposit,
    )  # fmt: skip


def payment_view(row: Payment) -> PaymentView:
    return PaymentView(
        uuid=row.uuid, cashier=row.cashier_id, method=row.method, at=row.at, satang=row.satang,
        reference=row.reference, verdict=row.verdict, state=row.state, choice=row.choice,
        invoice=view(row.invoice) if row.invoice else None,
    )  # fmt: skip
