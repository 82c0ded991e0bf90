"""What a person can do about a reaction that failed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.reactions.models import Failure
from korat.blocks.reactions.queries import WATCH
from korat.kernel.errors import NotFound


def try_again(*, actor: Actor, failure: UUID, now: datetime) -> None:
    """Let the worker try it at once, from the first pause on. NotFound when it has succeeded, or is not the actor's to see."""
    if not actor.may(WATCH):
        raise NotFound
    with transaction.atomic():
        row = Failure.objects.select_for_update().filter(uuid=failure).first()
        if row is None:
            raise NotFound(
                "เรื่องนี้ทำสำเร็จไปแล้ว ไม่ต้องลองใหม่", "This has succeeded in the meantime.", code="done_meanwhile"
            )
        ledger.record(
            actor=actor, kind="reactions.failure.resumed", purpose=WATCH, about=None, now=now,
            facts={"rule": row.rule, "effect": row.effect, "act": str(row.act), "attempts": row.attempts},
        )  # fmt: skip
        row.attempts, row.next_at = 0, now
        row.save(update_fields=["attempts", "next_at"])
