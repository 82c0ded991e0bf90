"""Marking a message as read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages.models import Message
from korat.kernel.errors import NotFound


def read(*, actor: Actor, message: UUID, now: datetime) -> None:
    """The actor has read an own message. A second time changes nothing; NotFound for another's."""
    own = Message.objects.filter(uuid=message, subject=actor.subject, channel=Message.Channel.INBOX)
    with transaction.atomic():
        row = own.select_for_update().first()
        if row is None:
            raise NotFound()
        if row.read_at is not None:
            return
        ledger.record(
            actor=actor, kind="messages.message.read", purpose="self", about=row.about, now=now,
            concerning={actor.subject: None}, facts={"message": str(message), "template": row.template},
        )  # fmt: skip
        row.read_at = now
        row.save(update_fields=["read_at"])
