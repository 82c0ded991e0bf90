"""The worker handles what came in: of each sender in the order in which it was said, each event once.

The effect, the answer, the state of the conversation and the mark "handled" are one transaction. What fails is tried again and
holds up its sender alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from korat.blocks.messages import channels, secrecy
from korat.blocks.messages.actions import correspondents, links, talks
from korat.blocks.messages.actions.reply import reply
from korat.blocks.messages.channels import Receiver, Said
from korat.blocks.messages.models import Inbound
from korat.blocks.messages.values import Answer, CorrespondentView, Heard, Reply
from korat.blocks.people import queries as people
from korat.kernel.errors import Refused, Unavailable
from korat.kernel.texts import Text

log = logging.getLogger("korat.inbound")

BATCH = 50
MOST_ATTEMPTS = 8
# How long the parts of a text wait for one that does not come.
PATIENCE = timedelta(minutes=10)
LATER = timedelta(seconds=10)


class Listener(Protocol):
    """Who answers. `take_picture` keeps a picture and returns its handle, or raises Refused in words.

    `needs` is asked outside of the transaction: `names` of the persons behind a telephone (each a look), a `link` token of
    the channel (a question to another server).
    """

    def take_picture(self, data: bytes, now: datetime, /) -> str: ...

    def needs(self, heard: Heard, /) -> frozenset[str]: ...

    def hear(self, heard: Heard, now: datetime, /) -> Answer: ...


@dataclass(frozen=True)
class Opened:
    """An event with its words."""

    row: Inbound
    sender: str
    said: Said


def handle_due(now: datetime, listener: Listener) -> int:
    """Handle up to 50 events. Returns how many were done: above zero, there may be more."""
    return sum(handle(row, listener, now) for row in due(now).order_by("occurred_at", "id")[:BATCH])


def due(now: datetime) -> QuerySet[Inbound]:
    """Events before which none of the same sender waits."""
    waiting = Inbound.objects.filter(handled_at=None)
    before = Q(occurred_at__lt=OuterRef("occurred_at")) | Q(occurred_at=OuterRef("occurred_at"), id__lt=OuterRef("id"))
    earlier = waiting.filter(before, sender=OuterRef("sender"))
    return waiting.filter(Q(next_at=None) | Q(next_at__lte=now)).filter(~Exists(earlier))


def handle(row: Inbound, listener: Listener, now: datetime) -> bool:
    try:
        return handled(row, listener, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # Whatever it is: one event that cannot be handled must not hold up other people's. The traceback could name them.
        postpone(row, error, now)
        return False


def handled(row: Inbound, listener: Listener, now: datetime) -> bool:
    rows = whole(row)
    if len(rows) < row.parts and now - row.received_at < PATIENCE:
        Inbound.objects.filter(pk=row.pk).update(next_at=now + LATER)
        return False
    receiver = channels.receiver(row.channel)
    if receiver is None:
        raise Unavailable(code="not_set_up")
    opened = joined([opened_row(one, receiver) for one in rows])
    if opened.said.kind == "left":
        correspondents.leave(channel=row.channel, sender=bytes(row.sender), now=now)
        settle(rows, now)
        return True
    heard = prepared(opened, receiver, listener, now)
    with transaction.atomic():
        if not locked(rows):
            return False
        answer(heard, listener, now)
        settle(rows, now)
    drop(opened)
    return True


def whole(row: Inbound) -> list[Inbound]:
    """The event, or the parts of its text that are here, in their order."""
    if row.bundle is None:
        return [row]
    parts = Inbound.objects.filter(bundle=row.bundle, handled_at=None).order_by("part", "id")
    return list({one.part: one for one in parts}.values())


def opened_row(row: Inbound, receiver: Receiver) -> Opened:
    kept = secrecy.unseal_json(row.sealed or b"", f"inbound:{row.channel}:{row.event}")
    return Opened(row, kept["sender"], receiver.said(kept["payload"], row.received_at))


def joined(parts: Sequence[Opened]) -> Opened:
    text = "".join(part.said.text for part in parts)
    return replace(parts[0], said=replace(parts[0].said, text=text))


def take_pictures(
    opened: Opened, receiver: Receiver, listener: Listener, now: datetime
) -> tuple[tuple[str, ...], Text | None]:
    """The handles of the pictures, and why one was refused. What the channel cannot fetch now is tried again later."""
    handles, refused = list[str](), None
    for name in opened.said.pictures:
        try:
            handles.append(listener.take_picture(receiver.content(name), now))
        except Unavailable:
            raise
        except Refused as error:
            refused = Text.of(th=error.th, en=error.en)
    return tuple(handles), refused


def prepared(opened: Opened, receiver: Receiver, listener: Listener, now: datetime) -> Heard:
    """What was said, with what must be done outside of the transaction: to know the sender, fetch, look, ask others."""
    row, said = opened.row, opened.said
    with transaction.atomic():
        who = correspondents.known(channel=row.channel, address=opened.sender, now=now)
    taken = take_pictures(opened, receiver, listener, now)
    heard = Heard(who, said, row.occurred_at, f"inbound:{row.pk}", talks.of(who, now), *taken)
    needs = listener.needs(heard)
    api = channels.line_api() if "link" in needs and row.channel == "line" else None
    names = people.given_names(who.persons, session=heard.key, request=heard.key, now=now) if "names" in needs else {}
    return replace(heard, link=api.link_token(opened.sender) if api else "", names=names)


def locked(rows: Sequence[Inbound]) -> bool:
    """Whether they are still ours to handle."""
    mine = Inbound.objects.select_for_update(skip_locked=True).filter(pk__in=[row.pk for row in rows], handled_at=None)
    return len(mine) == len(rows)


def answer(heard: Heard, listener: Listener, now: datetime) -> None:
    """Let the listener answer, send its replies, remember where the conversation stands."""
    who, said = heard.who, heard.said
    given = Answer((linked(who, said, now),)) if said.kind == "linked" else listener.hear(heard, now)
    for number, one in enumerate(given.replies):
        # The token of a reply is good once.
        reply(to=who, wanted=one, said=said if number == 0 else Said("other"), language=given.language, now=now)
    talks.keep(who, given.talk, now)


def linked(who: CorrespondentView, said: Said, now: datetime) -> Reply:
    return Reply("chat-linked" if links.bind(correspondent=who, nonce=said.nonce, now=now) else "chat-not-linked")


def settle(rows: Sequence[Inbound], now: datetime) -> None:
    """Done: what was said is dropped, that it came is remembered."""
    Inbound.objects.filter(pk__in=[row.pk for row in rows]).update(handled_at=now, sealed=None, next_at=None, error="")


def drop(opened: Opened) -> None:
    box = channels.maildir() if opened.row.channel == "email" else None
    for name in opened.said.pictures if box else ():
        if box:
            box.drop(name)


def postpone(row: Inbound, error: Exception, now: datetime) -> None:
    """Try again, later each time; in the end give up, and keep the ciphertext for whoever looks into it."""
    code = error.code if isinstance(error, Refused) else type(error).__name__
    log.warning("event %s of %s failed: %s", row.pk, row.channel, code)
    attempts = row.attempts + 1
    fields: Mapping[str, Any] = {"attempts": attempts, "error": code[:40], "next_at": now + pause(attempts)}
    over = {"handled_at": now, "next_at": None} if attempts >= MOST_ATTEMPTS else {}
    Inbound.objects.filter(pk=row.pk, handled_at=None).update(**{**fields, **over})


def pause(attempts: int) -> timedelta:
    """5, 10, 20 … 600 seconds."""
    return timedelta(seconds=min(5 * 2 ** (attempts - 1), 600))
