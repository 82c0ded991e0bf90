"""What work cost and what is claimed under a warranty, for whoever heads offices: facts of work orders alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from korat.blocks.cases.queries.queue import AUTHORITIES, LINE_OF_CASE, line
from korat.blocks.cases.reach import own_offices
from korat.blocks.cases.values import CaseLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.kernel.pages import Page

# Beyond so many work orders a sum says that there is more; of claims the newest so many are looked through for open ones.
MOST = 1_000
SEEN = "(NOT c.sealed OR c.office_id = ANY (%(own)s))"
COSTED = f"""
    FROM korat_cases_task t JOIN korat_cases_case c ON c.id = t.case_id
    WHERE t.office_id = ANY (%(offices)s) AND t.satang IS NOT NULL AND t.ordered_at >= %(since)s AND {SEEN}
"""
# Case by case along its key: however many cases there are, no more than these are read.
CLAIMED = f"""
    FROM (
        SELECT DISTINCT other_id FROM korat_cases_caselink WHERE kind = 'claim' ORDER BY other_id DESC LIMIT %(most)s
    ) AS l CROSS JOIN LATERAL (
        SELECT * FROM korat_cases_case c
        WHERE c.id = l.other_id AND c.state = 'open' AND c.office_id = ANY (%(offices)s) AND {SEEN} LIMIT 1
    ) AS c
"""
STAKES = f"""
    SELECT count(*), coalesce(sum(work.satang), 0)::bigint, (SELECT count(*) {CLAIMED})
    FROM (
        SELECT case_id, satang FROM korat_cases_task
        WHERE office_id = ANY (%(offices)s) AND satang IS NOT NULL AND ordered_at >= %(since)s LIMIT %(most)s
    ) AS work CROSS JOIN LATERAL (SELECT FROM korat_cases_case c WHERE c.id = work.case_id AND {SEEN} LIMIT 1) AS c
"""
BY_OFFICE = f"""
    SELECT t.office_id, count(*), sum(t.satang)::bigint, coalesce(sum(t.minutes), 0)::bigint {COSTED}
    GROUP BY 1 ORDER BY 3 DESC, 1
"""
WORKS = f"""
    SELECT t.id, c.reference, c.service, c.category, t.office_id, t.ordered_at, t.parts, t.minutes, t.satang {COSTED}
    AND (%(at)s::timestamptz IS NULL OR (t.ordered_at, t.id) < (%(at)s, %(id)s))
    ORDER BY t.ordered_at DESC, t.id DESC LIMIT %(limit)s
"""
CLAIMS = f"""
    SELECT c.reference, c.office_id, c.opened_at, c.due_at, f.number,
        (SELECT array_agg(r.reference ORDER BY r.id) FROM korat_cases_case r JOIN korat_cases_caselink k ON k.one_id = r.id
         WHERE k.other_id = c.id AND k.kind = 'claim'),
        (SELECT coalesce(sum(t.satang), 0)::bigint FROM korat_cases_task t JOIN korat_cases_caselink k ON k.one_id = t.case_id
         WHERE k.other_id = c.id AND k.kind = 'claim')
    FROM (SELECT c.* {CLAIMED}) AS c LEFT JOIN korat_places_fixture f ON f.id = c.asset_id ORDER BY c.due_at, c.id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Stakes:
    """Since a day: what work orders cost and how many say it, `bounded` where there are more still; claims that are open."""

    works: int
    satang: int
    claims: int

    @property
    def bounded(self) -> bool:
        return self.works == MOST


@dataclass(frozen=True)
class OfficeCost:
    """What the work ordered from an office took."""

    office: int
    works: int
    satang: int
    minutes: int


@dataclass(frozen=True)
class CostLine:
    """One work order whose cost was written down."""

    id: int
    reference: str
    service: ServiceDefinition
    category: str
    office: int
    ordered_at: datetime
    parts: str
    minutes: int | None
    satang: int


@dataclass(frozen=True)
class ClaimLine:
    """An open claim, for which reports it stands, and what their repair cost us so far: that is to be had back."""

    reference: str
    office: int
    opened_at: datetime
    due_at: datetime | None
    asset: str | None
    reports: list[str]
    satang: int


def stakes(actor: Actor, since: datetime) -> Stakes:
    """In one statement, along the index of what was costed."""
    ((works, satang, claims),) = fetch(STAKES, {**bounds(actor, since), "most": MOST})
    return Stakes(works, satang, claims)


def spent(offices: Collection[int], since: datetime, until: datetime) -> int | None:
    """What the work ordered from offices in a time cost, in satang; None where nobody wrote any of it down."""
    ((satang,),) = fetch(f"SELECT sum(t.satang)::bigint {SPENT}", [sorted(offices), since, until])
    return None if satang is None else int(satang)


def spent_lines(
    offices: Collection[int], since: datetime, until: datetime, *, offset: int = 0, limit: int = 50
) -> list[tuple[CaseLine, int]]:
    """The same work orders one by one, newest first: the case, and what its work cost in satang."""
    sql = f"SELECT {LINE_OF_CASE}, t.satang {SPENT} ORDER BY t.ordered_at DESC, t.id DESC LIMIT %s OFFSET %s"
    rows = fetch(sql, [sorted(offices), since, until, limit, offset])
    return [(line(*row[:-1]), int(row[-1])) for row in rows]


SPENT = """
    FROM korat_cases_task t JOIN korat_cases_case c ON c.id = t.case_id
    WHERE t.office_id = ANY (%s) AND t.satang IS NOT NULL AND t.ordered_at >= %s AND t.ordered_at < %s AND NOT c.sealed
"""


def costs_by_office(actor: Actor, since: datetime) -> tuple[OfficeCost, ...]:
    """The most costly first."""
    return tuple(OfficeCost(*row) for row in fetch(BY_OFFICE, bounds(actor, since)))


def costed(actor: Actor, since: datetime, *, before: str = "", limit: int = 50) -> Page[CostLine]:
    """Work order after work order, newest first. `before` is the key of a page."""
    at, _, last = before.rpartition("~")
    key = {"at": datetime.fromisoformat(at) if at else None, "id": int(last or 0), "limit": limit + 1}
    rows = [cost_line(*row) for row in fetch(WORKS, {**bounds(actor, since), **key})]
    return Page.cut(rows, limit, lambda shown: f"{shown.ordered_at.isoformat()}~{shown.id}")


def open_claims(actor: Actor, *, limit: int = 100) -> tuple[ClaimLine, ...]:
    """What is promised soonest first."""
    return tuple(ClaimLine(*row) for row in fetch(CLAIMS, {**bounds(actor), "most": MOST, "limit": limit}))


def cost_line(id: int, reference: str, service: str, category: str, *rest: Any) -> CostLine:
    found = catalog.service_or_fail(service)
    kind = found.known_category(category)
    return CostLine(id, reference, found, kind.names.show() if kind else "", *rest)


def bounds(actor: Actor, since: datetime | None = None) -> dict[str, Sequence[int] | datetime | None]:
    return {
        "offices": sorted(actor.reach(*AUTHORITIES)),
        "own": sorted(own_offices(actor, *AUTHORITIES)),
        "since": since,
    }
