"""Several cases of a list at once: which of them the actor may see, and which moves do for how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from korat.blocks.cases.actions.many import MOST, fits_many
from korat.blocks.cases.queries.faces import together
from korat.blocks.cases.queries.page import moves_for, relation_to
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog.definition import Move, ServiceDefinition
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import named

BY_REFERENCES = "SELECT * FROM korat_cases_case WHERE reference = ANY (%s) ORDER BY due_at, id"


@dataclass(frozen=True)
class Shared:
    """A move, and the marked cases for which it is open to the actor."""

    service: ServiceDefinition
    move: Move
    cases: tuple[CaseFace, ...]


def marked(actor: Actor, references: Sequence[str], now: datetime) -> tuple[tuple[CaseFace, ...], tuple[Shared, ...]]:
    """The marked cases of the actor's offices, and the moves that do for at least one of them."""
    found = together(named(BY_REFERENCES, [list(references)[:MOST]]))
    ours = tuple(one for one in found if relation_to(actor, one)[0] == "office")
    able: dict[tuple[str, str], list[CaseFace]] = {}
    for one in ours:
        for move in filter(fits_many, moves_for(actor, one, "office", now)):
            able.setdefault((one.service.code, move.code), []).append(one)
    return ours, tuple(shared(cases, code) for (_, code), cases in able.items())


def shared(cases: Sequence[CaseFace], code: str) -> Shared:
    service = cases[0].service
    return Shared(service, next(move for move in service.moves if move.code == code), tuple(cases))
