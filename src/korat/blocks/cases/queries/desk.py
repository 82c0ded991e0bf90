"""What an official's list offers beside itself: kept filters, colleagues, and every line of it for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from korat.blocks.cases.queries.faces import face
from korat.blocks.cases.queries.queue import AUTHORITIES, QueueFilter, queue
from korat.blocks.cases.reach import own_offices
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch, named

SAVED = """
    SELECT id, name, query, holder_id = %s OR office_id = ANY (%s), office_id IS NOT NULL FROM korat_cases_savedfilter
    WHERE holder_id = %s OR office_id = ANY (%s) ORDER BY name, id
"""
BY_IDS = "SELECT * FROM korat_cases_case WHERE id = ANY (%s)"


@dataclass(frozen=True)
class Kept:
    """A filter under a name. `own`: the reader may remove it; `shared`: the whole office has it."""

    id: int
    name: str
    query: str
    own: bool
    shared: bool


def saved_filters(actor: Actor) -> tuple[Kept, ...]:
    """One's own, and those of the offices in which one's posts stand."""
    ours = sorted(own_offices(actor, *AUTHORITIES))
    values = [actor.subject, ours, actor.subject, ours]
    return tuple(Kept(*row) for row in fetch(SAVED, values))


def all_lines(actor: Actor, wanted: QueueFilter, *, now: datetime, batch: int = 500) -> Iterator[CaseFace]:
    """Every case of the filtered list in its order, some at a time: a file of any length takes little memory."""
    after = ""
    while True:
        page = queue(actor, wanted, now=now, after=after, limit=batch)
        rows = {row.id: row for row in named(BY_IDS, [[line.id for line in page.items]])}
        yield from (face(rows[line.id]) for line in page.items if line.id in rows)
        if not page.next:
            return
        after = page.next
