"""Count what the sealed acts tell of cases: each act exactly once, since cursor and counters move in one transaction.

From the acts alone the counters can be made anew at any time: empty them, set the cursor to zero.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.measures.models import Cursor, Tally

NAME = "tally"
OPENED, MOVED = "cases.case.opened", "cases.case.moved"
NEXT = """
    SELECT l.index, a.kind, a.about, a.occurred_at, a.facts FROM korat_ledger_leaf l
    JOIN korat_ledger_act a ON a.id = l.act_id AND a.recorded_at = l.recorded_at
    WHERE l.index >= %s AND l.index < %s ORDER BY l.index
"""
LAST = "SELECT coalesce(max(index), -1) FROM korat_ledger_leaf"
ADD = """
    INSERT INTO korat_measures_tally (office_id, what, place_id, category, period, service, days, n)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::date[], %s::text[], %s::int[], %s::int[])
    ON CONFLICT (office_id, what, place_id, category, period, service, days)
    DO UPDATE SET n = korat_measures_tally.n + EXCLUDED.n
"""
# By the counter of its own category, whatever the place: the one counter that every case adds to once.
NAMED = """
    INSERT INTO korat_measures_counted (tally_id, case_id)
    SELECT t.id, one.case_id
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::text[], %s::int[], %s::bigint[])
        WITH ORDINALITY AS one (office_id, what, category, period, service, days, case_id, turn)
    JOIN korat_measures_tally t ON t.office_id = one.office_id AND t.what = one.what AND t.place_id IS NULL
        AND t.category = one.category AND t.period = one.period AND t.service = one.service AND t.days = one.days
    ORDER BY one.turn
"""
What = Tally.What


@dataclass(frozen=True)
class Key:
    """One counter, by the columns of its row."""

    office: int
    what: str
    place: int | None
    category: str
    period: date
    service: str
    days: int = 0


@dataclass(frozen=True)
class Event:
    """One thing that is counted: the case (a row id), the counter that names it, and all to which it adds one."""

    case: int
    named: Key
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Told:
    """An act of a case as counting sees it."""

    about: UUID
    opened: bool
    at: datetime
    facts: dict[str, Any]


def follow(*, actor: Actor, now: datetime, limit: int = 5000) -> int:
    """Count up to `limit` further acts; returns how many were read. One follower at a time moves the cursor."""
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(name=NAME, defaults={"next_leaf": 0})
        end, told = read(cursor.next_leaf, limit)
        if found := count(told):
            counters = Counter(key for one in found for key in one.keys)
            ledger.record(
                actor=actor, kind="measures.tally.grown", purpose="measure", about=None, now=now,
                facts={"leaf": end, "n": len(counters)},
            )  # fmt: skip
            add(counters)
            name(found)
        read_now, cursor.next_leaf = end - cursor.next_leaf, end
        if read_now:
            cursor.save(update_fields=["next_leaf"])
    return read_now


def read(first: int, limit: int) -> tuple[int, list[Told]]:
    """The leaf after the last one read, and what these acts tell of cases."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        end = min(first + limit, cursor.fetchone()[0] + 1)
        cursor.execute(NEXT, [first, end])
        rows = cursor.fetchall()
    return max(end, first), [
        Told(about, kind == OPENED, at, json.loads(facts) if isinstance(facts, str) else facts)
        for _, kind, about, at, facts in rows
        if kind in (OPENED, MOVED) and about
    ]


def count(told: Sequence[Told]) -> list[Event]:
    """What happened, in the order of the acts. Sealed cases are counted nowhere."""
    of = cases.counted({one.about for one in told})
    return [
        event
        for one in told
        if (case := of.get(one.about)) is not None and not case.sealed
        for event in events(one, case)
    ]


def events(told: Told, case: cases.Counted) -> Iterator[Event]:
    """What one act adds to: the whole, its category, its place."""
    day = told.at.astimezone(catalog.zone()).date()
    for what in kinds(told):
        days = max((told.at - case.opened_at).days, 0) if what == What.COMPLETED else 0
        if what == What.COMPLETED and not case.public:
            continue
        period = day.replace(day=1) if what == What.COMPLETED else day
        parts = dict.fromkeys(((None, ""), (None, case.category), (case.place, "")))
        office = int(told.facts["office"])
        found = {part: Key(office, what, *part, period, case.service, days) for part in parts}
        yield Event(case.id, found[None, case.category], tuple(found.values()))


def kinds(told: Told) -> Iterator[str]:
    """What the act was: an opening, or a move that completes, ends, confirms or reopens a case."""
    if told.opened:
        yield What.OPENED
        return
    service = catalog.service_or_fail(told.facts["service"])
    move = service.move(told.facts["move"])
    if move is None:
        return
    if move.reopens:
        yield What.REOPENED
    if "solved" in move.needs:
        yield What.SOLVED
    if service.silence and service.silence.move == move.code:
        yield What.UNANSWERED
    if comes_to(told, {step.code for step in service.steps if step.closed}):
        yield What.CLOSED
    if comes_to(told, {step.code for step in service.steps if service.meets(step)}):
        yield What.COMPLETED


def comes_to(told: Told, steps: Collection[str]) -> bool:
    """Whether it brought the case into one of these steps from another."""
    return told.facts.get("step") in steps and told.facts.get("from") not in steps


def add(counters: Counter[Key]) -> None:
    """In the order of their keys, so that two who add never wait for each other in a circle."""
    rows = sorted(counters.items(), key=lambda item: repr(item[0]))
    columns = zip(
        *((k.office, k.what, k.place, k.category, k.period, k.service, k.days, n) for k, n in rows), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(ADD, [list(column) for column in columns])


def name(events: Sequence[Event]) -> None:
    """Which cases the counters have counted."""
    rows = (
        (e.named.office, e.named.what, e.named.category, e.named.period, e.named.service, e.named.days, e.case)
        for e in events
    )
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [list(column) for column in zip(*rows, strict=True)])
