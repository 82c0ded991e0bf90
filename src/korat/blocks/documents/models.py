"""Files. The facts tell what and how large; the key that opens one lies in its private row."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts, Operational, Personal
from korat.kernel.ids import uuid7


class Document(models.Model):
    class Kind(models.TextChoices):
        PHOTO = "photo"
        AFTER_PHOTO = "after_photo"
        PUBLIC_PHOTO = "public_photo"

    uuid = models.UUIDField(default=uuid7, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.UUIDField()
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # Whose private row holds the key; none for a public copy, whose key stands here.
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    public_key = models.BinaryField(null=True)
    made_by = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["about"])]


class DocumentPrivate(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="private")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.BinaryField()
    sealed = models.BooleanField(default=False)

    law = Personal(subject="subject_id", reach="office_id", sealed="sealed")


class Upload(models.Model):
    """A file that waits for its form; swept after a day. The browser alone keeps its key, in the handle."""

    uuid = models.UUIDField(primary_key=True, default=uuid7)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    law = Operational()

    class Meta:
        indexes = [models.Index(fields=["at"])]
