"""A person and a LINE account belong together when both said so: here, signed in; and there, in LINE's own dialogue.

LINE's order: we ask for a link token, send the address of our page with it, the person signs in and agrees, we lead back with
a nonce of ours, LINE asks its user and tells us user and nonce together (LINE Developers, "User account linking").
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages.models import Link
from korat.blocks.messages.values import CorrespondentView
from korat.blocks.people import queries as people
from korat.kernel.errors import NotFound

NONCE_LASTS = 600  # seconds, as long as LINE's link token


def offer(*, actor: Actor, now: datetime) -> str:
    """The person agrees here. Returns the nonce by which LINE's answer is known to be theirs: 256 random bits, good once."""
    nonce = secrets.token_urlsafe(32)
    with transaction.atomic():
        act = ledger.record(
            actor=actor, kind="messages.link.offered", purpose="self", about=None, now=now,
            concerning={actor.subject: None}, facts={"channel": "line"},
        )  # fmt: skip
    cache.set(f"line-link:{nonce}", {"person": actor.subject, "act": str(act)}, NONCE_LASTS)
    return nonce


def bind(*, correspondent: CorrespondentView, nonce: str, now: datetime) -> bool:
    """LINE says that its user agreed too. Inside the caller's transaction; False for a nonce that is none of ours, or over."""
    kept = cache.get(f"line-link:{nonce}") if nonce.isascii() and 0 < len(nonce) <= 60 else None
    person = people.actor_of(int(kept["person"])) if kept else None
    if kept is None or person is None or not cache.delete(f"line-link:{nonce}"):
        return False
    ledger.record(
        actor=person, kind="messages.link.begun", purpose="self", about=None, now=now, cause=UUID(kept["act"]),
        concerning={person.subject: None}, facts={"channel": correspondent.channel},
    )  # fmt: skip
    Link.objects.get_or_create(
        person_id=person.subject, correspondent_id=correspondent.id, ended_at=None, defaults={"began_at": now}
    )
    return True


def end(*, actor: Actor, link: UUID, now: datetime) -> None:
    """The person ends it. NotFound for another's; a second time changes nothing."""
    with transaction.atomic():
        row = Link.objects.select_for_update(of=("self",)).filter(uuid=link, person_id=actor.subject).first()
        if row is None:
            raise NotFound
        if row.ended_at is None:
            close(row, actor, "self", now)


def end_there(*, correspondent: CorrespondentView, now: datetime) -> int:
    """The holder of the telephone ends it, for everyone linked to it; inside the caller's transaction. Returns how many."""
    rows = list(Link.objects.filter(correspondent_id=correspondent.id, ended_at=None))
    for row in rows:
        close(row, service_actor("channels"), "message.send", now)
    return len(rows)


def close(row: Link, actor: Actor, purpose: str, now: datetime) -> None:
    ledger.record(
        actor=actor, kind="messages.link.ended", purpose=purpose, about=None, now=now,
        concerning={row.person_id: None}, facts={"channel": "line"},
    )  # fmt: skip
    Link.objects.filter(pk=row.pk).update(ended_at=now)
