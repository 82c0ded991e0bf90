"""Forgetting what was said to a person, and where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from korat.blocks.ledger.rows import insert
from korat.blocks.messages.models import Address, AddressPrivate, Link, Message, MessagePrivate
from korat.blocks.messages.queries import about_others


def erase_held(*, subject: int, keeping: Collection[UUID], now: datetime) -> None:
    """Drop the words of every message but those about `keeping`, inside the caller's act and under its look.

    The addresses go too, unless a case is kept: its reporter waits for an answer.
    """
    gone = Message.objects.filter(about_others(keeping), subject_id=subject, erased_at=None)
    MessagePrivate.objects.filter(message__in=gone).delete()
    gone.update(erased_at=now)
    if not keeping:
        erase_addresses(subject)
        Link.objects.filter(person_id=subject, ended_at=None).update(ended_at=now)


def erase_addresses(subject: int) -> None:
    """The newest address counts: from now on one by which nobody is reached."""
    if AddressPrivate.objects.filter(subject_id=subject).delete()[0]:
        insert(Address(subject_id=subject, sms=False, email=False))
