"""How long things took, for the measures: medians by month, place and category."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from korat.blocks.ledger.rows import fetch

FIGURES = """
    SELECT date_trunc('month', opened_at AT TIME ZONE %s)::date AS month, place_id, jurisdiction_id, category,
        count(*), count(answered_at), count(closed_at), count(met_at), count(*) FILTER (WHERE reopened > 0),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at) / 3600.0),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM met_at - opened_at) / 86400.0)
    FROM korat_cases_case WHERE public AND state <> 'joined' AND opened_at >= %s
    GROUP BY GROUPING SETS ((month, jurisdiction_id, category), (month, jurisdiction_id), (month, place_id))
"""


@dataclass(frozen=True)
class Figure:
    """`answer_hours` and `completion_days` are medians of those answered or completed, that is handed in or closed; None when
    there are none."""

    month: date
    place: int
    category: str
    opened: int
    answered: int
    closed: int
    completed: int
    reopened: int
    answer_hours: float | None
    completion_days: float | None


def figures(*, since: datetime, zone: str) -> list[Figure]:
    """One row a month for each jurisdiction, jurisdiction and category, and place. Months are of `zone`."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [zone, since])
        rows = cursor.fetchall()
    return [
        Figure(month, place or jurisdiction, category or "", *rest)
        for month, place, jurisdiction, category, *rest in rows
        if place or jurisdiction
    ]


@dataclass(frozen=True)
class Counted:
    """What counting needs to know of a case; `id` and `place` are row ids."""

    id: int
    service: str
    category: str
    place: int | None
    opened_at: datetime
    public: bool
    sealed: bool


def counted(uuids: Collection[UUID]) -> dict[UUID, Counted]:
    """These cases as counting sees them, by uuid."""
    sql = """
        SELECT uuid, id, service, category, place_id, opened_at, public, sealed FROM korat_cases_case WHERE uuid = ANY (%s)
    """
    return {uuid: Counted(*rest) for uuid, *rest in fetch(sql, [list(uuids)])}
