"""What offices ask of a person and have not been answered, and what was consented to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as acts
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.models import Asking
from korat.blocks.people.queries.mandates import LOOKED, Held, grants_of

# A question that nobody answered goes away by itself; the ledger gives nothing to one that is a month old.
WAITS = timedelta(days=30)


@dataclass(frozen=True)
class AskingView:
    """A question as the person asked reads it."""

    uuid: UUID
    subject: int
    office: int
    post: str
    purposes: tuple[str, ...]
    hours: int
    asked_at: datetime
    reason: str = ""


def view(row: Asking, reason: str = "") -> AskingView:
    return AskingView(
        row.uuid, row.subject_id, row.office_id, row.post, tuple(row.purposes), row.hours, row.asked_at, reason
    )


def waiting(subject: int, now: datetime) -> QuerySet[Asking]:
    return Asking.objects.filter(subject_id=subject, answer="", asked_at__gt=now - WAITS)


def askings_of(actor: Actor, now: datetime) -> tuple[AskingView, ...]:
    """What the acting person is asked and has not answered, newest first, with the reasons. Looks only when there is one."""
    rows = list(waiting(actor.subject, now).order_by("-id"))
    if not rows:
        return ()
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind=LOOKED):
        return tuple(view(row, reason_of(row, actor.subject)) for row in rows)


def reason_of(row: Asking, reader: int) -> str:
    words = acts.words(acts.about(row.uuid, since=row.asked_at), reader)
    said = (json.loads(detail) for detail in words.values())
    return next((str(one["reason"]) for one in said if one.get("reason")), "")


def asking(uuid: UUID) -> AskingView | None:
    """The facts of a question: for whoever tells the person that it was put."""
    row = Asking.objects.filter(uuid=uuid).first()
    return view(row) if row else None


def is_in_post(row: Asking, now: datetime) -> bool:
    held = acts.grants_of(row.asker_id, now)
    return any(one.kind == "post" and one.office == row.office_id and one.post == row.post for one in held)


def consents_of(actor: Actor, now: datetime) -> tuple[Held, ...]:
    """What people let the actor's posts see now. Asks nothing when there is none."""
    posts = {(one.office, one.post) for one in actor.grants if one.kind == "post"}
    held = {one.id for one in actor.grants if one.kind == "consent" and (one.office, one.post) in posts}
    return tuple(one for one in grants_of(actor, now) if one.grant.id in held) if held else ()
