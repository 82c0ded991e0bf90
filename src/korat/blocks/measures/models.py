"""Observations of a series by place and period; what a page shows is read here, not counted anew."""

from __future__ import annotations

from django.db import models

from korat.blocks.ledger.guards import Facts, Operational


class Observation(models.Model):
    series = models.CharField(max_length=80)
    place = models.ForeignKey("korat_places.Place", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, blank=True)
    period = models.DateField()
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField()

    law = Facts()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "place", "category", "period"], name="observation_once")
        ]


class Tally(models.Model):
    """How many things of a kind an office had, added up as the acts come: the whole, by category, and by place.

    `category` "" and `place` None: the whole. `period` is a day; of the completed it is a month, and `days` says how long they
    took in whole days, so that medians and percentiles are exact to the day however many there are.
    """

    class What(models.TextChoices):
        OPENED = "opened"
        CLOSED = "closed"
        SOLVED = "solved"
        REOPENED = "reopened"
        UNANSWERED = "unanswered"
        COMPLETED = "completed"

    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    place = models.ForeignKey(
        "korat_places.Place", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    category = models.CharField(max_length=40, blank=True)
    period = models.DateField()
    service = models.CharField(max_length=80)
    days = models.PositiveIntegerField(default=0)
    n = models.PositiveIntegerField()

    law = Facts()

    class Meta:
        # In the order in which it is read: an office's whole of a few weeks is a few neighbouring entries.
        constraints = [
            models.UniqueConstraint(
                fields=["office", "what", "place", "category", "period", "service", "days"],
                name="tally_once",
                nulls_distinct=False,
                include=["n"],
            )
        ]


class Counted(models.Model):
    """What a counter has counted: one row each time a case adds one to it, so that a figure opens its own list and no other.

    Written by the follower, with the counter of the case's category as it was: opening and moving a case cost nothing more.
    """

    tally = models.ForeignKey(Tally, on_delete=models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey("korat_cases.Case", on_delete=models.PROTECT, db_index=False, related_name="+")

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["tally", "id"], include=["case"], name="counted_of_tally")]


class Cursor(models.Model):
    """The next leaf to be counted; moves in the transaction of the counting."""

    name = models.CharField(max_length=40, primary_key=True)
    next_leaf = models.BigIntegerField()

    law = Operational()


class Change(models.Model):
    """Something an office did differently from a day on, such as a new crew: its public page compares before and after."""

    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    # In the office's own words, or by language as the pack tells it; the pack's has a code.
    words = models.CharField(max_length=200, blank=True)
    names = models.JSONField(default=dict)
    code = models.CharField(max_length=80, null=True, unique=True)
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class OfficeFigure(models.Model):
    """A line of the monthly report that no act here tells, such as tonnes of waste: the office's own word for a month."""

    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=40)
    month = models.DateField()
    value = models.DecimalField(max_digits=15, decimal_places=2)
    told_at = models.DateTimeField()

    law = Facts(deletable=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "line", "month"], name="office_figure_once")]
