"""The ticket of a covered copy: signed, of one officer and one case. It leads to the copy that was shown, and to no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from korat.blocks.documents import refusals
from korat.blocks.ledger.actor import Actor

_SALT = "korat.cases.copy"
_LONGEST = 1000


@dataclass(frozen=True)
class Ticket:
    """Where the copy lies, and how many boxes of each kind cover it."""

    handle: str
    hidden: Mapping[str, int]


def issue(ticket: Ticket, *, actor: Actor, about: UUID) -> str:
    said = [actor.subject, str(about), ticket.handle, dict(ticket.hidden)]
    return signing.dumps(said, salt=_SALT)


def redeem(text: str, *, actor: Actor, about: UUID) -> Ticket:
    """Conflict, in words, when it is not ours, another officer's or of another case."""
    try:
        subject, case, handle, hidden = signing.loads(text[:_LONGEST], salt=_SALT)
    except signing.BadSignature as error:
        raise refusals.expired() from error
    if (subject, case) != (actor.subject, str(about)):
        raise refusals.unseen()
    return Ticket(handle, hidden)
