"""What an auditor's file holds: acts of cases line by line, each with its place and hash in the sealed order; the cases, their
work orders and what those cost; facts alone. And how far a file that was asked for has come.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from korat.blocks.cases.models import AuditFile, Case
from korat.blocks.cases.queries.faces import face
from korat.blocks.cases.queries.queue import AUTHORITIES
from korat.blocks.cases.reach import own_offices
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.kernel.errors import NotFound

BATCH = 1000
# As long as a file that was laid aside can be opened.
KEPT = timedelta(days=1)
# The column of the facts, which come as text.
FACTS = 10
# What came with an act was made at its very moment.
LINES = """
    SELECT a.id, c.id, c.reference, c.service, c.category, a.kind, a.occurred_at, a.recorded_at, a.office_id, a.post, a.facts,
        (SELECT string_agg(t.instruction, ' | ' ORDER BY t.id) FROM korat_cases_task t
         WHERE t.case_id = c.id AND t.ordered_at = a.occurred_at),
        ARRAY(SELECT d.uuid FROM korat_documents_document d
              WHERE d.about = c.uuid AND d.made_at = a.occurred_at AND d.kind <> 'paper' ORDER BY d.id),
        a.uuid, l.index, l.hash
    FROM korat_ledger_act a JOIN korat_cases_case c ON c.uuid = a.about
    LEFT JOIN korat_ledger_leaf l ON l.act_id = a.id AND l.recorded_at = a.recorded_at
    WHERE a.recorded_at >= %s AND a.recorded_at < %s AND NOT a.look AND a.id > %s
    AND c.office_id = ANY (%s) AND (NOT c.sealed OR c.office_id = ANY (%s)) ORDER BY a.id LIMIT %s
"""
WORKS = """
    SELECT c.reference, t.office_id, t.instruction, t.state, t.ordered_at, t.due_at, t.done_at, t.parts, t.minutes, t.satang
    FROM korat_cases_task t JOIN korat_cases_case c ON c.id = t.case_id WHERE t.case_id = ANY (%s) ORDER BY t.case_id, t.id
"""


@dataclass(frozen=True)
class AuditLine:
    """One act about a case. `leaf` None: not sealed yet; `order`: the office's own words to its crew."""

    id: int
    case: int
    reference: str
    service: str
    category: str
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    office: int | None
    post: str
    facts: Mapping[str, Any]
    order: str | None
    photos: list[UUID]
    act: UUID
    leaf: int | None
    hash: bytes | None


@dataclass(frozen=True)
class AuditWork:
    """A work order: whose crew, its words, when, and what it took in parts, minutes and satang."""

    reference: str
    office: int
    instruction: str
    state: str
    ordered_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    parts: str
    minutes: int | None
    satang: int | None


@dataclass(frozen=True)
class Asked:
    """A file as it was asked for. `done`: lines and photographs put in by now; `ready` until its day is over."""

    uuid: UUID
    asked_by: int
    asked_at: datetime
    offices: tuple[int, ...]
    first: date
    last: date
    originals: bool
    language: str
    done: int
    finished_at: datetime | None
    size: int
    failed: bool
    parts: int

    def ready(self, now: datetime) -> bool:
        return self.finished_at is not None and not self.failed and now < self.finished_at + KEPT


def asked(actor: Actor, uuid: UUID) -> Asked:
    """NotFound to everyone but who asked."""
    row = AuditFile.objects.filter(uuid=uuid, asked_by=actor.subject).first()
    if row is None:
        raise NotFound
    return asked_of(row)


def asked_by(actor: Actor) -> tuple[Asked, ...]:
    """The newest first."""
    return tuple(map(asked_of, AuditFile.objects.filter(asked_by=actor.subject).order_by("-id")[:10]))


def next_asked() -> Asked | None:
    """The file that waits longest."""
    row = AuditFile.objects.filter(finished_at=None).order_by("id").first()
    return asked_of(row) if row else None


def asked_of(row: AuditFile) -> Asked:
    return Asked(
        row.uuid, row.asked_by_id, row.asked_at, tuple(row.offices), row.first, row.last, row.originals, row.language,
        row.done, row.finished_at, row.size, row.finished_at is not None and not row.handle,
        len(row.parts) + 1,
    )  # fmt: skip


def audited_cases(cases: Sequence[int]) -> tuple[CaseFace, ...]:
    """The facts of the cases whose acts were read."""
    return tuple(map(face, Case.objects.filter(pk__in=cases).order_by("pk")))


def audited_works(cases: Sequence[int]) -> tuple[AuditWork, ...]:
    """Their work orders, case by case."""
    return tuple(AuditWork(*row) for row in fetch(WORKS, [list(cases)]))


def audit_lines(actor: Actor, offices: Collection[int], since: datetime, until: datetime) -> Iterator[AuditLine]:
    """In the order in which they were written down, read in batches while the file is sent."""
    reach = sorted(set(offices) & actor.reach(*AUTHORITIES))
    own, last = sorted(own_offices(actor, *AUTHORITIES)), 0
    while rows := fetch(LINES, [since, until, last, reach, own, BATCH]):
        yield from map(line, rows)
        last = rows[-1][0]


def line(row: Sequence[Any]) -> AuditLine:
    columns = list(row)
    columns[FACTS] = json.loads(columns[FACTS])
    return AuditLine(*columns)
