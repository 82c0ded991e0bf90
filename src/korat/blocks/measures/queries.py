"""Read observations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from korat.blocks.ledger.rows import fetch
from korat.blocks.measures.models import Observation, Tally


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
    kinds = [Tally.What.OPENED, Tally.What.CLOSED, Tally.What.SOLVED, Tally.What.REOPENED]
    return {(office, what): int(n) for office, what, n in fetch(sql, [sorted(offices), kinds, since])}
