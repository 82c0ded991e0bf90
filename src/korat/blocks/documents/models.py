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
        PAPER = "paper"
        EVIDENCE = "evidence"

    uuid = models.UUIDField(default=uuid7, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.UUIDField()
    # Of evidence: the code of the file that the service asked for.
    label = models.CharField(max_length=40, blank=True)
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
    # Where a program saw faces, as boxes in thousandths; none: nobody looked yet.
    faces = models.JSONField(null=True)
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
    # Of a copy that is to be published: the officer who was shown it last.
    shown_to = models.ForeignKey("korat_ledger.Subject", on_delete=models.CASCADE, null=True, related_name="+")

    law = Operational()

    class Meta:
        indexes = [models.Index(fields=["at"])]


class Paper(models.Model):
    """What a document is as a paper. Its words lie in the file; `digest` is the SHA-256 of the data attached to it."""

    class Reason(models.TextChoices):
        MISTAKE = "mistake"
        REPLACED = "replaced"
        LOST = "lost"
        WITHDRAWN = "withdrawn"

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=24, unique=True)
    language = models.CharField(max_length=8)
    # Whose seal it bears; none: the province's own.
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField()
    issued_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    # When its signature was last renewed, so that it outlasts the timestamp under it.
    prolonged_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.CharField(max_length=12, choices=Reason, blank=True)

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["revoked_at"], condition=~models.Q(revoked_at=None), name="paper_revoked")]


class PaperTemplate(models.Model):
    """The look of papers, as the pack gives it."""

    code = models.CharField(max_length=80, unique=True)
    source = models.TextField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()
