"""What the bridge must not forget: what it sent, and where a report came from. Facts alone; the acts stand in the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from korat.blocks.ledger.guards import Facts, Operational


class Outbound(models.Model):
    """One case on its way to one agency's server. `stay`: the time with that agency for which it is sent."""

    class State(models.TextChoices):
        QUEUED = "queued"
        # Handed to the wire; found so after a crash, nobody knows whether it arrived.
        SENDING = "sending"
        UNSURE = "unsure"
        # Arrived; the number comes later, for this token (GeoReport v2, service type `batch`).
        AWAITED = "awaited"
        SENT = "sent"
        ENDED = "ended"
        STRANDED = "stranded"

    stay = models.BigIntegerField(unique=True)
    case = models.UUIDField()
    office = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    # SHA-256 of what was sent: a second try sends the very same or nothing.
    digest = models.CharField(max_length=64, blank=True)
    token = models.CharField(max_length=80, blank=True)
    remote = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)
    # What was last heard, and how often it changed.
    heard = models.CharField(max_length=80, blank=True)
    changes = models.PositiveSmallIntegerField(default=0)

    law = Operational()

    class Meta:
        indexes = [
            models.Index(fields=["office", "next_at", "stay"], condition=Q(next_at__isnull=False), name="outbound_due")
        ]
        constraints = [
            models.UniqueConstraint(fields=["office", "remote"], condition=~Q(remote=""), name="outbound_remote_once")
        ]


class Origin(models.Model):
    """Through which servers a report came to us, oldest first, as `server/reference`: it is never sent back to one of them."""

    case = models.UUIDField(unique=True)
    chain = models.JSONField()

    law = Facts()
