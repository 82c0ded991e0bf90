"""What follows from which act, and how far the follower has come."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts, Operational
from korat.kernel.ids import uuid7


class Rule(models.Model):
    code = models.CharField(max_length=80, unique=True)
    definition = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Cursor(models.Model):
    """The next leaf to be read; moves in the transaction of its effect."""

    name = models.CharField(max_length=40, primary_key=True)
    next_leaf = models.BigIntegerField()
    # Of an act that concerns many joined reports: the last one that heard of it; 0: none of them yet.
    reached = models.BigIntegerField(default=0, db_default=0)

    law = Operational()


class Failure(models.Model):
    """One effect that failed, by its rule, its number in it and its act; gone as soon as it succeeds, in the same transaction.

    `next_at` None: it was tried often enough and waits for a person. `said`: the refusal's sentences, by language.
    """

    uuid = models.UUIDField(default=uuid7, unique=True)
    rule = models.CharField(max_length=80)
    effect = models.PositiveSmallIntegerField(default=0)
    act = models.UUIDField()
    # From which joined report on, where the effect was carried out in parts; the part ends where the next one begins.
    after = models.BigIntegerField(default=0, db_default=0)
    until = models.BigIntegerField(default=0, db_default=0)
    error = models.CharField(max_length=200)
    said = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    law = Operational()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "rule", "effect", "after"], name="failure_once")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="failure_due")]
