"""Fees in words: what a service costs, what a case owes, what a payment is, what a receipt says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import segno
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases.values import CasePage
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.payments import queries as payments
from korat.blocks.payments.pack import CashierDefinition
from korat.blocks.payments.queries import InvoiceView, PaymentView
from korat.blocks.payments.values import ImportReport, Told
from korat.blocks.people import queries as people
from korat.kernel import money
from korat.kernel.clock import local
from korat.kernel.dates import format_date, format_datetime
from korat.kernel.texts import Text
from korat.web import addresses

Content = dict[str, object]
QUIET = 4
# Whose page of a case shows what is owed: never a crew's, never the public's.
SHOWN_TO = ("own", "mandate", "office")


def said(service: ServiceDefinition) -> str:
    """The fee in a few words, as a fact of the service's page."""
    fee = service.fee
    if fee.kind == "free":
        return _("free of charge")
    if fee.kind == "office":
        return _("set by the office for each case")
    if not fee.satang:
        return _("set by the local ordinance")
    amount = money.show(fee.satang)
    return _("%(amount)s for each %(unit)s") % {"amount": amount, "unit": unit(service)} if fee.unit else amount


def unit(service: ServiceDefinition) -> str:
    found = next((one for one in service.questions if one.code == service.fee.unit), None)
    return found.label.show() if found else ""


def points(service: ServiceDefinition) -> list[str]:
    """The fee in full: the note, what each local government takes, and what nobody has verified."""
    fee = service.fee
    if fee.kind == "free" and not fee.note:
        return []
    found = [doubted(said(service), fee.verified)]
    found += [fee.note.show()] if fee.note else []
    for till in payments.cashiers().values():
        office, local = people.organisation(till.serves), till.fees.get(service.code)
        if office and local:
            found.append(doubted(f"{office.names.show()}: {money.show(local.satang)}", local.verified))
    return found


def doubted(said: str, verified: bool) -> str:
    return said if verified else _("%(words)s (not verified)") % {"words": said}


def bills(shown: CasePage, now: datetime) -> list[Content]:
    """What a case owes or owed, for its applicant and its office; the newest first."""
    if shown.relation not in SHOWN_TO or shown.face.service.fee.kind == "free":
        return []
    return [bill(one, shown, now) for one in payments.invoices(shown.face.uuid) if one.state != "cancelled"]


def settled(shown: CasePage, bills: Sequence[Content]) -> Content:
    """The head of a case whose fee has come in while it still waits for it by name: paid, and the office's turn."""
    waits = any(move.bills and move.to == shown.face.step.code for move in shown.face.service.moves)
    if not waits or not bills or not all(one["paid_at"] for one in bills):
        return {}
    return {"settled": {"state": bills[0]["state"], "explains": _("The fee is paid. It is the office's turn.")}}


def bill(one: InvoiceView, shown: CasePage, now: datetime) -> Content:
    own = shown.relation == "own" and one.state == "paid"
    url = reverse("web:receipt", args=[shown.face.reference, one.uuid]) if own else ""
    return {**card(one, now), "receipt_url": url}


def deposit(about: UUID, now: datetime) -> Content | None:
    """The bill of a booking's deposit, for whose it is and for the office."""
    one = payments.deposit(about)
    return {**card(one, now), "deposit": fate(one)} if one else None


def fate(one: InvoiceView) -> str:
    """What becomes of a deposit, or became."""
    back = (
        _("The office gives it back.")
        if not payments.paid_back(one.uuid)
        else _("It was given back or counted elsewhere.")
    )
    return {
        "open": _("Until it is paid, the time is only kept."),
        "paid": _("The office holds it until the booking is over."),
        "returned": back,
        "kept": _("It was kept, because nobody came."),
        "cancelled": _("It is not asked for any more."),
    }[one.state]


def card(one: InvoiceView, now: datetime) -> Content:
    """A bill with its QR and where to pay."""
    till, said = till_of(one), payments.payload(one)
    return {
        **of_invoice(one, now),
        "words": money.in_words(one.left or one.satang),
        "quoted": one.state == "quoted",
        "qr": qr(said) if said else None,
        "account": till.account.names if till else "",
        "demonstration": bool(till and till.account.demonstration),
        "counter": till.counter if till else "",
    }


def of_invoice(one: InvoiceView, now: datetime) -> Content:
    """A bill as a line of a list."""
    return {
        "reference": one.reference,
        "amount": money.show(one.satang),
        "left": money.show(one.left) if one.left != one.satang and one.left else "",
        "credit": money.show(one.credit) if one.credit else "",
        "service": service_name(one.service),
        "due": one.due_at if one.state == "open" else None,
        "due_said": due_said(one),
        "state": state(one, now),
        "paid_at": one.settled_at if one.state == "paid" else None,
    }


def due_said(one: InvoiceView) -> str:
    """A bill is due on a day, a deposit at the hour until which its time is kept."""
    if one.due_at is None:
        return ""
    zone = catalog.zone()
    return format_datetime(one.due_at, zone) if one.deposit else format_date(local(one.due_at, zone).date())


def state(one: InvoiceView, now: datetime) -> dict[str, str]:
    said, colour = {
        "late": (_("overdue"), "safety"),
        "quoted": (_("not asked for yet"), "slate"),
        "open": (_("to be paid"), "opportunity"),
        "paid": (_("paid"), "sustainability"),
        "cancelled": (_("cancelled"), "slate"),
        "returned": (_("given back"), "slate"),
        "kept": (_("kept"), "clay"),
    }["late" if one.is_late(now) else one.state]
    # Beside the states of cases, which begin with a capital.
    return {"label": capfirst(said), "colour": colour}


def service_name(code: str) -> str:
    """Of what a bill is for; a deposit's is what was booked."""
    found = catalog.service(code) or bookings.known_resource(code)
    return found.names.show() if found else code


def till_of(one: InvoiceView) -> CashierDefinition | None:
    office = people.organisation_by_id(one.cashier)
    return payments.cashier(office.code) if office else None


def qr(text: str) -> dict[str, object]:
    """The dark modules of a QR as one path, so that a page draws it without a style or a second request."""
    code = segno.make(text, error="m", micro=False)
    rows = enumerate(code.matrix_iter(border=QUIET))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row) if dark)
    return {"size": code.symbol_size(border=QUIET)[0], "path": path}


def exception(one: PaymentView) -> Content:
    """A payment that fits nothing, for who decides."""
    return {
        "uuid": str(one.uuid),
        "amount": money.show(one.satang),
        "at": one.at,
        "verdict": verdict(one.verdict),
        "why": why(one),
        "asked": one.state == "asked",
    }


def verdict(code: str) -> dict[str, str]:
    return {
        "matched": {"label": _("matched"), "colour": "sustainability"},
        "unknown": {"label": _("unknown"), "colour": "clay"},
        "wrong_amount": {"label": _("wrong amount"), "colour": "safety"},
        "paid_twice": {"label": _("paid twice"), "colour": "safety"},
        "refunded": {"label": _("already refunded"), "colour": "safety"},
        "cancelled": {"label": _("bill cancelled"), "colour": "safety"},
        "deposit": {"label": _("deposit to give back"), "colour": "opportunity"},
        "seen": {"label": _("seen before"), "colour": "slate"},
        "out": {"label": _("money out"), "colour": "slate"},
        "unreadable": {"label": _("cannot be read"), "colour": "safety"},
    }[code]


def why(one: PaymentView) -> str:
    bill = one.invoice
    if bill is None:
        return _("The line names no bill of ours.")
    said = {
        "wrong_amount": _("Bill %(bill)s asks for %(amount)s, of which %(left)s are left."),
        "paid_twice": _("Bill %(bill)s over %(amount)s was paid already."),
        "refunded": _("Bill %(bill)s over %(amount)s was paid, and money for it was refunded before."),
        "cancelled": _("Bill %(bill)s over %(amount)s was cancelled."),
        "deposit": _("The booking of bill %(bill)s is over. Pay it back, or count it towards another bill."),
    }.get(one.verdict, "%(bill)s")
    return said % {"bill": bill.reference, "amount": money.show(bill.satang), "left": money.show(bill.left)}


def report(found: ImportReport) -> Content:
    """What became of a statement: how many of each, and every line."""
    kinds = ("matched", "unknown", "wrong_amount", "paid_twice", "refunded", "cancelled", "seen", "out", "unreadable")
    counts = [{**verdict(kind), "count": found.count(kind)} for kind in kinds if found.count(kind)]
    return {"counts": counts, "lines": [report_line(told) for told in found.lines]}


def report_line(told: Told) -> Content:
    line = told.line
    return {
        "number": line.number,
        "at": line.at,
        "amount": money.show(line.satang) if line.at else "",
        "reference": line.reference,
        "verdict": verdict(told.verdict),
        "fault": Text.of(th=line.fault[0], en=line.fault[1]) if line.fault else "",
    }


def receipt(one: InvoiceView, case: str, payer: str, title: str) -> Content:
    """The words of a receipt."""
    rows = [
        (_("Received from"), payer),
        (_("For"), service_name(one.service)),
        (_("Case"), case),
        (_("Bill"), one.reference),
        (_("Amount"), money.show(one.satang)),
        (_("Amount in words"), money.in_words(one.satang)),
        (_("Paid"), format_datetime(one.settled_at, catalog.zone()) if one.settled_at else ""),
    ]
    return {
        "title": title,
        "big": money.show(one.satang),
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "notes": [_("This receipt can be taken back, for instance when a payment is refunded: the check below tells.")],
    }


def lines(found: Sequence[InvoiceView], references: dict[UUID, str], now: datetime) -> list[Content]:
    """Open bills of a cashier's queue."""
    return [
        {**of_invoice(one, now), "uuid": str(one.uuid), "case": references.get(one.about, ""),
         "cash_url": addresses.of("web:fee_cash", one.uuid),
         "cancel_url": "" if one.deposit else addresses.of("web:fee_cancel", one.uuid)}
        for one in found
    ]  # fmt: skip
