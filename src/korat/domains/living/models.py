"""A list of assets on its way in. The things themselves are fixtures of the block `places`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from korat.blocks.ledger.guards import Facts
from korat.kernel.ids import uuid7


class AssetList(models.Model):
    """A file that an office sent: what it said, and how far it has been taken in."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    name = models.CharField(max_length=120)
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    # Whose things it may name: the reach of who sent it, that day.
    owners = models.JSONField(default=list)
    text = models.TextField()
    lines = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    # Which things those were, by row id: behind each number lies its list.
    added_ids = models.JSONField(default=list)
    changed_ids = models.JSONField(default=list)
    same = models.PositiveIntegerField(default=0)
    # Each line that was not taken: its number, the column, what is wrong in both languages.
    problems = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="asset_list_waiting")]
