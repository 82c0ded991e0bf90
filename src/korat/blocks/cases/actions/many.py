"""One move for many cases: each with its own act, and each refused by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.actions.move import move
from korat.blocks.catalog.definition import Move
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Invalid, Refused

MOST = 200
SHARED = {"note", "reason", "instruction", "pause"}


@dataclass(frozen=True)
class Outcome:
    """What became of one of them; `refused` None: it was done."""

    reference: str
    refused: Refused | None


def fits_many(one: Move) -> bool:
    """Whether the same answers do for many cases: no photograph, no place, no office that hangs on the case."""
    alone = one.evidence or one.hands_over or one.withdraws or one.purpose in ("case.reply", "case.publish")
    return not alone and set(one.needs) <= SHARED


def move_many(
    *, actor: Actor, now: datetime, code: str, versions: Mapping[str, int], given: With, key: str
) -> tuple[Outcome, ...]:
    """`versions`: the cases by reference, as the page showed them. Invalid for more than two hundred."""
    if not 0 < len(versions) <= MOST:
        raise Invalid(
            th=f"เลือกได้ครั้งละ 1 ถึง {MOST} เรื่อง", en=f"Please choose from 1 to {MOST} cases at a time.", code="many"
        )
    return tuple(one(actor, now, reference, code, version, given, key) for reference, version in versions.items())


def one(actor: Actor, now: datetime, reference: str, code: str, version: int, given: With, key: str) -> Outcome:
    try:
        move(actor=actor, now=now, reference=reference, code=code, version=version, given=given, key=key)
    except Refused as refused:
        return Outcome(reference, refused)
    return Outcome(reference, None)
