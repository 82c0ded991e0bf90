"""The register of permits in force: facts that name nobody. A permit is a closed case in the step that its service names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from korat.blocks.cases.queries.queue import LINE_OF_CASE, line
from korat.blocks.cases.values import CaseLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger.rows import fetch
from korat.blocks.places import queries as places
from korat.kernel.calendar import due
from korat.kernel.clock import local
from korat.kernel.pages import Page

COUNTED = 1000
# Along the index of the register alone, kind by kind; what has run out is passed over.
IN_FORCE = """
    FROM unnest(%(services)s::text[], %(steps)s::text[], %(oldest)s::timestamptz[]) AS kind(service, step, oldest)
    CROSS JOIN LATERAL (
        SELECT c.id, c.reference, c.service, c.place_id, c.office_id, c.closed_at FROM korat_cases_case c
        WHERE c.service = kind.service AND c.step = kind.step AND c.state = 'closed' AND NOT c.public AND NOT c.sealed
        AND c.closed_at > kind.oldest AND (%(place)s::bigint IS NULL OR c.place_id = %(place)s)
"""
LISTED = f"""
    SELECT permit.* {IN_FORCE} AND (%(at)s::timestamptz IS NULL OR (c.closed_at, c.id) < (%(at)s, %(id)s))
        ORDER BY c.closed_at DESC, c.id DESC LIMIT %(limit)s
    ) AS permit ORDER BY permit.closed_at DESC, permit.id DESC LIMIT %(limit)s
"""
COUNTS = f"SELECT kind.service, count(*) {IN_FORCE} LIMIT %(limit)s) AS permit GROUP BY 1 ORDER BY 2 DESC, 1"
ISSUED_BY = """
    FROM unnest(%(services)s::text[], %(steps)s::text[]) AS kind(service, step)
    JOIN korat_cases_case c ON c.service = kind.service AND c.step = kind.step
    WHERE c.state = 'closed' AND NOT c.public AND NOT c.sealed AND c.closed_at >= %(since)s AND c.closed_at < %(until)s
    AND c.office_id = ANY (%(offices)s)
"""
ISSUED = f"SELECT c.service, count(*) {ISSUED_BY} GROUP BY 1 ORDER BY 2 DESC, 1"
ISSUED_LINES = (
    f"SELECT {LINE_OF_CASE} {ISSUED_BY} ORDER BY c.closed_at DESC, c.id DESC LIMIT %(limit)s OFFSET %(offset)s"
)
ONE = """
    SELECT id, reference, service, place_id, office_id, closed_at, step FROM korat_cases_case
    WHERE reference = %s AND state = 'closed' AND NOT public AND NOT sealed
"""


@dataclass(frozen=True)
class Permit:
    """One permit as everyone may know it. `place` is a code; `until` None where law sets no end."""

    id: int
    reference: str
    service: ServiceDefinition
    place: str | None
    office: int
    issued_at: datetime
    until: date | None


def registered() -> tuple[ServiceDefinition, ...]:
    """The services whose permits are public."""
    return tuple(one for one in catalog.services() if one.permits)


def permits(now: datetime, *, place: str = "", service: str = "", before: str = "", limit: int = 50) -> Page[Permit]:
    """Those in force, newest first; at one place, of one service, or all. `before` is the key of a page."""
    at, _, last = before.rpartition("~")
    moment = datetime.fromisoformat(at) if at else None
    values = {**narrowed(now, place, service), "at": moment, "id": int(last or 0), "limit": limit + 1}
    rows = [permit_of(*row) for row in fetch(LISTED, values)]
    return Page.cut(rows, limit, lambda shown: f"{shown.issued_at.isoformat()}~{shown.id}")


def permit_counts(now: datetime, *, place: str = "") -> dict[str, int]:
    """By service how many are in force, the most first, each counted up to a bound."""
    return {service: int(n) for service, n in fetch(COUNTS, {**narrowed(now, place, ""), "limit": COUNTED})}


def permits_issued(offices: Collection[int], since: datetime, until: datetime) -> dict[str, int]:
    """By service how many offices issued in a time."""
    values = {**narrowed(since, "", ""), "since": since, "until": until, "offices": sorted(offices)}
    return {service: int(n) for service, n in fetch(ISSUED, values)}


def issued_lines(
    offices: Collection[int], since: datetime, until: datetime, *, service: str = "", offset: int = 0, limit: int = 50
) -> list[CaseLine]:
    """The same permits one by one, newest first; of one service alone where it is named."""
    values = {**narrowed(since, "", service), "since": since, "until": until, "offices": sorted(offices)}
    return [line(*row) for row in fetch(ISSUED_LINES, {**values, "limit": limit, "offset": offset})]


def permit(reference: str) -> Permit | None:
    """One by its number, also when it has run out since; None where no register says it."""
    for *row, step in fetch(ONE, [reference]):
        found = permit_of(*row)
        if found.service.permits and found.service.permits.step == step:
            return found
    return None


def narrowed(now: datetime, place: str, service: str) -> dict[str, Any]:
    kinds = [one for one in registered() if service in ("", one.code)]
    return {
        "services": [one.code for one in kinds],
        "steps": [one.permits.step for one in kinds if one.permits],
        "oldest": [oldest(one, now) for one in kinds],
        "place": (places.id_of(place) or 0) if place else None,
    }


def oldest(service: ServiceDefinition, now: datetime) -> datetime:
    """What was issued until then has run out."""
    span = service.permits.valid if service.permits else None
    return now - (due(now, span, catalog.week(now)) - now) if span else now - timedelta(days=200 * 365)


def permit_of(id: int, reference: str, code: str, place: int | None, office: int, issued_at: datetime) -> Permit:
    service = catalog.service_or_fail(code)
    return Permit(id, reference, service, places.code_of(place), office, issued_at, holds_until(service, issued_at))


def holds_until(service: ServiceDefinition, issued_at: datetime) -> date | None:
    """The last day on which what was issued then holds; None where law sets no end."""
    span = service.permits.valid if service.permits else None
    ends = due(issued_at, span, catalog.week(issued_at)) if span else None
    return local(ends, catalog.zone()).date() if ends else None


def in_force(shown: Permit, now: datetime) -> bool:
    return shown.until is None or local(now, catalog.zone()).date() <= shown.until
