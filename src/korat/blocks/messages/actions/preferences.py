"""What a person wishes: by which channel, and when not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages.models import Preference
from korat.blocks.messages.values import PreferenceView
from korat.kernel.errors import Invalid

KINDS = ("update", "question")
CHANNELS = ("", "inbox", "line", "sms", "email")


def prefer(*, actor: Actor, wished: PreferenceView, now: datetime) -> None:
    """Keep the actor's wishes. Invalid for a kind or a channel that does not exist."""
    if not set(wished.channels) <= set(KINDS) or not set(wished.channels.values()) <= set(CHANNELS):
        raise Invalid("ตัวเลือกไม่ถูกต้อง", "There is no such choice.", code="channel")
    chosen = {kind: channel for kind, channel in wished.channels.items() if channel}
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="messages.preference.set", purpose="self", about=None, now=now,
            concerning={actor.subject: None}, facts={"channels": chosen, "quiet": wished.quiet},
        )  # fmt: skip
        Preference.objects.update_or_create(
            person_id=actor.subject,
            defaults={
                "channels": chosen,
                "quiet": wished.quiet,
                "quiet_from": wished.quiet_from,
                "quiet_to": wished.quiet_to,
            },
        )
