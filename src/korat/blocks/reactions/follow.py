"""Follow the sealed acts: for each act that a rule names, its effects, exactly once.

The cursor moves in the transaction of the effects. What concerns thousands of joined reports is told in parts, turn by turn.
An effect that fails is written down in that transaction with its number,
to be tried again (`retry.py`); the follower itself never stops for one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from korat.blocks.bookings import queries as bookings
from korat.blocks.bookings.values import BookingView
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CaseFace
from korat.blocks.reactions.effects import Occasion, relieve, secure, take
from korat.blocks.reactions.failing import Failing, Part, note, outcome
from korat.blocks.reactions.models import Cursor
from korat.blocks.reactions.pack import Effect, When
from korat.blocks.reactions.queries import rules

NAME = "rules"
OF_BOOKINGS = ("bookings.", "payments.deposit.")
DEPTH_LIMIT = 5
# So many joined reports hear in one turn.
MANY = 200
ADVICE_DUE = "cases.advice.due"
NEXT = """
    SELECT l.index, a.uuid, a.kind, a.about, a.depth, a.facts, a.look, a.office_id FROM korat_ledger_leaf l
    JOIN korat_ledger_act a ON a.id = l.act_id AND a.recorded_at = l.recorded_at
    WHERE l.index >= %s ORDER BY l.index LIMIT %s
"""
ONE = """
    SELECT 0, uuid, kind, about, depth, facts, look, office_id FROM korat_ledger_act WHERE uuid = %s
"""


@dataclass(frozen=True)
class Sealed:
    """An act as a rule sees it."""

    index: int
    uuid: UUID
    kind: str
    about: UUID | None
    depth: int
    facts: Mapping[str, object]
    look: bool
    office: int | None = None


# Not a matter of the pack: whoever leaves a post hands over the open work, a paid deposit books, everywhere.
LEFT = "people.term.ended"
ALWAYS: Mapping[str, Callable[[Sealed, datetime], None]] = {
    LEFT: lambda act, now: relieve(act.uuid, act.facts, now),
    "payments.deposit.paid": lambda act, now: secure(act.about, act.uuid, now),
}


def follow(now: datetime, limit: int = 500) -> int:
    """React to up to `limit` further acts; returns how many were read. One follower at a time moves the cursor."""
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(name=NAME, defaults={"next_leaf": 0})
        acts = read(cursor.next_leaf, limit)
        for act in acts:
            cursor.reached = react(act, now, cursor.reached)
            if cursor.reached:
                # The rest of them hears in the next turn; what else the worker has to do comes in between.
                break
            cursor.next_leaf = act.index + 1
        if acts:
            cursor.save(update_fields=["next_leaf", "reached"])
    return len(acts)


def read(first: int, limit: int) -> list[Sealed]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [first, limit])
        return [sealed(row) for row in cursor.fetchall()]


def read_one(act: UUID) -> Sealed | None:
    """An act that was read before, for another try."""
    with connection.cursor() as cursor:
        cursor.execute(ONE, [act])
        row = cursor.fetchone()
    return sealed(row) if row else None


def sealed(row: Sequence[Any]) -> Sealed:
    index, uuid, kind, about, depth, facts, look, office = row
    said = json.loads(facts) if isinstance(facts, str) else facts
    return Sealed(index, uuid, kind, about, depth, said, look, office)


def react(act: Sealed, now: datetime, after: int = 0) -> int:
    """What follows from the act, for the reports joined to its case as from `after`. Returns up to which of them it came,
    0 when all heard."""
    if act.look or act.depth >= DEPTH_LIMIT:
        return 0
    if act.kind in ALWAYS and not after:
        attempt(Failing(act.kind, 0, act.uuid), partial(ALWAYS[act.kind], act, now), now)
    fitting = [rule for rule in rules() if fits(rule.when, act)]
    face = cases.face_of_uuid(act.about) if fitting and act.about else None
    part = Part(after, cases.reached_by(face, after, MANY) if face else 0)
    for rule in fitting:
        for number, effect in enumerate(rule.then):
            if after and not tells_reporters(effect):
                continue
            failing = Failing(rule.code, number, act.uuid, part)
            attempt(failing, partial(take, effect, occasion_of(act, face, failing, now)), now)
    return part.until


def tells_reporters(effect: Effect) -> bool:
    """Every other effect is whole with the first part."""
    return effect.send_message is not None and effect.send_message.to == "subject"


def occasion_of(act: Sealed, face: CaseFace | None, failing: Failing, now: datetime) -> Occasion:
    return Occasion(
        act.uuid, face, failing.key, now, named(act.facts, "grant"), named(act.facts, "asking"), booking_of(act), act.office,
        cases.advice_in_force(act.about) if act.kind == ADVICE_DUE and act.about else None,
        silent(act.facts), failing.part,
    )  # fmt: skip


def named(facts: Mapping[str, object], what: str) -> UUID | None:
    """The grant that an act names, as every act that gives or ends one does; or the question that it puts or answers."""
    found = facts.get(what)
    return UUID(found) if isinstance(found, str) else None


def silent(facts: Mapping[str, object]) -> dict[str, datetime]:
    """Since when nobody answers, and until when an answer is waited for."""
    told = {name: str(facts[name]) for name in ("since", "until") if "since" in facts and name in facts}
    return {name: datetime.fromisoformat(said) for name, said in told.items()}


def booking_of(act: Sealed) -> BookingView | None:
    """The booking that an act is about, as it stands now; a deposit is a booking's."""
    return bookings.booking(act.about) if act.about and act.kind.startswith(OF_BOOKINGS) else None


def fits(when: When, act: Sealed) -> bool:
    """Whether the act is of the kind and carries the facts; a list of values means any of them."""
    return when.kind == act.kind and all(
        act.facts.get(name) in (wanted if isinstance(wanted, tuple) else (wanted,))
        for name, wanted in when.facts.items()
    )


def attempt(failing: Failing, do: Callable[[], None], now: datetime) -> None:
    """One effect in a savepoint of its own: another's failure does not undo it. What fails is tried again later."""
    error = outcome(do)
    if error is not None:
        note(failing, error, now)
