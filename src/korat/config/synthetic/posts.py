"""Someone in every post, so that each office's acts and looks have an actor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from korat.blocks.ledger.services import service_actor
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Names
from korat.blocks.people.values import NewPerson
from korat.config.synthetic import load


@dataclass(frozen=True)
class Holder:
    """An official as an act names one. `reach`: the offices the grant answers for."""

    subject: int
    uuid: Any
    grant: int
    office: int
    post: str
    basis: str
    purposes: frozenset[str]
    reach: frozenset[int]


def fill(words: Mapping[str, Any], random: Random, now: datetime) -> list[Holder]:
    """Enrol and appoint a made-up official for each post that nobody holds; return every holder."""
    actor = service_actor("demo")
    for number, post in enumerate(queries.posts()):
        if not queries.terms_of(post.code):
            sex = ("female", "male")[number % 2]
            names = Names(
                random.choice(words["given"][sex]), f"{random.choice(words['family'])} ({words['mark']} o{number:03d})"
            )
            person = NewPerson(names=names, email=f"o{number:03d}@demo.invalid", synthetic=True)
            subject = actions.enrol(actor=actor, person=person, now=now)
            actions.appoint(
                actor=actor, post=post.code, person=subject, begins_at=now, now=now, public_name=names.show()
            )
    return holders()


def holders() -> list[Holder]:
    rows = load.run(
        "SELECT s.id, s.uuid, g.id, g.office_id, g.post, g.basis, g.purposes, g.reach FROM korat_ledger_grant g "
        "JOIN korat_ledger_subject s ON s.id = g.holder_id WHERE g.kind = 'post' AND g.ended_at IS NULL ORDER BY g.id"
    )
    return [
        Holder(subject, uuid, grant, office, post, basis, frozenset(purposes), frozenset(reach))
        for subject, uuid, grant, office, post, basis, purposes, reach in rows
    ]


def who(found: list[Holder], purpose: str, office: int) -> Holder | None:
    """Who does this for an office: its own people first, then whoever reaches it."""
    able = [one for one in found if purpose in one.purposes and office in one.reach]
    return min(able, key=lambda one: (one.office != office, len(one.purposes)), default=None)
