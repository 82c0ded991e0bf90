"""Observations of a series by place and period; what a page shows is read here, not counted anew."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts


class Observation(models.Model):
    series = models.CharField(max_length=80)
    place = models.ForeignKey("korat_places.Place", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, blank=True)
    period = models.DateField()
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField()

    law = Facts()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "place", "category", "period"], name="observation_once")
        ]
