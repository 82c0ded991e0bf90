"""The tables of the law. Their functions, partitions and triggers stand in `sql/`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from korat.blocks.ledger.guards import Facts, Operational, Sealed
from korat.kernel.ids import uuid4, uuid7


class Subject(models.Model):
    """The anchor of one person, organisation, service of the house, or unnamed reporter."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"
        SERVICE = "service"
        UNNAMED = "unnamed"

    # v4: a time-ordered id of a person would tell the hour of enrolment.
    uuid = models.UUIDField(default=uuid4, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    created_at = models.DateTimeField()

    law = Sealed()


class Grant(models.Model):
    """The ground on which a holder may act or look."""

    class Kind(models.TextChoices):
        SELF = "self"
        POST = "post"
        MANDATE = "mandate"
        CONSENT = "consent"
        EMERGENCY = "emergency"
        SERVICE = "service"

    uuid = models.UUIDField(default=uuid7, unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    holder = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    purposes = ArrayField(models.CharField(max_length=40))
    reach = ArrayField(models.BigIntegerField(), null=True)
    # What the holder must have beside the grant, such as a licence: see `Competence`.
    requires = ArrayField(models.CharField(max_length=40), default=list)
    basis = models.CharField(max_length=80)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    law = Sealed()

    class Meta:
        indexes = [
            models.Index(fields=["holder"], condition=models.Q(ended_at=None), name="grant_holder"),
            models.Index(fields=["subject"], condition=~models.Q(kind="self"), name="grant_subject"),
            # What runs out by its date: mandates, emergencies, terms.
            models.Index(
                fields=["valid_to"], condition=models.Q(ended_at=None, valid_to__isnull=False), name="grant_running_out"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_it_begins",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
            )
        ]


class Competence(models.Model):
    """What a person may be asked for beside a grant: a licence, a course. Written by `ledger.hold_competence` alone."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    law = Sealed()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "code"], name="competence_once")]


class LookDelay(models.Model):
    """Looks for this purpose open to the person concerned only after so many days. Written by a pack alone."""

    LONGEST = 180

    purpose = models.CharField(max_length=40, primary_key=True)
    days = models.PositiveSmallIntegerField()

    law = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(name="look_delay_has_a_bound", condition=models.Q(days__gte=1, days__lte=180))
        ]


class Act(models.Model):
    """One change or one look. Partitioned by year; made only by `ledger.record` and `ledger.look`."""

    uuid = models.UUIDField()
    kind = models.CharField(max_length=80)
    kind_version = models.SmallIntegerField()
    look = models.BooleanField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    salt = models.BinaryField()
    office = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    post = models.TextField()
    grant = models.ForeignKey(Grant, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    ground = models.CharField(max_length=9)
    purpose = models.TextField()
    basis = models.TextField()
    about = models.UUIDField(null=True)
    cause = models.UUIDField(null=True)
    depth = models.SmallIntegerField()
    facts = models.JSONField()
    pack_hash = models.TextField()
    request = models.TextField()
    commitment = models.BinaryField()

    law = Sealed()

    class Meta:
        managed = False


class ActSubject(models.Model):
    """Whom an act concerns, with the erasable detail and the salt of its commitment."""

    id = models.UUIDField(primary_key=True)
    act = models.ForeignKey(Act, on_delete=models.DO_NOTHING, related_name="concerns", db_constraint=False)
    recorded_at = models.DateTimeField()
    subject = models.ForeignKey(Subject, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    look = models.BooleanField()
    detail = models.TextField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()

    law = Sealed(subject="subject_id")

    class Meta:
        managed = False


class Pending(models.Model):
    """An act that waits for its place in the sealed order."""

    act_id = models.BigIntegerField(primary_key=True)

    law = Sealed()

    class Meta:
        managed = False


class Leaf(models.Model):
    """The sealed order. `index` has no gaps; `hash` is the RFC 6962 leaf hash of the act's canonical form."""

    index = models.BigIntegerField(primary_key=True)
    act_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    hash = models.BinaryField()

    law = Sealed()

    class Meta:
        managed = False


class Node(models.Model):
    """The root of a complete subtree of two leaves and more, by `korat.kernel.merkle.position`. Never changed."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField()

    law = Sealed()

    class Meta:
        managed = False


class Head(models.Model):
    """The root over the first `size` leaves, as signed and published. `origin` names this log for good."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    origin = models.TextField()
    signed_at = models.DateTimeField()
    key_id = models.TextField()
    signature = models.BinaryField()

    law = Sealed()

    class Meta:
        managed = False


class Cosignature(models.Model):
    """A head of ours that a witness keeps, with its signature line."""

    witness = models.TextField()
    size = models.BigIntegerField()
    line = models.TextField()
    received_at = models.DateTimeField()

    law = Sealed()

    class Meta:
        managed = False


class Witnessed(models.Model):
    """A head of another log that we keep as its witness."""

    origin = models.TextField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    kept_at = models.DateTimeField()

    law = Sealed()

    class Meta:
        managed = False


class AppliedPack(models.Model):
    """Which pack shapes the acts from now on."""

    code = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    applied_at = models.DateTimeField()

    law = Facts()


class Marker(models.Model):
    """Words the installation keeps about itself: `demo` when the people in it are made up, the worker's heartbeat."""

    code = models.CharField(max_length=40, primary_key=True)
    value = models.TextField()
    at = models.DateTimeField()

    law = Operational()
