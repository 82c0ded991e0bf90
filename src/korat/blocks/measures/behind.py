"""What is behind a figure: the very cases that were counted, newest first; a case that was counted twice stands twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from korat.blocks.cases.queries.queue import LINE_OF_CASE, line
from korat.blocks.cases.values import CaseLine
from korat.blocks.ledger.rows import fetch
from korat.blocks.measures.queries import Part

FROM = """
    FROM korat_measures_tally t JOIN korat_measures_counted n ON n.tally_id = t.id JOIN korat_cases_case c ON c.id = n.case_id
    WHERE t.office_id = ANY (%(offices)s) AND t.what = %(what)s AND t.place_id IS NULL
    AND t.period >= %(since)s AND (%(until)s::date IS NULL OR t.period < %(until)s)
    AND (%(category)s::text IS NULL OR (t.service, t.category) = (%(service)s, %(category)s))
    AND (%(place)s::bigint IS NULL OR c.place_id = %(place)s) AND (c.public OR NOT %(public)s)
"""
LISTED = f"""
    SELECT {LINE_OF_CASE} {FROM} AND NOT c.sealed ORDER BY t.period DESC, n.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
MANY = f"SELECT count(*), count(*) FILTER (WHERE c.sealed) {FROM}"


@dataclass(frozen=True)
class Figure:
    """Which figure: of offices, what was counted, from a day until before another; of one kind or place where `part` says so."""

    offices: Collection[int]
    what: str
    since: date
    until: date | None = None
    part: Part = None
    # As everyone may see it: what is public alone.
    public: bool = False


def behind(figure: Figure, *, offset: int = 0, limit: int = 50) -> list[CaseLine]:
    """A stretch of the list. What was sealed since it was counted is kept back."""
    return [line(*row) for row in fetch(LISTED, {**asked(figure), "limit": limit, "offset": offset})]


def many(figure: Figure) -> tuple[int, int]:
    """How many were counted, and how many of them were sealed since."""
    ((n, sealed),) = fetch(MANY, asked(figure))
    return int(n), int(sealed)


def asked(figure: Figure) -> dict[str, Any]:
    service, category = figure.part if isinstance(figure.part, tuple) else (None, None)
    return {
        "offices": sorted(figure.offices),
        "what": figure.what,
        "public": figure.public,
        "since": figure.since,
        "until": figure.until,
        "service": service,
        "category": category,
        "place": figure.part if isinstance(figure.part, int) else None,
    }
