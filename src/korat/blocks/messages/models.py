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


class Correspondent(models.Model):
    """Somebody who writes to us by a channel, found by a keyed hash of the address. Nobody known: the subject is unnamed.

    `left_at`: since when they do not wish to hear from us (LINE calls it blocking).
    """

    uuid = models.UUIDField(default=uuid7, unique=True)
    channel = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "channel"], name="correspondent_once")]
        indexes = [models.Index(fields=["subject"], name="correspondent_subject")]


class CorrespondentPrivate(models.Model):
    """Where a correspondent is answered: a ciphertext, bound to the correspondent. Gone when they left."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    correspondent = models.OneToOneField(Correspondent, on_delete=models.CASCADE, related_name="private")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    law = Personal(subject="subject_id", never_for=("case.repair", "case.follow", "emergency.look"))


class Link(models.Model):
    """A person said here, and the holder of the telephone said there, that the two belong together. Either ends it."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "correspondent"], condition=models.Q(ended_at=None), name="link_once"
            )
        ]


class Preference(models.Model):
    """What a person wishes: by which channel each kind of news comes, and from when to when not at all."""

    person = models.OneToOneField("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    # Kind of message → channel; a kind that is not named comes by every way.
    channels = models.JSONField(default=dict)
    quiet = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)

    law = Facts()


class Message(models.Model):
    """One message over one channel. `error` is a code, never words: those would name an address.

    `code` stands in the message itself: by it anybody can ask whether the house sent it. `seal` is a keyed hash of its
    words: it tells whether pasted words are the ones that were sent, and nothing to whoever lacks the key.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox"
        EMAIL = "email"
        SMS = "sms"
        LINE = "line"

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DELIVERED = "delivered"
        FAILED = "failed"
        # Told together with others in one message, when many waited for the same person.
        FOLDED = "folded"

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
    # Whom it answers or reaches, where that is no address that the subject gave.
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="+")
    # Neither quiet hours nor a full channel hold it back: danger, and what answers somebody who waits.
    urgent = models.BooleanField(default=False)
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
    # What a channel can do beside words: answers to tap, the token of a reply.
    extra = models.JSONField(default=dict)

    law = Personal(subject="subject_id", never_for=("case.follow", "case.share", "emergency.look"))


class DemoPost(models.Model):
    """Demonstration only: what would have left the house, shown on a page marked as such."""

    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254)
    title = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()

    law = Operational()


class Inbound(models.Model):
    """One event that another side delivered: kept at once, handled by the worker in order, once. What it said is a
    ciphertext, which goes when it is handled; a keyed hash tells who said it."""

    channel = models.CharField(max_length=10)
    event = models.CharField(max_length=128)
    sender = models.BinaryField(max_length=32)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)
    # Parts of one long text: a keyed hash of what they belong to, which part, of how many.
    bundle = models.BinaryField(max_length=32, null=True)
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)

    law = Operational()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "channel"], name="inbound_once")]
        indexes = [
            models.Index(
                fields=["sender", "occurred_at", "id"], condition=models.Q(handled_at=None), name="inbound_turn"
            ),
            models.Index(fields=["next_at", "id"], condition=models.Q(handled_at=None), name="inbound_due"),
            models.Index(fields=["handled_at"], name="inbound_handled"),
        ]


class Talk(models.Model):
    """Where a conversation stands, as a ciphertext: machinery of an unfinished form, as a session is, forgotten soon."""

    correspondent = models.OneToOneField(Correspondent, on_delete=models.CASCADE, related_name="talk")
    sealed = models.BinaryField()
    until = models.DateTimeField(db_index=True)

    law = Operational()


class Bucket(models.Model):
    """How many letters a channel may still take at this moment."""

    channel = models.CharField(max_length=10, unique=True)
    tokens = models.FloatField()
    at = models.DateTimeField()

    law = Operational()
