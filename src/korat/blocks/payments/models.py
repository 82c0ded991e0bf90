"""Bills and what was paid. Facts only: whose bill it is, its subject tells; what a statement says of a payer is not kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from korat.blocks.ledger.guards import Facts
from korat.kernel.ids import uuid7


class Cashier(models.Model):
    """Who collects for a local government, as the pack says it."""

    code = models.CharField(max_length=120, unique=True)
    definition = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Invoice(models.Model):
    """What is asked for a case, or as a deposit for a booking. `quoted`: known, and not yet asked for.

    A deposit that was paid goes one of two ways: `returned`, by what its payments say then, or `kept`.
    """

    class State(models.TextChoices):
        QUOTED = "quoted"
        OPEN = "open"
        PAID = "paid"
        CANCELLED = "cancelled"
        RETURNED = "returned"
        KEPT = "kept"

    uuid = models.UUIDField(default=uuid7, unique=True)
    reference = models.CharField(max_length=24, unique=True)
    deposit = models.BooleanField(default=False)
    # The case, or the booking of a deposit; `service`: what it is for, by the code of the service or the resource.
    about = models.UUIDField()
    service = models.CharField(max_length=80)
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    cashier = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    satang = models.BigIntegerField()
    # What came in and counts; more than `satang` is a credit.
    paid = models.BigIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["about"], name="invoice_about"),
            models.Index(fields=["cashier", "state", "due_at", "id"], name="invoice_queue"),
        ]
        constraints = [
            models.CheckConstraint(name="invoice_asks_for_something", condition=Q(satang__gt=0, paid__gte=0)),
            models.CheckConstraint(name="invoice_open_has_a_day", condition=~Q(state="open", due_at=None)),
            models.CheckConstraint(
                name="invoice_settled_has_its_time",
                condition=Q(state__in=["paid", "cancelled", "returned", "kept"], settled_at__isnull=False)
                | Q(state__in=["quoted", "open"], settled_at=None),
            ),
        ]


class Payment(models.Model):
    """Money that came in: a line of a bank's statement, or cash at the counter."""

    class Verdict(models.TextChoices):
        MATCHED = "matched"
        UNKNOWN = "unknown"
        WRONG_AMOUNT = "wrong_amount"
        PAID_TWICE = "paid_twice"
        REFUNDED = "refunded"
        CANCELLED = "cancelled"
        DEPOSIT = "deposit"

    class State(models.TextChoices):
        SETTLED = "settled"
        OPEN = "open"
        ASKED = "asked"

    class Choice(models.TextChoices):
        REFUND = "refund"
        CREDIT = "credit"
        ASK = "ask"

    uuid = models.UUIDField(default=uuid7, unique=True)
    cashier = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    method = models.CharField(max_length=8, choices=[("bank", "bank"), ("counter", "counter")])
    # The bank's own number of the line, or the digest of what stands in it: the same line never counts twice.
    line_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    satang = models.BigIntegerField()
    # What the line names, when it is one of ours.
    reference = models.CharField(max_length=24, blank=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="payments")
    verdict = models.CharField(max_length=12, choices=Verdict)
    state = models.CharField(max_length=7, choices=State)
    choice = models.CharField(max_length=6, choices=Choice, blank=True)
    recorded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["cashier", "id"], condition=~Q(state="settled"), name="payment_exceptions"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cashier", "line_id"], name="payment_line_counts_once"),
            models.CheckConstraint(name="payment_is_money", condition=Q(satang__gt=0)),
        ]
