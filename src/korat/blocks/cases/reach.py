"""Which cases an actor's posts come near.

A sealed case, a complaint about an official, opens to the posts of the very office that answers it: whoever merely
reaches that office from above may be the one complained about.
"""

from __future__ import annotations

from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import Forbidden

# Who sorts or handles an office's cases also says which of them belong together, and what they are about.
PURPOSES = ("case.handle", "case.triage")
# Who reads an answer before it is shown: a colleague who works on such cases, or who publishes for the office.
READERS = (*PURPOSES, "case.publish")
SHARE = "case.share"


def ground(actor: Actor, purpose: str, *, office: int, sealed: bool) -> GrantView | None:
    """The actor's first grant for `purpose` that reaches a case of this office; None when there is none."""
    fitting = (grant for grant in actor.grants if purpose in grant.purposes and covers(grant, office, sealed=sealed))
    return next(fitting, None)


def ground_or_fail(actor: Actor, purpose: str, *, office: int, sealed: bool) -> GrantView:
    """The same; Forbidden when there is none."""
    found = ground(actor, purpose, office=office, sealed=sealed)
    if found is None:
        raise no_grant()
    return found


def covers(grant: GrantView, office: int, *, sealed: bool) -> bool:
    if grant.reach is None or office not in grant.reach:
        return False
    return grant.office == office or not sealed


def own_offices(actor: Actor, *purposes: str) -> frozenset[int]:
    """The offices in which the actor's posts for any of the purposes stand, without those below them."""
    wanted = set(purposes)
    return frozenset(grant.office for grant in actor.grants if grant.office is not None and grant.purposes & wanted)


def lent(actor: Actor, subject: int, *, sealed: bool, purpose: str = "case.follow") -> GrantView | None:
    """The mandate by which the actor acts in this person's cases. A sealed one stays between the person and the office:
    it may well be about the very one who holds the mandate."""
    if sealed:
        return None
    held = (grant for grant in actor.grants if grant.kind == "mandate" and grant.subject == subject)
    return next((grant for grant in held if purpose in grant.purposes), None)


def shared(actor: Actor, subject: int, *, sealed: bool) -> GrantView | None:
    """The consent by which an office may read this person's cases elsewhere; never a sealed one."""
    held = (grant for grant in actor.grants if grant.kind == "consent" and grant.subject == subject)
    return None if sealed else next((grant for grant in held if SHARE in grant.purposes), None)


def own_or_lent(actor: Actor, purpose: str, subject: int, *, sealed: bool) -> GrantView:
    """The ground to do what the person concerned may do; Forbidden when there is none."""
    found = lent(actor, subject, sealed=sealed, purpose=purpose)
    if subject == actor.subject or found is None:
        own = (grant for grant in actor.grants if grant.kind == "self" and purpose in grant.purposes)
        found = next((grant for grant in own if grant.subject == subject), None)
    if found is None:
        raise no_grant()
    return found


def no_grant() -> Forbidden:
    return Forbidden(th="ท่านไม่มีอำนาจทำเรื่องนี้", en="You have no authority for this.", code="no_grant")
