"""What one can ask for. The whole definition is pack data; this row holds it as applied."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts


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


class Province(models.Model):
    """One row: what the applied pack says about its province as a whole, and the working week."""

    code = models.CharField(max_length=80, unique=True)
    definition = models.JSONField()
    week = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()
