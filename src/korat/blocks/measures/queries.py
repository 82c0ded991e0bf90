"""Read observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from korat.blocks.ledger.rows import fetch
from korat.blocks.measures.models import Change, Observation, OfficeFigure, Tally
from korat.kernel.texts import Text


@dataclass(frozen=True)
class Value:
    """A stored value: of which series, where (place code), for which category and month, and from how many."""

    series: str
    place: str
    category: str
    period: date
    value: float | None
    n: int


def counts(*, series: str, place: int, since: date) -> tuple[Value, ...]:
    """What was counted of one series at a place (its row id) since a day, newest and most first."""
    rows = Observation.objects.filter(series=series, place_id=place, period__gte=since).order_by(
        "-period", "-n", "category"
    )
    return tuple(Value(series, "", row.category, row.period, row.value, row.n) for row in rows)


def values(*, place: str, since: date, category: str | None = None) -> tuple[Value, ...]:
    """All series of a place since a month, oldest first; `category` "" is the whole, None each category too."""
    rows = Observation.objects.filter(place__code=place, period__gte=since)
    if category is not None:
        rows = rows.filter(category=category)
    return tuple(
        Value(row.series, place, row.category, row.period, row.value, row.n)
        for row in rows.order_by("period", "series")
    )


def sums(offices: Collection[int], *, since: date) -> dict[tuple[int, str], int]:
    """By office and kind how many there were since a day: opened, closed, solved, reopened."""
    sql = """
        SELECT office_id, what, sum(n) FROM korat_measures_tally
        WHERE office_id = ANY (%s) AND what = ANY (%s) AND place_id IS NULL AND category = '' AND period >= %s
        GROUP BY office_id, what
    """
    kinds = [what for what in Tally.What if what != Tally.What.COMPLETED]
    return {(office, what): int(n) for office, what, n in fetch(sql, [sorted(offices), kinds, since])}


Days = Counter[int]
# A place by its row id, or a service and its category; None is what has neither.
Part = int | tuple[str, str] | None


@dataclass
class Spread:
    """How many days an office's completed cases took: all, and by month, place and category; before a day and from it on."""

    months: dict[date, Days] = field(default_factory=dict)
    places: dict[Part, tuple[Days, Days]] = field(default_factory=dict)
    categories: dict[Part, tuple[Days, Days]] = field(default_factory=dict)


def spread(office: int, *, since: date, split: date | None = None) -> Spread:
    """Of the public cases completed since a month. `split`: the first month that counts as after."""
    found = Spread()
    for month, days, n in fetch(MONTHS, [office, since]):
        found.months.setdefault(month, Counter())[days] += n
    for place, category, service, after, days, n in fetch(PARTS, [split or date.max, office, since]):
        into, part = (found.categories, (service, category)) if category else (found.places, place)
        into.setdefault(part, (Counter(), Counter()))[after][days] += n
    return found


COMPLETED = "what = 'completed' AND period >= %s"
MONTHS = f"""
    SELECT period, days, sum(n)::int FROM korat_measures_tally
    WHERE office_id = %s AND {COMPLETED} AND place_id IS NULL AND category = '' GROUP BY period, days
"""
PARTS = f"""
    SELECT place_id, category, service, (period >= %s)::int, days, sum(n)::int FROM korat_measures_tally
    WHERE office_id = %s AND {COMPLETED} AND (place_id IS NOT NULL OR category <> '') GROUP BY 1, 2, 3, 4, 5
"""
WHOLES = f"""
    SELECT office_id, days, sum(n)::int FROM korat_measures_tally
    WHERE office_id = ANY (%s) AND {COMPLETED} AND place_id IS NULL AND category = '' GROUP BY office_id, days
"""


def wholes(offices: Collection[int], *, since: date) -> Mapping[int, Days]:
    """By office how many days its completed public cases took since a month."""
    found: dict[int, Days] = {}
    for office, days, n in fetch(WHOLES, [sorted(offices), since]):
        found.setdefault(office, Counter())[days] += n
    return found


@dataclass(frozen=True)
class ChangeView:
    """What an office says it did differently, and since which day; `packed`: by the pack, not by an act of its own."""

    id: int
    day: date
    words: str
    packed: bool = False


def changes(office: int) -> tuple[ChangeView, ...]:
    """Newest first."""
    rows = Change.objects.filter(office=office, retired_at=None).order_by("-day", "-id")
    return tuple(ChangeView(row.pk, row.day, said(row), row.code is not None) for row in rows)


def said(row: Change) -> str:
    """The pack's words in the reader's language, else the office's own."""
    return Text.from_json(row.names).show() if row.names else row.words


Sums = Mapping[tuple[str, Part], int]
IN_MONTH = """
    SELECT what, place_id, service, category, sum(n)::int FROM korat_measures_tally
    WHERE office_id = ANY (%s) AND what = ANY (%s) AND period >= %s AND period < %s GROUP BY 1, 2, 3, 4
"""


def month_sums(offices: Collection[int], *, first: date, end: date) -> Sums:
    """What offices had from a day until before another: by kind of thing, in all (None), by category, by place."""
    kinds = [what for what in Tally.What if what != Tally.What.COMPLETED]
    found: Counter[tuple[str, Part]] = Counter()
    for what, place, service, category, n in fetch(IN_MONTH, [sorted(offices), kinds, first, end]):
        found[what, place or ((service, category) if category else None)] += n
    return found


def month_days(offices: Collection[int], month: date) -> Days:
    """How many days the public cases took that offices completed in a month."""
    rows = fetch(f"{MONTHS_OF} AND period = %s GROUP BY days", [sorted(offices), month])
    return Counter({days: int(n) for days, n in rows})


MONTHS_OF = """
    SELECT days, sum(n) FROM korat_measures_tally
    WHERE office_id = ANY (%s) AND what = 'completed' AND place_id IS NULL AND category = ''
"""


def office_figures(offices: Collection[int], month: date) -> dict[str, Decimal]:
    """By line what offices told of a month, added up; a line that nobody told is not there."""
    rows = OfficeFigure.objects.filter(office__in=offices, month=month).values("line").annotate(sum=Sum("value"))
    return {row["line"]: row["sum"] for row in rows}


def told_by(office: int, month: date) -> dict[str, Decimal]:
    """What this very office told."""
    return dict(OfficeFigure.objects.filter(office=office, month=month).values_list("line", "value"))
