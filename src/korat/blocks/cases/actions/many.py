"""One move for many cases, or many joined into one: each with its own act, and each refused by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.actions.join import join
from korat.blocks.cases.actions.move import concerns, move
from korat.blocks.cases.models import Case
from korat.blocks.catalog.definition import Move
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Invalid, NotFound, Refused

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
    refuse_too_many(len(versions))
    return tuple(one(actor, now, reference, code, version, given, key) for reference, version in versions.items())


def join_many(
    *, actor: Actor, now: datetime, into: str, references: Sequence[str], key: str, reason: str = ""
) -> tuple[Outcome, ...]:
    """Join each of the cases to `into`, as far as it goes. NotFound where `into` is none of the actor's concern."""
    others = [one for one in dict.fromkeys(references) if one != into]
    refuse_too_many(len(others))
    lead = Case.objects.filter(reference=into).first()
    if lead is None or not concerns(actor, lead):
        raise NotFound()
    return tuple(joined(actor, now, into, one, reason, key) for one in others)


def refuse_too_many(count: int) -> None:
    if not 0 < count <= MOST:
        raise Invalid(
            th=f"เลือกได้ครั้งละ 1 ถึง {MOST} เรื่อง", en=f"Please choose from 1 to {MOST} cases at a time.", code="many"
        )


def one(actor: Actor, now: datetime, reference: str, code: str, version: int, given: With, key: str) -> Outcome:
    try:
        move(actor=actor, now=now, reference=reference, code=code, version=version, given=given, key=key)
    except Refused as refused:
        return Outcome(reference, refused)
    return Outcome(reference, None)


def joined(actor: Actor, now: datetime, into: str, reference: str, reason: str, key: str) -> Outcome:
    try:
        join(actor=actor, now=now, into=into, references=[reference], reason=reason, key=key)
    except NotFound:
        return Outcome(reference, elsewhere(reference))
    except Refused as refused:
        return Outcome(reference, refused)
    return Outcome(reference, None)


def elsewhere(reference: str) -> Refused:
    """Whoever handles it now, and whether there is such a case at all, is not said."""
    return NotFound(
        th=f"{reference} ไม่ได้อยู่กับหน่วยงานของท่าน หรือส่งต่อไปแล้ว จึงรวมไม่ได้",
        en=f"{reference} is not with your office, or no longer, so it cannot be joined.",
        code="office",
    )
