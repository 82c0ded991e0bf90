"""A file for an auditor on its way: who asked, for which offices and days, how far it has come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from korat.blocks.ledger.guards import Operational
from korat.kernel.ids import uuid7


class AuditFile(models.Model):
    """What was asked is told by its act; this row says how far the worker has come, and opens the file for a day."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    asked_by = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    offices = models.JSONField(default=list)
    first = models.DateField()
    last = models.DateField()
    # Whether the photographs as they came go in as well, each opened under a look; else the public copies alone.
    originals = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0)
    # Opens the finished file, sealed; the file itself goes after a day. Empty when it could not be made.
    handle = models.CharField(max_length=400, blank=True)
    # Parts that were full before, each a file of its own: what opens it, and how many bytes it has.
    parts = models.JSONField(default=list)

    law = Operational()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="audit_file_waiting")]
