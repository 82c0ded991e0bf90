"""Write observations: what is shown as a figure is stored with the number of things behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from korat.blocks.cases.queries.figures import Figure, figures
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.measures.models import Change, Observation, OfficeFigure
from korat.kernel.errors import Invalid, NotFound

KEPT = timedelta(days=800)
# Added in the database itself: of two at the same moment none is lost.
ONE_MORE = """
    INSERT INTO korat_measures_observation (series, place_id, category, period, value, n) VALUES (%s, %s, %s, %s, 1, 1)
    ON CONFLICT (series, place_id, category, period)
    DO UPDATE SET value = korat_measures_observation.value + 1, n = korat_measures_observation.n + 1
"""


@dataclass(frozen=True)
class Observed:
    """One value of a series at a place (its row id) for the period that begins on a day; `n` things behind it."""

    series: str
    place: int
    period: date
    value: float | None
    n: int
    category: str = ""


def observe(*, actor: Actor, now: datetime, observed: Sequence[Observed]) -> None:
    """Store observations; a second one of the same series, place, category and period replaces the first."""
    rows = [
        Observation(series=o.series, place_id=o.place, category=o.category, period=o.period, value=o.value, n=o.n)
        for o in observed
    ]
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="measures.series.observed", purpose="measure", about=None, now=now, facts={"n": len(rows)}
        )
        Observation.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["series", "place", "category", "period"],
            update_fields=["value", "n"],
        )


@dataclass(frozen=True)
class Counted:
    """One more of a series at a place (its row id) on a day."""

    series: str
    place: int
    day: date
    category: str = ""


def count(*, actor: Actor, now: datetime, counted: Sequence[Counted], key: str) -> None:
    """Add one to each; the same key adds once. The first series and category stand on the act, no other does."""
    first = counted[0]
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="measures.series.counted", purpose="measure", about=None, now=now, key=key,
            facts={"series": first.series, "category": first.category, "day": first.day.isoformat()},
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(ONE_MORE, [(one.series, one.place, one.category, one.day) for one in counted])


def refresh(*, actor: Actor, now: datetime) -> int:
    """Compute the case figures of the last two years anew. Returns how many observations were stored."""
    found = figures(since=now - KEPT, zone=str(catalog.zone()))
    observed = [o for figure in found for o in observations(figure)]
    observe(actor=actor, now=now, observed=observed)
    return len(observed)


def observations(figure: Figure) -> list[Observed]:
    values = (
        ("cases.opened", float(figure.opened), figure.opened),
        ("cases.answer-hours", figure.answer_hours, figure.answered),
        ("cases.completion-days", figure.completion_days, figure.completed),
        ("cases.reopened-share", figure.reopened / figure.closed if figure.closed else None, figure.closed),
    )
    return [Observed(series, figure.place, figure.month, value, n, figure.category) for series, value, n in values]


MOST = Decimal(10) ** 12
# Whoever prepares what the office publishes says what it changed.
TELLS = "case.publish"


def mark_change(*, actor: Actor, now: datetime, office: int, day: date, words: str, key: str = "") -> None:
    """Tell that an office does something differently from a day on: its public page compares before and after.

    The same key tells it once. NotFound without the authority over the office, Invalid for a day that has not come.
    """
    refuse_outsiders(actor, office)
    if day > now.astimezone(catalog.zone()).date():
        raise Invalid(th="วันที่นี้ยังมาไม่ถึง", en="This day has not come yet.", code="day", field="day")
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, grant=actor.grant_for(TELLS, office=office), kind="measures.change.marked", purpose=TELLS,
                about=None, now=now, key=f"change:{office}:{key}" if key else None,
                facts={"office": office, "day": day.isoformat(), "words": words},
            )  # fmt: skip
            Change.objects.create(office_id=office, day=day, words=words)
    except ledger.DoneBefore:
        return


def unmark_change(*, actor: Actor, now: datetime, change: int) -> None:
    """Take it back, as when it was told by mistake. NotFound to outsiders, the second time, and for what the pack tells."""
    row = Change.objects.filter(pk=change, retired_at=None, code=None).first()
    if row is None:
        raise NotFound
    refuse_outsiders(actor, row.office_id)
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=actor.grant_for(TELLS, office=row.office_id), kind="measures.change.unmarked", purpose=TELLS,
            about=None, now=now, facts={"office": row.office_id, "day": row.day.isoformat(), "words": row.words},
        )  # fmt: skip
        Change.objects.filter(pk=change).update(retired_at=now)


def tell_figure(
    *, actor: Actor, now: datetime, office: int, line: str, month: date, value: Decimal | None, key: str = ""
) -> None:
    """The office's own word on a line of its monthly report; a later one replaces it, None takes it back.

    NotFound without the authority over the office or for a line that the pack does not know, Invalid for what cannot be.
    """
    refuse_outsiders(actor, office)
    if line not in catalog.profile().monthly:
        raise NotFound
    if value is not None and not 0 <= value < MOST:
        raise Invalid(th="ตัวเลขนี้ไม่ถูกต้อง", en="This figure cannot be.", code="value", field=line)
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, grant=actor.grant_for(TELLS, office=office), kind="measures.figure.told", purpose=TELLS, about=None,
                now=now, key=f"figure:{office}:{line}:{month}:{key}" if key else None,
                facts={"office": office, "line": line, "month": month.isoformat(), "value": None if value is None else str(value)},
            )  # fmt: skip
            keep(office, line, month, value, now)
    except ledger.DoneBefore:
        return


def keep(office: int, line: str, month: date, value: Decimal | None, now: datetime) -> None:
    if value is None:
        OfficeFigure.objects.filter(office=office, line=line, month=month).delete()
    else:
        OfficeFigure.objects.update_or_create(
            office_id=office, line=line, month=month, defaults={"value": value, "told_at": now}
        )


def refuse_outsiders(actor: Actor, office: int) -> None:
    if not actor.may(TELLS, office=office):
        raise NotFound
