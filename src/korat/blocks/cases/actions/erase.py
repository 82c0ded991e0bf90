"""A person has the words about oneself forgotten (PDPA s.33). What happened stays provable; what was said is gone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.bookings import actions as bookings
from korat.blocks.cases.models import CaseComment, CaseContact, CaseReport
from korat.blocks.cases.queries.held import Erasable, erasable
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.messages import actions as messages
from korat.blocks.people import actions as people
from korat.kernel.errors import NotFound

PURPOSE = "erase"


def erase_own(*, actor: Actor, now: datetime) -> Erasable:
    """Forget all that the law lets go: words, contacts, photographs and messages of closed cases, addresses, details of acts.

    Returns what was forgotten and what stays. NotFound to anyone who acts for another.
    """
    grant = own_ground(actor)
    with ledger.look(
        actor=actor, purpose=PURPOSE, subjects=[actor.subject], now=now, grant=grant, kind="ledger.erasure.looked"
    ), transaction.atomic():  # fmt: skip
        found = erasable(actor.subject, now, lock=True)
        record(actor, grant, found, now)
        take_effect(actor.subject, found, now)
    return found


def own_ground(actor: Actor) -> GrantView:
    """One's own right, which no mandate carries."""
    own = (grant for grant in actor.grants if grant.kind == "self" and grant.subject == actor.subject)
    grant = next((grant for grant in own if PURPOSE in grant.purposes), None)
    if grant is None:
        raise NotFound()
    return grant


def record(actor: Actor, grant: GrantView, found: Erasable, now: datetime) -> None:
    facts = {"cases": len(found.cases), "kept": len(found.kept), "photos": found.photos, "messages": found.messages}
    ledger.record(
        actor=actor, kind="cases.words.erased", purpose=PURPOSE, grant=grant, about=None, now=now,
        concerning={actor.subject: None}, facts=facts,
    )  # fmt: skip


def take_effect(subject: int, found: Erasable, now: datetime) -> None:
    for private in (CaseReport, CaseContact, CaseComment):
        private._default_manager.filter(case__uuid__in=found.cases).delete()
    documents.erase_about(subject=subject, about=found.cases, now=now)
    bookings.erase_words(subject=subject, now=now)
    messages.erase_held(subject=subject, keeping=found.keeping, now=now)
    people.erase_home(subject=subject)
    ledger.erase_detail(subject=subject, keeping=found.keeping)
