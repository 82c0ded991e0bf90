"""On which ground people are managed: never the own one, which every resident has."""

from __future__ import annotations

from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import Forbidden

# A clerk may enrol and find those for whom the office files a case.
ENROL = ("people.enrol", "people.manage", "case.file")
RESOLVE = ("people.resolve", "people.manage", "case.file", "consent.ask")


def ground(actor: Actor, purposes: tuple[str, ...]) -> tuple[str, GrantView]:
    """The first purpose for which the actor has an office's authority, and that grant; else Forbidden."""
    for purpose in purposes:
        for grant in actor.grants:
            if purpose in grant.purposes and grant.subject is None:
                return purpose, grant
    raise Forbidden(th="ท่านไม่มีอำนาจทำเรื่องนี้", en="You have no authority for this.", code="no_grant")
