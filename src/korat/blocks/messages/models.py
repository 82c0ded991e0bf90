"""What the house said, to whom, over which channel, and how far it got. Accepted is not delivered."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts, Operational, Personal
from korat.kernel.ids import uuid7


class Template(models.Model):
    """The wording of one message as the pack applied it: `definition` is a `TemplateDefinition` as JSON."""

    code = models.CharField(max_length=80, unique=True)
    definition = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Address(models.Model):
    """By which channels a subject can be reached; where, stands in the private row. The newest counts."""

    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    sms = models.BooleanField()
    email = models.BooleanField()

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="address_subject")]


class AddressPrivate(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    address = models.OneToOneField(Address, on_delete=models.CASCADE, related_name="private")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)

    law = Personal(subject="subject_id", never_for=("case.repair", "case.follow", "case.share"))


class Message(models.Model):
    """One message over one channel. `error` is a code, never words: those would name an address.

    `code` stands in the message itself: by it anybody can ask whether the house sent it. `seal` is a keyed hash of its
    words: it tells whether pasted words are the ones that were sent, and nothing to whoever lacks the key.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox"
        EMAIL = "email"
        SMS = "sms"

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DELIVERED = "delivered"
        FAILED = "failed"

    uuid = models.UUIDField(default=uuid7, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=State)
    template = models.CharField(max_length=80)
    code = models.CharField(max_length=11, null=True, unique=True)
    seal = models.BinaryField(null=True)
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    about = models.UUIDField(null=True)
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField(null=True)
    # Since when its words are gone, at the wish of the person concerned.
    erased_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "id"], condition=models.Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["subject", "channel", "id"], condition=models.Q(state="waiting"), name="message_turn"),
            models.Index(fields=["subject", "-id"], name="message_subject"),
            models.Index(fields=["about", "id"], name="message_about"),
            models.Index(fields=["remote_id"], condition=models.Q(state="accepted"), name="message_remote"),
        ]


class MessagePrivate(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="private")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    body = models.TextField()

    law = Personal(subject="subject_id", never_for=("case.follow", "case.share", "emergency.look"))


class DemoPost(models.Model):
    """Demonstration only: what would have left the house, shown on a page marked as such."""

    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254)
    title = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()

    law = Operational()
