"""The acts of cases line by line for an auditor: facts alone, each with its place and hash in the sealed order."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from korat.blocks.cases.queries.queue import AUTHORITIES
from korat.blocks.cases.reach import own_offices
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch

BATCH = 1000
# The column of the facts, which come as text.
FACTS = 9
# What came with an act was made at its very moment.
LINES = """
    SELECT a.id, c.reference, c.service, c.category, a.kind, a.occurred_at, a.recorded_at, a.office_id, a.post, a.facts,
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


@dataclass(frozen=True)
class AuditLine:
    """One act about a case. `leaf` None: not sealed yet; `order`: the office's own words to its crew."""

    id: int
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
