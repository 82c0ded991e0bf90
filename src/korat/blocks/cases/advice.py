"""What an office learned from its cases: a table of its own beside those of the cases."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from korat.blocks.ledger.guards import Facts
from korat.kernel.ids import uuid7


class Advice(models.Model):
    """A question answered once, so that the next officer meets the answer. Each version is a row; none names anybody."""

    class State(models.TextChoices):
        DRAFT = "draft"
        REVIEWED = "reviewed"
        # A later version took its place, or the office took it back.
        RETIRED = "retired"

    page = models.UUIDField(default=uuid7)
    version = models.PositiveIntegerField(default=1)
    service = models.CharField(max_length=80)
    category = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=200)
    answer = models.CharField(max_length=4000)
    # What a search reads: question and answer, folded.
    folded = models.TextField()
    public = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    author = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    reviewer = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    expires_on = models.DateField()
    # When its office was told that its day of review has come.
    reminded_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["service", "category", "-id"], condition=Q(state="reviewed"), name="advice_good")
        ]
        constraints = [
            models.UniqueConstraint(fields=["page", "version"], name="advice_version_once"),
            models.UniqueConstraint(fields=["page"], condition=Q(state="reviewed"), name="advice_good_once"),
            models.CheckConstraint(
                name="advice_is_reviewed_by_another",
                condition=~Q(state="reviewed") | (Q(reviewer__isnull=False) & ~Q(reviewer=F("author"))),
            ),
        ]
