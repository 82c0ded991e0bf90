"""Places: pack data, the same for every resident."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts


class Place(models.Model):
    """An area of the administration, or the jurisdiction of a local government, or a community in it."""

    class Kind(models.TextChoices):
        PROVINCE = "province"
        DISTRICT = "district"
        SUBDISTRICT = "subdistrict"
        JURISDICTION = "jurisdiction"
        COMMUNITY = "community"

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    names = models.JSONField()
    order = models.PositiveIntegerField(default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    postcode = models.CharField(max_length=10, blank=True)
    # Whence the point and the names are, what else to know, and whether someone checked the names.
    source = models.CharField(max_length=200, blank=True)
    note = models.JSONField(null=True)
    verified = models.BooleanField(default=True)
    # A GeoJSON geometry, when a boundary was imported, and whence.
    boundary = models.JSONField(null=True)
    boundary_source = models.CharField(max_length=400, blank=True)
    # The pack's coarse drawing of the province, a GeoJSON feature: good for a map, not for a border.
    outline = models.JSONField(null=True)
    retired_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["kind", "parent"])]


class Cover(models.Model):
    """A jurisdiction covers a subdistrict, wholly or in part."""

    jurisdiction = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="covers")
    area = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="covered_by")
    whole = models.BooleanField()

    law = Facts(deletable=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "area"], name="cover_once")]


class Fixture(models.Model):
    """A numbered thing in the street that tells where one stands: a pole, a cabinet."""

    number = models.CharField(max_length=40, primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()

    law = Facts(deletable=True)
