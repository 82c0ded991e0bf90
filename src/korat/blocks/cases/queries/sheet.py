"""A crew's day on paper: the work ordered from it, in the order to drive, with what helps to find the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from korat.blocks.cases.queries.queue import COLUMNS, LINE_OF_CASE, line
from korat.blocks.cases.reach import covers
from korat.blocks.cases.route import in_order, length_m, urgency
from korat.blocks.cases.values import CaseLine
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.rows import fetch, named
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.blocks.places.queries import PlaceView
from korat.kernel.geo import Point

MOST = 120
ORDERED = f"""
    SELECT {LINE_OF_CASE}, c.latitude, c.longitude, c.subject_id, c.office_id, c.sealed, c.count AS count_of, c.counted,
        t.instruction
    FROM korat_cases_task t JOIN korat_cases_case c ON c.id = t.case_id
    WHERE t.office_id = ANY (%s) AND t.state = 'ordered' AND c.main_id IS NULL ORDER BY t.due_at, t.id LIMIT %s
"""
WORDS = "SELECT case_id, description, landmark FROM korat_cases_casereport WHERE case_id = ANY (%s)"


@dataclass(frozen=True)
class Stop:
    """One place to go to. Words and landmark name nobody: they are what a crew may read for the repair."""

    line: CaseLine
    subject: int
    point: Point | None
    instruction: str
    count: int | None
    counted: int | None
    description: str = ""
    landmark: str = ""


def job_sheet(actor: Actor, *, now: datetime) -> tuple[Stop, ...]:
    """The stops of the actor's crews, in the order to drive from their office. One look for all whose places are read."""
    found: dict[int, Stop] = {}
    for grant in actor.grants:
        if "case.repair" in grant.purposes and grant.reach:
            found |= {stop.line.id: stop for stop in stops_of(actor, grant, now)}
    start = depot(actor)
    return tuple(
        in_order(
            list(found.values()),
            start.point if start else None,
            lambda one: urgency(one.line.due_at, now, urgent=one.line.urgent),
            point_of,
        )
    )


def stops_of(actor: Actor, grant: GrantView, now: datetime) -> list[Stop]:
    asked = named(ORDERED, [sorted(grant.reach or ()), MOST])
    rows = [row for row in asked if covers(grant, row.office_id, sealed=row.sealed)]
    subjects = sorted({row.subject_id for row in rows})
    with ledger.look(actor=actor, purpose="case.repair", subjects=subjects, now=now, grant=grant):
        words = {case: rest for case, *rest in fetch(WORDS, [[row.id for row in rows]])} if rows else {}
    return [stop_of(row, *words.get(row.id, ("", ""))) for row in rows]


def stop_of(row: Any, description: str, landmark: str) -> Stop:
    return Stop(
        line=line(*row[: len(COLUMNS)]),
        subject=row.subject_id,
        point=Point(row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None,
        instruction=row.instruction,
        count=row.count_of,
        counted=row.counted,
        description=description,
        landmark=landmark,
    )


def point_of(stop: Stop) -> Point | None:
    return stop.point


def depot(actor: Actor) -> PlaceView | None:
    """Where the crew sets out: the place of its office, or the smallest area around it whose point the pack knows."""
    office = next((grant.office for grant in actor.grants if "case.repair" in grant.purposes and grant.office), None)
    found = people.organisation_by_id(office) if office else None
    place = places.place(found.place_code) if found and found.place_code else None
    while place is not None and place.point is None:
        place = places.place(place.parent_code) if place.parent_code else None
    return place


def way_m(actor: Actor, stops: Sequence[Stop]) -> float:
    """How long the way is in straight lines, from where the crew sets out to the last stop."""
    start = depot(actor)
    return length_m(start.point if start else None, [stop.point for stop in stops if stop.point])
