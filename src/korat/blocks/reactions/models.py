"""What follows from which act, and how far the follower has come."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts, Operational


class Rule(models.Model):
    code = models.CharField(max_length=80, unique=True)
    definition = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Cursor(models.Model):
    """The next leaf to be read; moves in the transaction of its effect."""

    name = models.CharField(max_length=40, primary_key=True)
    next_leaf = models.BigIntegerField()

    law = Operational()


class Failure(models.Model):
    """An act whose reaction failed: kept with the error's code, never lost; a person sees to it."""

    rule = models.CharField(max_length=80)
    act = models.UUIDField()
    error = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    law = Operational()
