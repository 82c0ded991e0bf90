"""Who may act for whom, as the two concerned see it: each by the name that the giving act told them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as acts
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.queries import Lent
from korat.blocks.people.queries.posts import orders

LOOKED = "people.grants.looked"
REMEMBERED = timedelta(days=365)
ASKED = timedelta(days=31)


@dataclass(frozen=True)
class Held:
    """A grant with the other side's name; `mine` when the reader holds it, `reason` of one taken in an emergency.

    `order`: of a post that one holds for its head.
    """

    grant: Lent
    mine: bool
    name: str
    reason: str
    witness: str
    witness_office: int | None
    order: str = ""


def grants_of(actor: Actor, now: datetime) -> tuple[Held, ...]:
    """What the actor holds and what is held over the actor, newest first, those that ended within a year too."""
    found = acts.grants_around(actor.subject, since=now - REMEMBERED)
    if not found:
        return ()
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind=LOOKED):
        by = orders([one.id for one in found if one.kind == "post"])
        return tuple(replace(held(one, actor.subject), order=by.get(one.id, "")) for one in found)


def held(one: Lent, reader: int) -> Held:
    # What a consent answers was asked up to a month before it began.
    given = acts.about(one.uuid, since=one.begins_at - (ASKED if one.kind == "consent" else timedelta()))
    said = [json.loads(words) for words in acts.words(given, reader).values()]
    witness = next((act for act in given if act.purpose == "mandate.witness"), None)
    return Held(
        one,
        one.holder == reader,
        next((str(words["name"]) for words in said if words.get("name")), ""),
        next((str(words["reason"]) for words in said if words.get("reason")), ""),
        witness.post if witness else "",
        witness.office if witness else None,
    )


def mandates_of(actor: Actor, now: datetime) -> tuple[Held, ...]:
    """For whom the actor may act now. Asks nothing when there is nobody."""
    lent = {grant.id for grant in actor.grants if grant.kind == "mandate"}
    return tuple(one for one in grants_of(actor, now) if one.grant.id in lent) if lent else ()


def running_mandates(person: int, now: datetime) -> tuple[Lent, ...]:
    """The mandates that this person gave or holds now: facts, for a counter at which they stand."""
    found = acts.grants_around(person, since=now)
    return tuple(one for one in found if one.kind == "mandate" and one.holds(now))
