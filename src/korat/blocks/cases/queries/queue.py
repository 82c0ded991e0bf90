"""An office's queue: facts only, by the clock, page after page without ever counting the whole.

Each office of the reach is read along its own index and the heads are merged: a mayor's queue costs as many short
index scans as the town has offices, however many cases lie in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from korat.blocks.cases.queries.faces import by_ids
from korat.blocks.cases.reach import own_offices
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import queries as places
from korat.kernel.errors import Invalid
from korat.kernel.pages import Page

AUTHORITIES = ("case.read", "case.triage", "case.handle", "case.publish")
COUNTED = 1000
ORDERED = """
    SELECT t.case_id FROM korat_cases_task t JOIN korat_cases_case c ON c.id = t.case_id
    WHERE t.office_id = ANY (%s) AND t.state = 'ordered' AND (NOT c.sealed OR c.office_id = ANY (%s))
    ORDER BY t.due_at, t.id LIMIT %s
"""


@dataclass(frozen=True)
class QueueFilter:
    """What an officer narrows the queue by. Empty parts do not narrow."""

    state: str = "open"
    category: str = ""
    step: str = ""
    place: str = ""
    late: bool = False
    mine: bool = False


def queue(actor: Actor, wanted: QueueFilter, *, now: datetime, after: str = "", limit: int = 50) -> Page[CaseFace]:
    """The cases of the actor's offices, the most urgent first."""
    where, values = conditions(actor, wanted, now)
    if after:
        where.append("(due_at, id) > (%s, %s)")
        values += cursor_of(after)
    rows = heads(actor.reach(*AUTHORITIES), where, values, limit + 1)
    found = by_ids([row[1] for row in rows])
    ordered = [found[row[1]] for row in rows]
    return Page.cut(ordered, limit, lambda shown: f"{shown.due_at.isoformat() if shown.due_at else ''}~{shown.id}")


def waiting(actor: Actor, wanted: QueueFilter, *, now: datetime) -> int:
    """How many there are, counted up to one more than a thousand."""
    where, values = conditions(actor, wanted, now)
    sql = f"""
        SELECT count(*) FROM (
            SELECT FROM unnest(%s::bigint[]) AS office(id) CROSS JOIN LATERAL (
                SELECT FROM korat_cases_case WHERE office_id = office.id AND {" AND ".join(where)} LIMIT %s
            ) AS c LIMIT %s
        ) AS found
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(actor.reach(*AUTHORITIES)), *values, COUNTED + 1, COUNTED + 1])
        return int(cursor.fetchone()[0])


def crew_queue(actor: Actor, *, limit: int = 100) -> tuple[CaseFace, ...]:
    """The cases with work ordered from the actor's crews, soonest first."""
    with connection.cursor() as cursor:
        cursor.execute(ORDERED, [sorted(actor.reach("case.repair")), sorted(own_offices(actor, "case.repair")), limit])
        ids = [row[0] for row in cursor.fetchall()]
    found = by_ids(ids)
    return tuple(found[case] for case in dict.fromkeys(ids))


def conditions(actor: Actor, wanted: QueueFilter, now: datetime) -> tuple[list[str], list[Any]]:
    where: list[str] = ["state = %s", "(NOT sealed OR office_id = ANY (%s))"]
    values: list[Any] = [wanted.state, sorted(own_offices(actor, *AUTHORITIES))]
    for column, value in (("category", wanted.category), ("step", wanted.step)):
        if value:
            where.append(f"{column} = %s")
            values.append(value)
    if wanted.place:
        within = list(places.ids_within(wanted.place))
        # One place alone is compared as such: only then does its index give the rows in the order of their clocks.
        where.append("place_id = %s" if len(within) == 1 else "place_id = ANY (%s)")
        values.append(within[0] if len(within) == 1 else within)
    if wanted.late:
        where.append("due_at < %s")
        values.append(now)
    if wanted.mine:
        where.append("assignee_id = %s")
        values.append(actor.subject)
    return where, values


def heads(
    offices: frozenset[int], where: Sequence[str], values: Sequence[Any], limit: int
) -> list[tuple[datetime, int]]:
    """(due_at, id) of the first `limit` cases over all offices."""
    sql = f"""
        SELECT c.due_at, c.id FROM unnest(%s::bigint[]) AS office(id)
        CROSS JOIN LATERAL (
            SELECT due_at, id FROM korat_cases_case WHERE office_id = office.id AND {" AND ".join(where)}
            ORDER BY due_at, id LIMIT %s
        ) AS c ORDER BY c.due_at, c.id LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(offices), *values, limit, limit])
        return list(cursor.fetchall())


def cursor_of(after: str) -> list[Any]:
    try:
        due_at, case = after.split("~")
        return [datetime.fromisoformat(due_at), int(case)]
    except ValueError:
        raise Invalid(
            th="ลิงก์ของหน้าถัดไปไม่ถูกต้อง โปรดเริ่มจากหน้าแรก", en="This page link is broken. Please start from the first page."
        ) from None
