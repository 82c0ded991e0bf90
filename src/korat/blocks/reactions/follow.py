"""Follow the sealed acts: for each act that a rule names, its effects, exactly once.

The cursor moves in the transaction of the effects. An effect that fails is written down with its error, for a person to see to;
the follower itself never stops for one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from korat.blocks.cases import queries as cases
from korat.blocks.ledger import actions as ledger
from korat.blocks.reactions.effects import Occasion, relieve, take
from korat.blocks.reactions.models import Cursor, Failure
from korat.blocks.reactions.pack import Effect, When
from korat.blocks.reactions.queries import rules
from korat.kernel.errors import Refused

log = logging.getLogger("korat.reactions")
NAME = "rules"
DEPTH_LIMIT = 5
# Not a matter of the pack: whoever leaves a post hands over the open work, everywhere.
LEFT = "people.term.ended"
NEXT = """
    SELECT l.index, a.uuid, a.kind, a.about, a.depth, a.facts, a.look FROM korat_ledger_leaf l
    JOIN korat_ledger_act a ON a.id = l.act_id AND a.recorded_at = l.recorded_at
    WHERE l.index >= %s ORDER BY l.index LIMIT %s
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


def follow(now: datetime, limit: int = 500) -> int:
    """React to up to `limit` further acts; returns how many were read. One follower at a time moves the cursor."""
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(name=NAME, defaults={"next_leaf": 0})
        acts = read(cursor.next_leaf, limit)
        for act in acts:
            react(act, now)
        if acts:
            cursor.next_leaf = acts[-1].index + 1
            cursor.save(update_fields=["next_leaf"])
    return len(acts)


def read(first: int, limit: int) -> list[Sealed]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [first, limit])
        return [sealed(row) for row in cursor.fetchall()]


def sealed(row: Sequence[Any]) -> Sealed:
    index, uuid, kind, about, depth, facts, look = row
    return Sealed(index, uuid, kind, about, depth, json.loads(facts) if isinstance(facts, str) else facts, look)


def react(act: Sealed, now: datetime) -> None:
    if act.look or act.depth >= DEPTH_LIMIT:
        return
    if act.kind == LEFT:
        relieve(act.uuid, act.facts, now)
    fitting = [rule for rule in rules() if fits(rule.when, act)]
    face = cases.face_of_uuid(act.about) if fitting and act.about else None
    for rule in fitting:
        for number, effect in enumerate(rule.then):
            attempt(rule.code, effect, Occasion(act.uuid, face, f"{rule.code}:{number}:{act.uuid}", now))


def fits(when: When, act: Sealed) -> bool:
    """Whether the act is of the kind and carries the facts; a list of values means any of them."""
    return when.kind == act.kind and all(
        act.facts.get(name) in (wanted if isinstance(wanted, tuple) else (wanted,))
        for name, wanted in when.facts.items()
    )


def attempt(code: str, effect: Effect, occasion: Occasion) -> None:
    """One effect in a savepoint of its own: another's failure does not undo it."""
    try:
        with transaction.atomic():
            take(effect, occasion)
    except ledger.DoneBefore:
        return
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # Whatever it is: one rule that cannot be carried out must not hold up all that comes after it.
        said = error.code if isinstance(error, Refused) else type(error).__name__
        log.warning("reaction %s to act %s failed: %s", code, occasion.act, said)
        Failure.objects.create(rule=code, act=occasion.act, error=said, attempts=1, at=occasion.now)
