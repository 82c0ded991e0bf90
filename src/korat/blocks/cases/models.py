"""One request under way. Facts in `Case`; words and photographs in `CaseReport`; the reporter's address in `CaseContact`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from korat.blocks.cases.advice import Advice as Advice
from korat.blocks.cases.audited import AuditFile as AuditFile
from korat.blocks.ledger.guards import Facts, Personal
from korat.kernel.ids import uuid7


class Case(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        # Led by its `main`: in no queue, its own step and clocks kept as they were.
        JOINED = "joined"

    uuid = models.UUIDField(default=uuid7, unique=True)
    reference = models.CharField(max_length=24, unique=True)
    service = models.CharField(max_length=80)
    category = models.CharField(max_length=40, blank=True)
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    channel = models.CharField(max_length=20)
    place = models.ForeignKey(
        "korat_places.Place", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    jurisdiction = models.ForeignKey(
        "korat_places.Place", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    route = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=State)
    step = models.CharField(max_length=40)
    assignee = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # When the promise was met: the work handed in, or the case closed; empty while the office has something to do.
    met_at = models.DateTimeField(null=True)
    # When a silent reporter was asked once more.
    reminded_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    # Why it waits (a code of the service), until when, who said so, and when the office is to be reminded.
    pause = models.CharField(max_length=40, blank=True, default="", db_default="")
    pause_until = models.DateTimeField(null=True)
    pause_by = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    wakes_at = models.DateTimeField(null=True)
    # How often it came up because its clock broke, and to which office it came up last.
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    raised_to = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    # How many things are to be done, and how many are.
    count = models.PositiveSmallIntegerField(null=True)
    counted = models.PositiveSmallIntegerField(null=True)
    comments = models.PositiveSmallIntegerField(default=0, db_default=0)
    appealed_from = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    reopened = models.PositiveSmallIntegerField(default=0)
    solved = models.BooleanField(null=True)
    public = models.BooleanField(default=False)
    # About an official: see `reach.py`.
    sealed = models.BooleanField(default=False)
    # The office's own words and the copy it approved; both empty until an officer wrote them.
    public_note = models.CharField(max_length=2000, blank=True)
    public_text = models.CharField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)
    key_digest = models.BinaryField(null=True)
    # The square of about 100 m it lies in (`kernel.geo.cell`): what lies near is found without a geometry.
    cell = models.BigIntegerField(null=True)
    # The report that leads this one, and to which it was joined: that may itself be joined since.
    main = models.ForeignKey("self", on_delete=models.PROTECT, db_index=False, null=True, related_name="+")
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, db_index=False, null=True, related_name="+")
    # How many it leads, whether links name it, whether it was with other offices: a page asks for what there is.
    leads = models.PositiveIntegerField(default=0)
    linked = models.BooleanField(default=False)
    passed_on = models.BooleanField(default=False)
    # Words of danger were told: first in the queue, and no order stops its clock.
    urgent = models.BooleanField(default=False)
    # The flood or the like it belongs to, and how long that order lets its clock stand still.
    surge = models.ForeignKey("Surge", on_delete=models.PROTECT, db_index=False, null=True, related_name="+")
    rested = models.DurationField(null=True)
    # The fixed thing it is about, when somebody named it: a lamp, a drain.
    asset = models.ForeignKey(
        "korat_places.Fixture", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )

    law = Facts()

    class Meta:
        # A queue is read along one of the first four, by the office's filter; what they include is counted without a
        # look at the rows. No foreign key has an index of its own: rows that a case names are never deleted.
        indexes = [
            models.Index(
                fields=["office", "state", "due_at", "id"], include=["step", "sealed", "urgent"], name="case_queue"
            ),
            models.Index(
                fields=["office", "state", "category", "due_at", "id"],
                include=["step", "sealed", "urgent"],
                name="case_queue_category",
            ),
            models.Index(
                fields=["office", "state", "place", "due_at", "id"],
                include=["category", "step", "assignee", "sealed", "urgent"],
                name="case_queue_place",
            ),
            models.Index(
                fields=["assignee", "office", "state", "due_at", "id"],
                include=["sealed", "urgent"],
                condition=Q(assignee__isnull=False),
                name="case_queue_mine",
            ),
            models.Index(
                fields=["assignee", "office", "state", "place", "due_at", "id"],
                include=["category", "step", "sealed", "urgent"],
                condition=Q(assignee__isnull=False),
                name="case_queue_mine_place",
            ),
            models.Index(
                fields=["office", "state", "solved", "due_at", "id"],
                include=["sealed", "urgent"],
                condition=Q(solved__isnull=False),
                name="case_answered",
            ),
            models.Index(
                fields=["raised_to", "state", "due_at", "id"],
                include=["sealed", "urgent"],
                condition=Q(raised_to__isnull=False),
                name="case_queue_raised",
            ),
            # Whose reporter is asked: open, and met.
            models.Index(fields=["met_at"], condition=Q(state="open", met_at__isnull=False), name="case_asked"),
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="case_wakes"),
            models.Index(fields=["service", "level", "due_at"], condition=Q(state="open"), name="case_breaks"),
            models.Index(fields=["subject", "-id"], name="case_subject"),
            models.Index(fields=["office", "due_at", "id"], condition=Q(urgent=True, state="open"), name="case_urgent"),
            models.Index(fields=["surge", "id"], condition=Q(surge__isnull=False), name="case_surge"),
            models.Index(fields=["asset", "-id"], condition=Q(asset__isnull=False), name="case_asset"),
            models.Index(fields=["main", "id"], condition=Q(main__isnull=False), name="case_main"),
            models.Index(
                fields=["category", "cell"],
                include=["latitude", "longitude"],
                condition=Q(public=True, state="open", cell__isnull=False),
                name="case_near",
            ),
            models.Index(fields=["-opened_at", "-id"], condition=Q(public=True), name="case_public"),
            models.Index(
                fields=["category", "-opened_at", "-id"], condition=Q(public=True), name="case_public_category"
            ),
            models.Index(
                fields=["jurisdiction", "-opened_at", "-id"], condition=Q(public=True), name="case_public_place"
            ),
            models.Index(fields=["place", "-opened_at", "-id"], condition=Q(public=True), name="case_public_community"),
            models.Index(fields=["office", "-opened_at", "-id"], condition=Q(public=True), name="case_public_office"),
            # Permits: what is shown to nobody as a report, and rests in the step in which it is in force.
            models.Index(
                fields=["service", "step", "closed_at"],
                include=["place", "office", "sealed"],
                condition=Q(state="closed", public=False),
                name="case_register",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_its_time",
                condition=Q(state="closed", closed_at__isnull=False) | Q(state__in=["open", "joined"], closed_at=None),
            ),
            models.CheckConstraint(
                name="case_joined_has_its_main",
                condition=Q(state="joined", main__isnull=False, joined_to__isnull=False, sealed=False, leads=0)
                | Q(~Q(state="joined"), main=None, joined_to=None),
            ),
            models.CheckConstraint(name="case_updated_after_opened", condition=Q(updated_at__gte=F("opened_at"))),
        ]


class CaseReport(models.Model):
    """What the reporter wrote and where exactly. A crew may read it for the repair; it names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="report")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    description = models.TextField(blank=True)
    # Answers to the questions of the form: some are free words.
    answers = models.JSONField(default=dict)
    landmark = models.CharField(max_length=400, blank=True)
    media_url = models.CharField(max_length=2000, blank=True)
    sealed = models.BooleanField(default=False)

    law = Personal(subject="subject_id", reach="office_id", sealed="sealed")


class CaseContact(models.Model):
    """How to reach the reporter. Never open to a repair: the crew does not learn who told."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contact")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    device = models.CharField(max_length=200, blank=True)
    account = models.CharField(max_length=200, blank=True)
    sealed = models.BooleanField(default=False)

    law = Personal(
        subject="subject_id", reach="office_id", never_for=("case.repair", "case.share", "learn"), sealed="sealed"
    )


class CaseComment(models.Model):
    """An official's note to colleagues: deliberation inside the office, never shown to reporter, crew or public.

    It stays with the office in which it was written when the case goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    words = models.CharField(max_length=2000)
    post = models.CharField(max_length=120)
    at = models.DateTimeField()
    sealed = models.BooleanField(default=False)

    law = Personal(
        subject="subject_id",
        reach="office_id",
        never_for=("case.follow", "case.repair", "case.reply", "emergency.look", "self"),
        sealed="sealed",
    )


class SavedFilter(models.Model):
    """A filter of the queue under a name: one's own, or the whole office's."""

    name = models.CharField(max_length=80)
    query = models.CharField(max_length=400)
    holder = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    law = Facts(deletable=True)


class Task(models.Model):
    """A piece of work ordered for a case: which office's crew, what, until when."""

    class State(models.TextChoices):
        ORDERED = "ordered"
        DONE = "done"
        CANCELLED = "cancelled"

    uuid = models.UUIDField(default=uuid7, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    instruction = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State)
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    # What it took: parts in the office's words, time, and money in satang; empty until somebody wrote it down.
    parts = models.CharField(max_length=400, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    satang = models.BigIntegerField(null=True)

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "due_at", "id"], name="task_queue"),
            models.Index(fields=["office", "ordered_at"], condition=Q(satang__isnull=False), name="task_costed"),
        ]
        constraints = [
            models.CheckConstraint(name="task_costs_nothing_or_something", condition=Q(satang=None) | Q(satang__gte=0)),
        ]


class CaseLink(models.Model):
    """Two cases that belong together, each with its own clocks."""

    class Kind(models.TextChoices):
        SPLIT = "split"
        RELATED = "related"
        CLAIM = "claim"

    kind = models.CharField(max_length=8, choices=Kind)
    # Of a split: the report as it came. Of two that are related: the older one. Of a claim: what it is claimed for.
    one = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    law = Facts(deletable=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="case_link_once")]
        indexes = [models.Index(fields=["other", "one"], condition=Q(kind="claim"), name="case_link_claim")]


class Stay(models.Model):
    """The time a case was with an office, and how it stands there."""

    class State(models.TextChoices):
        ANSWERING = "answering"
        FORWARDED = "forwarded"
        RETURNED = "returned"
        DONE = "done"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    state = models.CharField(max_length=9, choices=State)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # Whether the officer let the reporter's words go along to an agency's own system, and whether it was set out for it.
    words = models.BooleanField(default=False)
    set_out = models.BooleanField(default=False)

    law = Facts()

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "-id"], include=["case"], name="stay_of_office"),
            models.Index(
                fields=["office", "id"], condition=Q(state="answering", set_out=False), name="stay_to_set_out"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="stay_that_is_over_has_its_end",
                condition=Q(state="answering", until=None) | Q(~Q(state="answering"), until__isnull=False),
            )
        ]


class Surge(models.Model):
    """Many reports of one event, gathered under an order that lets their clocks stand still for its days."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    title = models.CharField(max_length=200)
    order_number = models.CharField(max_length=80)
    order_on = models.DateField()
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    # What it covers: offices by id, kinds and places by code; none named means every kind, and everywhere.
    offices = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    places = models.JSONField(default=list)
    # The order itself as a file that everyone may open; its hash stands on the act.
    paper = models.UUIDField(null=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # The act by which somebody had its cases gathered; and when, after an early end, the last clock ran again.
    gathering = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        constraints = [
            models.CheckConstraint(name="surge_ends_after_it_began", condition=Q(ends_at__gt=F("begins_at"))),
        ]


class Correction(models.Model):
    """An officer found that a report is about something else than it was filed under: what learning learns from."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=80)
    was = models.CharField(max_length=40)
    category = models.CharField(max_length=40)
    at = models.DateTimeField()

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["service", "-id"], name="correction_of_service")]
