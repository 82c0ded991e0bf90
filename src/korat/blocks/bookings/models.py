"""Who has which slot. Facts in `Booking`, words in `BookingPrivate`; `Seat` is what PostgreSQL sells once."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from korat.blocks.ledger.guards import Facts, Personal
from korat.kernel.ids import uuid7


class Resource(models.Model):
    """A hall, a truck, a counter: the whole definition is pack data, this row holds it as applied."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=40)
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    definition = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Booking(models.Model):
    class State(models.TextChoices):
        HELD = "held"
        BOOKED = "booked"
        ARRIVED = "arrived"
        DONE = "done"
        NO_SHOW = "no_show"
        CANCELLED = "cancelled"

    uuid = models.UUIDField(default=uuid7, unique=True)
    reference = models.CharField(max_length=24, unique=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State)
    # Why it is as it is, in a code: by the person, by the office, lapsed, closed, by its case.
    why = models.CharField(max_length=20, blank=True)
    held_until = models.DateTimeField(null=True)
    # The case that this booking belongs to.
    about = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["resource", "start_at"], name="booking_day"),
            models.Index(fields=["subject", "-start_at"], name="booking_subject"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="booking_about"),
            models.Index(fields=["held_until"], condition=Q(state="held"), name="booking_held"),
        ]
        constraints = [
            models.CheckConstraint(name="booking_ends_after_it_begins", condition=Q(end_at__gt=F("start_at"))),
            models.CheckConstraint(
                name="booking_held_has_an_end",
                condition=Q(state="held", held_until__isnull=False) | ~Q(state="held") & Q(held_until=None),
            ),
            models.CheckConstraint(name="booking_takes_a_seat", condition=Q(seats__gte=1)),
        ]


class BookingPrivate(models.Model):
    """What the person said with it: what for, and a telephone number for the day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="private")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    phone = models.CharField(max_length=20, blank=True)

    law = Personal(subject="subject_id", reach="office_id")


class Closure(models.Model):
    """A stretch that an officer closed although the hours say open. `reason`: the office's own words, for everyone."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, db_index=False, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["resource", "end_at"], condition=Q(ended_at=None), name="closure_running")]
        constraints = [
            models.CheckConstraint(name="closure_ends_after_it_begins", condition=Q(end_at__gt=F("start_at")))
        ]


class Seat(models.Model):
    """One place of a resource for one stretch of time. No two that overlap: PostgreSQL itself refuses the second.

    A booking takes as many as it has seats, a closure all; who lets go deletes the row.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveSmallIntegerField()
    during = DateTimeRangeField()
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, related_name="taken")
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, null=True, related_name="taken")

    law = Facts(deletable=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="seat_sold_once",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="seat_is_counted_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="seat_is_taken_by_one",
                condition=Q(booking__isnull=False, closure=None) | Q(booking=None, closure__isnull=False),
            ),
        ]


class WaitingEntry(models.Model):
    """Somebody who would take this slot if it came free. The first to come is the first to be asked."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        TAKEN = "taken"
        EXPIRED = "expired"
        LEFT = "left"

    uuid = models.UUIDField(default=uuid7, unique=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, db_index=False, related_name="+")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["resource", "start_at", "id"], condition=Q(state="waiting"), name="waiting_turn")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "start_at", "end_at", "subject"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waiting_once",
            )
        ]


class Ticket(models.Model):
    """A number at the counter. It is nobody's: whoever holds the paper is called."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CALLED = "called"
        SERVED = "served"
        MISSED = "missed"

    uuid = models.UUIDField(default=uuid7, unique=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=State)
    window = models.PositiveSmallIntegerField(null=True)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "day", "number"], name="ticket_number_once"),
            models.CheckConstraint(
                name="ticket_called_at_a_window", condition=Q(state="waiting") | Q(window__isnull=False)
            ),
        ]
