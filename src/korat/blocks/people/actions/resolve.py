"""Finding a person by a number: the one lookup without a look, hence itself an act, and rationed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import identifiers
from korat.blocks.people.actions.authority import RESOLVE, ground
from korat.blocks.people.kept import count
from korat.blocks.people.models import Identifier
from korat.blocks.people.values import IdentifierKind
from korat.kernel.errors import Conflict, Refused

LIMIT, SPAN = 30, 300  # look-ups by one actor within so many seconds


class TooMany(Refused):
    """Asked too often."""

    status = 429
    default_code = "too_many"
    default_th = "ค้นหาถี่เกินไป โปรดรอสักครู่แล้วลองใหม่"
    default_en = "Too many look-ups. Please wait a few minutes and try again."


def resolve(*, actor: Actor, number: str, kind: IdentifierKind, now: datetime) -> int | None:
    """The subject whom this number names, or None.

    Raises Forbidden without an office's authority, Invalid for a malformed number, TooMany,
    and Conflict when several persons share it.
    """
    purpose, grant = ground(actor, RESOLVE)
    digest = identifiers.digest(kind, identifiers.normal(kind, number, kind))
    ration(actor)
    found = list(Identifier.objects.filter(digest=digest, kind=kind).values_list("subject_id", flat=True)[:20])
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.person.resolved",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            concerning=dict.fromkeys(found),
            facts={"kind": kind, "found": len(found)},
        )
    if len(found) > 1:
        raise Conflict(
            "มีหลายคนใช้หมายเลขนี้ร่วมกัน โปรดค้นหาด้วยเลขประจำตัวประชาชน",
            "Several people share this. Please search by citizen number.",
            code="shared",
        )
    return found[0] if found else None


def ration(actor: Actor) -> None:
    if count(f"people.resolve:{actor.subject}", SPAN) > LIMIT:
        raise TooMany
