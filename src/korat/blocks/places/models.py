"""Places: pack data, the same for every resident."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.db.models.functions import Collate

from korat.blocks.ledger.guards import Facts


class Place(models.Model):
    """An area of the administration, or the jurisdiction of a local government, or a community in it."""

    class Kind(models.TextChoices):
        PROVINCE = "province"
        DISTRICT = "district"
        SUBDISTRICT = "subdistrict"
        JURISDICTION = "jurisdiction"
        COMMUNITY = "community"
        MARKET = "market"

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


# In this order an office's list is read; the column's own unique index would be walked past everybody else's things.
NUMBER = Collate("number", "C")


class Fixture(models.Model):
    """A numbered thing that stands somewhere: a pole, a lamp, a drain, a camera. What is owed for it stands beside it."""

    class State(models.TextChoices):
        OK = "ok"
        REPORTED = "reported"
        OUT = "out"

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40, default="pole")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()
    cell = models.BigIntegerField()
    # Named by the pack itself; what else is known of it may come from a list of the office.
    packed = models.BooleanField(default=False)
    owner = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    contractor = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    contract = models.CharField(max_length=80, blank=True)
    contract_ends_on = models.DateField(null=True)
    installed_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    yearly_satang = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OK)
    # How often it was reported: counted when a case names it, so that a list need not.
    failures = models.PositiveIntegerField(default=0)
    # Which file and line said so last.
    source = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        # A list is read along one of these, office by office; the other filters are compared on the way.
        indexes = [
            models.Index(F("owner"), NUMBER, include=["kind", "place", "state"], name="fixture_of_owner"),
            models.Index(F("owner"), F("kind"), NUMBER, include=["place", "state"], name="fixture_of_kind"),
            models.Index(F("owner"), F("place"), NUMBER, include=["kind", "state"], name="fixture_of_place"),
            models.Index(
                F("owner"),
                NUMBER,
                include=["kind", "place", "state"],
                condition=~models.Q(state="ok"),
                name="fixture_in_trouble",
            ),
            models.Index(
                F("owner"),
                F("failures").desc(),
                NUMBER,
                include=["kind", "place", "state"],
                condition=models.Q(failures__gt=0),
                name="fixture_that_fails",
            ),
            models.Index(
                fields=["owner", "contract_ends_on", "number"],
                condition=models.Q(contract_ends_on__isnull=False),
                name="fixture_contract",
            ),
            models.Index(fields=["cell"], include=["latitude", "longitude"], name="fixture_near"),
        ]
