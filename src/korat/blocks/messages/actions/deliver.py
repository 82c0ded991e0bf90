"""The outbox: messages leave in order, none is lost, none goes out twice unless a crash leaves no choice.

First the due messages are chosen and read under a look of the worker `outbox`. Then each is locked, handed
over, and its new state committed; another worker passes a locked row by. A crash between handing over and
committing sends it once more under the same id, by which the other side can tell.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import channels, secrecy
from korat.blocks.messages.actions import surge
from korat.blocks.messages.channels import Accepted, Choice, Deferred, Letter, Outcome, Rejected
from korat.blocks.messages.models import AddressPrivate, CorrespondentPrivate, Message, MessagePrivate
from korat.blocks.messages.pace import USUAL, Pace

log = logging.getLogger("korat.outbox")

State = Message.State
BATCH = 50
MOST_ATTEMPTS = 10
LONGEST_PAUSE_MIN = 60


def deliver_due(now: datetime, pace: Pace = USUAL) -> int:
    """Hand over up to 50 due messages, no faster than `pace`. Returns how many were accepted: above zero, there may be more."""
    outbox = service_actor("outbox")
    surge.fold(pace.together_from, now)
    accepted, down = 0, set[str]()
    for letter, message in opened(outbox, pace, now):
        if message.channel not in down:
            outcome = hand_over(outbox, message.pk, letter, now)
            accepted += isinstance(outcome, Accepted)
            if isinstance(outcome, Deferred) and outcome.down:
                down.add(message.channel)
    return accepted


def due(now: datetime) -> QuerySet[Message]:
    """Messages whose time has come and before which none as urgent waits for the same subject on the same channel."""
    waiting = Message.objects.filter(state=State.WAITING)
    same = {name: OuterRef(name) for name in ("subject", "channel", "urgent")}
    earlier = waiting.filter(id__lt=OuterRef("id"), **same)
    return waiting.filter(~Exists(earlier), next_at__lte=now)


def opened(outbox: Actor, pace: Pace, now: datetime) -> list[tuple[Letter, Message]]:
    """The next batch with its words and addresses, all read inside one look. What is urgent goes first."""
    waiting = due(now).order_by("-urgent", "next_at", "id").select_related("correspondent")
    batch = surge.allowed(list(waiting[:BATCH]), pace, now)
    subjects = {message.subject_id for message in batch}
    subjects |= {message.correspondent.subject_id for message in batch if message.correspondent}
    with ledger.look(actor=outbox, purpose="message.send", subjects=subjects, now=now, kind="messages.outbox.looked"):
        return letters(batch)


def letters(batch: Sequence[Message]) -> list[tuple[Letter, Message]]:
    words = {row.message_id: row for row in MessagePrivate.objects.filter(message__in=batch)}
    where = places(batch)
    return [(letter(message, words.get(message.pk), where.get(message.pk, "")), message) for message in batch]


def places(batch: Sequence[Message]) -> dict[int, str]:
    """Where each message goes."""
    given = AddressPrivate.objects.filter(address__in=[message.address_id for message in batch])
    addresses: dict[int | None, AddressPrivate] = {row.address_id: row for row in given}
    written = CorrespondentPrivate.objects.filter(correspondent__in=[message.correspondent_id for message in batch])
    sealed: dict[int | None, CorrespondentPrivate] = {row.correspondent_id: row for row in written}
    return {
        message.pk: whereto(message, addresses.get(message.address_id), sealed.get(message.correspondent_id))
        for message in batch
    }


def whereto(message: Message, given: AddressPrivate | None, kept: CorrespondentPrivate | None) -> str:
    if kept and message.correspondent:
        return secrecy.unseal(kept.sealed, f"correspondent:{message.correspondent.uuid}")
    if given is None:
        return ""
    return given.phone if message.channel == Message.Channel.SMS else given.email


def letter(message: Message, words: MessagePrivate | None, to: str) -> Letter:
    """What has been erased in the meantime is empty: such a letter is settled as failed."""
    if words is None:
        return Letter(id=message.uuid, to="", title="", body="", at=message.made_at)
    extra = words.extra
    return Letter(
        id=message.uuid,
        to=to,
        title=words.title,
        body=words.body,
        at=message.made_at,
        choices=tuple(Choice(*one) for one in extra.get("choices", ())),
        reply=extra.get("reply", ""),
        reply_until=datetime.fromisoformat(extra["until"]) if "until" in extra else None,
        thread=extra.get("thread", ""),
        whole=message.urgent and message.correspondent_id is not None,
    )


def hand_over(outbox: Actor, message: int, letter: Letter, now: datetime) -> Outcome | None:
    """Lock, send, settle; None when another worker has it or had it."""
    with transaction.atomic():
        row = due(now).select_for_update(skip_locked=True).filter(pk=message).first()
        if row is None:
            return None
        outcome = sent(row.channel, letter)
        settle(outbox, row, outcome, now)
    return outcome


def sent(channel: str, letter: Letter) -> Outcome:
    if not letter.to:
        return Rejected("no_address")
    try:
        return channels.of(channel).send(letter)
    except Exception as error:
        # A letter that breaks its channel must not hold up the others. The traceback could name its address.
        log.warning("channel %s broke on message %s: %s", channel, letter.id, type(error).__name__)
        return Deferred("broke")


def settle(outbox: Actor, row: Message, outcome: Outcome, now: datetime) -> None:
    """Write what became of it, with its act."""
    row.attempts += 1
    row.error = "" if isinstance(outcome, Accepted) else outcome.reason
    if isinstance(outcome, Accepted):
        row.state, row.settled_at, row.next_at, row.remote_id = (
            State.ACCEPTED,
            now,
            None,
            outcome.remote_id[:120],
        )
    elif isinstance(outcome, Deferred) and row.attempts < MOST_ATTEMPTS:
        row.next_at = now + max(pause(row.attempts), outcome.after or timedelta())
    else:
        row.state, row.settled_at, row.next_at = State.FAILED, now, None
    note(outbox, row, now)
    row.save(update_fields=["attempts", "error", "state", "settled_at", "next_at", "remote_id"])


def pause(attempts: int) -> timedelta:
    """1, 2, 4 … 60 minutes."""
    return timedelta(minutes=min(2 ** (attempts - 1), LONGEST_PAUSE_MIN))


def note(outbox: Actor, row: Message, now: datetime) -> None:
    verb = "postponed" if row.state == State.WAITING else row.state
    facts = {
        "message": str(row.uuid),
        "template": row.template,
        "channel": row.channel,
        "attempts": row.attempts,
    }
    ledger.record(
        actor=outbox, kind=f"messages.message.{verb}", purpose="message.send", about=row.about, now=now,
        concerning={row.subject_id: None}, facts=facts | ({"error": row.error} if row.error else {}),
    )  # fmt: skip


def mark_delivered(*, channel: str, remote_id: str, now: datetime) -> bool:
    """The gateway reports arrival. False when no message that it has just accepted goes by that name."""
    outbox = service_actor("outbox")
    with transaction.atomic():
        known = Message.objects.filter(channel=channel, remote_id=remote_id, state=State.ACCEPTED)
        row = known.select_for_update().first()
        if row is None:
            return False
        row.state, row.settled_at = State.DELIVERED, now
        note(outbox, row, now)
        row.save(update_fields=["state", "settled_at"])
    return True
