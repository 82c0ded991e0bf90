"""How a payment fits the bill it names. Pure: what follows from it, the actions write."""

from __future__ import annotations

from collections.abc import Collection

from korat.blocks.payments.models import Invoice, Payment

Verdict = Payment.Verdict


def verdict(invoice: Invoice | None, satang: int, choices: Collection[str]) -> Verdict:
    """`choices`: what was decided about earlier payments for the same bill."""
    if invoice is None:
        return Verdict.UNKNOWN
    if invoice.state == Invoice.State.CANCELLED:
        return Verdict.CANCELLED
    if invoice.state in (Invoice.State.PAID, Invoice.State.RETURNED, Invoice.State.KEPT):
        return Verdict.REFUNDED if Payment.Choice.REFUND in choices else Verdict.PAID_TWICE
    fits = invoice.state == Invoice.State.OPEN and satang == invoice.satang - invoice.paid
    return Verdict.MATCHED if fits else Verdict.WRONG_AMOUNT
