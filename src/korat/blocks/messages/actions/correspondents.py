"""Whoever writes to us for the first time becomes an unnamed subject who can be answered; whoever leaves is let go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import secrecy
from korat.blocks.messages.models import Correspondent, CorrespondentPrivate
from korat.blocks.messages.queries import correspondent
from korat.blocks.messages.values import CorrespondentView
from korat.kernel import ids

SERVICE, PURPOSE = "channels", "message.send"


def known(*, channel: str, address: str, now: datetime) -> CorrespondentView:
    """Who this is, inside the caller's transaction; a newcomer is admitted, who had left is welcome again."""
    row = Correspondent.objects.filter(channel=channel, digest=secrecy.digest(channel, address)).first()
    if row is None:
        row = admitted(channel, address, now)
    elif row.left_at is not None:
        note(row.subject_id, "returned", channel, now)
        Correspondent.objects.filter(pk=row.pk).update(left_at=None)
        keep_address(row, address)
    return correspondent(row)


def admitted(channel: str, address: str, now: datetime) -> Correspondent:
    subject, _, _ = ledger.admit(kind="unnamed")
    note(subject, "came", channel, now)
    row = Correspondent.objects.create(
        channel=channel, digest=secrecy.digest(channel, address), subject_id=subject, came_at=now
    )
    keep_address(row, address)
    return row


def keep_address(row: Correspondent, address: str) -> None:
    sealed = secrecy.seal(address, f"correspondent:{row.uuid}")
    CorrespondentPrivate.objects.bulk_create(
        [CorrespondentPrivate(id=ids.uuid7(), correspondent=row, subject_id=row.subject_id, sealed=sealed)]
    )


def leave(*, channel: str, sender: bytes, now: datetime) -> None:
    """They wish to hear no more: the address is deleted, under a look, and with an act. Told twice, it happens once."""
    row = Correspondent.objects.filter(channel=channel, digest=sender, left_at=None).first()
    if row is None:
        return
    actor = service_actor(SERVICE)
    with (
        ledger.look(actor=actor, purpose=PURPOSE, subjects=[row.subject_id], now=now, kind="messages.outbox.looked"),
        transaction.atomic(),
    ):
        note(row.subject_id, "left", channel, now)
        CorrespondentPrivate.objects.filter(correspondent=row).delete()
        Correspondent.objects.filter(pk=row.pk).update(left_at=now)


def note(subject: int, verb: str, channel: str, now: datetime) -> None:
    ledger.record(
        actor=service_actor(SERVICE), kind=f"messages.correspondent.{verb}", purpose=PURPOSE, about=None, now=now,
        concerning={subject: None}, facts={"channel": channel},
    )  # fmt: skip
