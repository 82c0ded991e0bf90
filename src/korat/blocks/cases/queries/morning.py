"""What a head of several offices asks in the morning: how much is open and late, with whom, what is urgent, what waits
for a decision. Along the indexes of the queue alone, each office and each official up to a bound: so it costs the same with
a million cases.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from korat.blocks.cases.queries.queue import AUTHORITIES, COUNTED, LINE_OF_CASE, line
from korat.blocks.cases.reach import covers, ground, own_offices
from korat.blocks.cases.values import CaseLine
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Move
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch

OF_OFFICE = "office_id = office.id AND state = 'open' AND (NOT sealed OR office_id = ANY (%(own)s))"
# What waits for its reporter's word is nobody's delay.
OVERDUE = "due_at < %(now)s AND step <> ALL (%(asking)s)"
BACKLOGS = f"""
    SELECT office.id,
        (SELECT count(*) FROM (SELECT FROM korat_cases_case WHERE {OF_OFFICE} LIMIT %(most)s) AS one),
        (SELECT count(*) FROM (SELECT FROM korat_cases_case WHERE {OF_OFFICE} AND {OVERDUE} LIMIT %(most)s) AS one),
        (SELECT min(due_at) FROM korat_cases_case WHERE {OF_OFFICE} AND {OVERDUE}),
        (SELECT count(*) FROM (SELECT FROM korat_cases_case WHERE {OF_OFFICE} AND NOT solved LIMIT %(most)s) AS one),
        (SELECT count(*) FROM (SELECT FROM korat_cases_case WHERE {OF_OFFICE} AND assignee_id IS NULL LIMIT %(most)s) AS one)
    FROM unnest(%(offices)s::bigint[]) AS office(id)
"""
LOADS = """
    SELECT official.id, (SELECT count(*) FROM (
        SELECT FROM korat_cases_case WHERE assignee_id = official.id AND office_id = ANY (%(offices)s) AND state = 'open'
        AND (NOT sealed OR office_id = ANY (%(own)s)) LIMIT %(most)s
    ) AS one) FROM unnest(%(officials)s::bigint[]) AS official(id)
"""
URGENT = f"""
    SELECT {LINE_OF_CASE} FROM korat_cases_case c WHERE urgent AND state = 'open' AND office_id = ANY (%s)
    AND (NOT sealed OR office_id = ANY (%s)) ORDER BY due_at, id LIMIT %s
"""
DECISIONS = f"""
    SELECT {LINE_OF_CASE}, c.version, c.office_id, c.sealed, c.uuid, c.subject_id, c.opened_at FROM (
        SELECT one.due_at, one.id FROM unnest(%s::bigint[]) AS office(id) CROSS JOIN LATERAL (
            SELECT due_at, id FROM korat_cases_case WHERE office_id = office.id AND state = 'open' AND step = ANY (%s)
            AND (NOT sealed OR office_id = ANY (%s)) ORDER BY due_at, id LIMIT %s
        ) AS one ORDER BY one.due_at, one.id LIMIT %s
    ) AS head JOIN korat_cases_case c ON c.id = head.id ORDER BY head.due_at, head.id
"""

# The move that brought each case to its present step, with what it told its reporter.
PUT_UP = """
    SELECT wanted.uuid, act.post, act.office_id, told.detail
    FROM unnest(%(uuids)s::uuid[], %(subjects)s::bigint[], %(steps)s::text[]) AS wanted(uuid, subject, step)
    CROSS JOIN LATERAL (
        SELECT id, recorded_at, post, office_id FROM korat_ledger_act WHERE about = wanted.uuid AND recorded_at >= %(since)s
        AND kind = 'cases.case.moved' AND NOT look AND facts ->> 'step' = wanted.step AND facts ->> 'from' <> wanted.step
        ORDER BY id DESC LIMIT 1
    ) AS act LEFT JOIN korat_ledger_actsubject told
        ON told.act_id = act.id AND told.recorded_at = act.recorded_at AND told.subject_id = wanted.subject
"""


@dataclass(frozen=True)
class Backlog:
    """What is open at an office; more than `COUNTED` is one more than that. `oldest`: the first promise that was broken.

    `again`: its reporter said that it is not solved. `nobody`: no official has it in hand.
    """

    office: int
    open: int
    late: int
    oldest: datetime | None
    again: int
    nobody: int


@dataclass(frozen=True)
class Decision:
    """A case that waits for a decision, and the moves by which this actor decides it."""

    case: CaseLine
    version: int
    office: int
    sealed: bool
    moves: tuple[Move, ...]
    uuid: UUID
    subject: int
    opened_at: datetime


@dataclass(frozen=True)
class PutUp:
    """Who put a case up for a decision, and in which words."""

    post: str
    office: int | None
    words: str


def backlogs(actor: Actor, now: datetime) -> tuple[Backlog, ...]:
    """Of every office of the actor with anything open; whose oldest broken promise is oldest comes first."""
    values = {**bounds(actor), "now": now, "asking": list(catalog.asking())}
    found = (Backlog(*row) for row in fetch(BACKLOGS, values))
    return tuple(
        sorted((one for one in found if one.open), key=lambda one: (one.oldest is None, one.oldest or now, -one.open))
    )


def loads(actor: Actor, officials: Collection[int]) -> dict[int, int]:
    """How many open cases of the actor's offices each of these officials has in hand."""
    return dict(fetch(LOADS, {**bounds(actor), "officials": sorted(officials)}))


def urgent(actor: Actor, *, limit: int = 10) -> tuple[CaseLine, ...]:
    """What told of danger and is open, soonest first."""
    values = [sorted(actor.reach(*AUTHORITIES)), sorted(own_offices(actor, *AUTHORITIES)), limit]
    return tuple(line(*row) for row in fetch(URGENT, values))


def decisions(actor: Actor, *, limit: int = 6) -> tuple[Decision, ...]:
    """The open cases in a step from which the actor's authority decides, what is due first on top."""
    deciding = [move for service in catalog.services() for move in service.moves if move.decides]
    purposes = {move.purpose for move in deciding if actor.reach(move.purpose)}
    if not purposes:
        return ()
    steps = sorted({step for move in deciding if move.purpose in purposes for step in move.start})
    values = [sorted(actor.reach(*purposes)), steps, sorted(own_offices(actor, *purposes)), limit, limit]
    found = (decision(actor, line(*row[:-6]), *row[-6:]) for row in fetch(DECISIONS, values))
    return tuple(one for one in found if one.moves)


def decision(
    actor: Actor, case: CaseLine, version: int, office: int, sealed: bool, uuid: UUID, subject: int, opened_at: datetime
) -> Decision:
    fitting = (move for move in case.service.moves if move.decides and case.step.code in move.start)
    able = tuple(move for move in fitting if ground(actor, move.purpose, office=office, sealed=sealed))
    return Decision(case, version, office, sealed, able, uuid, subject, opened_at)


def put_up(actor: Actor, found: Sequence[Decision], now: datetime) -> dict[UUID, PutUp]:
    """Who put these up, and what they wrote: under one look at all of their reporters, however many there are.

    What this grant does not open is left to the page of the case.
    """
    purpose = found[0].moves[0].purpose if found else ""
    grant = ground(actor, purpose, office=found[0].office, sealed=found[0].sealed) if found else None
    able = [one for one in found if grant and covers(grant, one.office, sealed=one.sealed)]
    if grant is None or not able:
        return {}
    about = able[0].uuid if len(able) == 1 else None
    values: dict[str, Any] = {
        "uuids": [one.uuid for one in able], "subjects": [one.subject for one in able],
        "steps": [one.case.step.code for one in able], "since": min(one.opened_at for one in able) - timedelta(days=1),
    }  # fmt: skip
    with ledger.look(actor=actor, purpose=purpose, subjects=values["subjects"], about=about, now=now, grant=grant):
        return {uuid: PutUp(post, office, told(detail)) for uuid, post, office, detail in fetch(PUT_UP, values)}


def told(detail: str | None) -> str:
    return "\n".join(str(value) for value in json.loads(detail).values()) if detail else ""


def bounds(actor: Actor) -> dict[str, object]:
    return {
        "offices": sorted(actor.reach(*AUTHORITIES)),
        "own": sorted(own_offices(actor, *AUTHORITIES)),
        "most": COUNTED + 1,
    }


OVERDUE_AT = """
    FROM korat_cases_case c
    WHERE office_id = ANY (%(offices)s) AND state = 'open' AND due_at < %(now)s AND step <> ALL (%(asking)s) AND NOT sealed
"""
LATE = f"SELECT service, category, place_id, count(*) {OVERDUE_AT} GROUP BY 1, 2, 3"
LATE_LINES = f"""
    SELECT {LINE_OF_CASE} {OVERDUE_AT} AND (%(category)s::text IS NULL OR (service, category) = (%(service)s, %(category)s))
    AND (%(place)s::bigint IS NULL OR place_id = %(place)s) ORDER BY due_at, id LIMIT %(limit)s OFFSET %(offset)s
"""


def late(offices: Collection[int], now: datetime) -> tuple[tuple[str, str, int | None, int], ...]:
    """What is open at offices past its promise: service, category, place (row id), how many."""
    rows = fetch(LATE, {"offices": sorted(offices), "now": now, "asking": list(catalog.asking())})
    return tuple((service, category, place, n) for service, category, place, n in rows)


def late_lines(
    offices: Collection[int], now: datetime, *, kind: tuple[str, str] | None = None, place: int | None = None,
    offset: int = 0, limit: int = 50,
) -> list[CaseLine]:  # fmt: skip
    """The same cases one by one, what was promised soonest first; of one kind (service, category), of one place (row id)."""
    service, category = kind or (None, None)
    values = {
        "offices": sorted(offices), "now": now, "asking": list(catalog.asking()), "service": service, "category": category,
        "place": place, "limit": limit, "offset": offset,
    }  # fmt: skip
    return [line(*row) for row in fetch(LATE_LINES, values)]
