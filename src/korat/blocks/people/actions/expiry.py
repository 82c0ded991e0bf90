"""What ends by its date, and a post that its holder lays down: the act is written, and open work goes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.queries import Lent
from korat.blocks.people.models import Term
from korat.blocks.people.queries.actors import service_actor
from korat.kernel.errors import NotFound


def run_out(now: datetime) -> int:
    """Write the end of every grant whose date has passed. Returns how many; call again while it returns any."""
    actor, found = service_actor("expiry"), ledger_read.run_out()
    for one in found:
        with transaction.atomic():
            end_term(actor, one, "grant.expire", now) if one.kind == "post" else end_lent(actor, one, now)
            ledger.finish(grant=one.id, now=one.ends_at or now)
    return len(found)


def lay_down(*, actor: Actor, grant: UUID, now: datetime) -> None:
    """Give back a post that one holds: nobody needs leave for that. The open work goes back into the office's queue.

    NotFound for a post of somebody else, and when it has ended before.
    """
    found = ledger_read.grant_of_uuid(grant)
    if found is None or found.kind != "post" or found.holder != actor.subject or found.ended_at:
        raise NotFound()
    with transaction.atomic():
        end_term(actor, found, "grant.end", now)
        Term.objects.filter(grant_id=found.id).update(ends_at=now)
        ledger.finish(grant=found.id, now=now)


def end_term(actor: Actor, one: Lent, purpose: str, now: datetime) -> None:
    """The same act as when an administrator ends a term, so that what follows from it follows here too."""
    term = Term.objects.select_related("post__organisation__subject").filter(grant_id=one.id).first()
    own = actor.grant_for(purpose, subject=actor.subject)
    ledger.record(
        actor=actor,
        kind="people.term.ended",
        purpose=purpose,
        grant=own,
        about=term.post.organisation.subject.uuid if term else one.uuid,
        now=now,
        concerning={one.holder: None},
        facts={
            "term": term.pk if term else None,
            "post": one.post,
            "office": one.office,
            "successor_term": None,
            "grant": str(one.uuid),
        },
    )


def end_lent(actor: Actor, one: Lent, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="people.grant.ended",
        purpose="grant.expire",
        about=one.uuid,
        now=now,
        concerning=dict.fromkeys(filter(None, (one.subject, one.holder))),
        facts={"grant": str(one.uuid), "kind": one.kind, "why": "date"},
    )
