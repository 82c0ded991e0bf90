"""What one can ask for. The whole definition is pack data; this row holds it as applied."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from korat.blocks.ledger.guards import Facts
from korat.kernel.ids import uuid7


class Service(models.Model):
    code = models.CharField(max_length=80, unique=True)
    domain = models.CharField(max_length=20)
    definition = models.JSONField()
    # Categories, steps and moves that a later pack dropped, in their last form.
    retired = models.JSONField(default=dict)
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Calendar(models.Model):
    """The holidays of one Gregorian year, and whether the pack's office confirmed them."""

    year = models.PositiveSmallIntegerField(unique=True)
    confirmed = models.BooleanField()
    definition = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class DayOff(models.Model):
    """A holiday that an official announced by an order, beside those that the pack confirms for the year."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    day = models.DateField()
    names = models.JSONField(default=dict)
    order_number = models.CharField(max_length=80)
    announced_at = models.DateTimeField()
    # When it was taken back, and why: from then on people work on that day.
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    # How far the clocks of cases under way have been moved: the last case by row, and whether all are.
    reached = models.BigIntegerField(default=0)
    reckoned = models.BooleanField(default=False)

    law = Facts()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day"], condition=Q(withdrawn_at=None), name="day_off_once")]


class Province(models.Model):
    """One row: what the applied pack says about its province as a whole, and the working week."""

    code = models.CharField(max_length=80, unique=True)
    definition = models.JSONField()
    week = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Learned(models.Model):
    """One version of what was learned about a service's categories: numbers of n-grams under a key, never words."""

    service = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    learned_at = models.DateTimeField()
    # From how much: phrases of the pack, reports whose kind an officer corrected.
    phrases = models.PositiveIntegerField()
    corrections = models.PositiveIntegerField()
    # Of the pack's phrases, under the key: when it no longer agrees, it is time to learn anew.
    lessons = models.BinaryField()
    categories = models.JSONField()
    grams = models.BinaryField()
    weights = models.BinaryField()
    # What it said of texts that were held out, beside what the pack's words alone said of them.
    scores = models.JSONField()
    used = models.BooleanField()

    law = Facts()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "version"], name="learned_version")]
