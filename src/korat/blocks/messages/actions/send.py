"""A message comes into being: in the inbox at once, for every other channel in the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import queries
from korat.blocks.messages.actions.rows import signed
from korat.blocks.messages.models import Address, Correspondent, Message, MessagePrivate
from korat.blocks.messages.pack import MARK, TemplateDefinition
from korat.blocks.messages.values import Hours
from korat.blocks.messages.wording import Values, filled, render
from korat.blocks.people import queries as people
from korat.kernel import language as languages

Channel = Message.Channel
TO_OFFICE: dict[bool, dict[str, str]] = {True: {"to": "office"}, False: {}}


def send(
    *,
    actor: Actor,
    now: datetime,
    template: str,
    subject: int,
    about: UUID | None,
    values: Values,
    channels: Collection[str] = (Channel.INBOX,),
    cause: UUID | None = None,
    office: int | None = None,
    hours: Hours | None = None,
    official: bool = False,
) -> tuple[UUID, ...]:
    """Write a message in the subject's language, one row a channel, with an act, in the caller's transaction.

    Each carries a code of its own. `office`: on whose behalf it is sent. `hours`: when the province wakes nobody, unless the
    person wishes otherwise or it is about safety. `official`: to somebody of the office, which the act says. Channels by
    which the subject cannot be reached, or does not wish to be, are passed over. Returns the messages' uuids. Raises
    NotFound for a template that no pack holds.
    """
    wording = queries.template_or_fail(template)
    language = language_of(subject)
    ways = reached(subject, channels, wording)
    if not ways:
        return ()
    ledger.record(
        actor=actor, kind="messages.message.made", purpose="message.send", about=about, now=now, cause=cause,
        concerning={subject: None},
        facts={"template": template, "channels": [str(one.channel) for one in ways], **TO_OFFICE[official]},
    )  # fmt: skip
    at = quiet_until(subject, hours, now) if wording.kind != "safety" else now
    rows = [message(way, wording, subject, about, now, at) for way in ways]
    write(rows, wording, values, language, office)
    return tuple(row.uuid for row in rows)


def write(
    rows: Sequence[Message], wording: TemplateDefinition, values: Values, language: str, office: int | None
) -> None:
    """The rows and their words."""
    title, body = render(wording, values, language)
    mark = queries.template(MARK)
    bodies = [signed(row, body, mark, language, office) for row in rows]
    extra = tapped(wording, values, language)
    Message.objects.bulk_create(rows)
    MessagePrivate.objects.bulk_create(
        MessagePrivate(message=row, subject_id=row.subject_id, title=title, body=whole, extra=extra)
        for row, whole in zip(rows, bodies, strict=True)
    )


def tapped(wording: TemplateDefinition, values: Values, language: str) -> dict[str, Any]:
    """The answers that can be tapped, with their placeholders filled."""
    choices = [[one.label.show(language), filled(one.data, values, language), "say"] for one in wording.choices]
    return {"choices": choices} if choices else {}


@dataclass(frozen=True)
class Way:
    """A channel and where it leads: an address that the subject gave, or somebody who wrote to us."""

    channel: str
    address: Address | None = None
    correspondent: Correspondent | None = None


def reached(subject: int, channels: Collection[str], wording: TemplateDefinition) -> list[Way]:
    """The ways that lead to the subject: the one that the person chose, if it leads; else all, without an SMS beside LINE."""
    outward = set(channels) - {Channel.INBOX}
    address = address_of(subject) if outward else None
    found = {one: way_to(subject, one, address) for one in dict.fromkeys(channels)}
    ways = {name: way for name, way in found.items() if way is not None}
    if wording.kind == "safety" or not outward & set(ways):
        return list(ways.values())
    chosen = queries.preference(subject).channels.get(wording.kind, "")
    if chosen == Channel.INBOX or chosen in ways:
        return [way for name, way in ways.items() if name in (Channel.INBOX, chosen)]
    if Channel.LINE in ways:
        ways.pop(Channel.SMS, None)
    return list(ways.values())


def way_to(subject: int, channel: str, address: Address | None) -> Way | None:
    if channel == Channel.INBOX:
        return Way(channel)
    given = address is not None and {Channel.SMS: address.sms, Channel.EMAIL: address.email}.get(
        Channel(channel), False
    )
    if given:
        return Way(channel, address=address)
    found = queries.correspondent_of(subject, channel)
    return Way(channel, correspondent=found) if found else None


def address_of(subject: int) -> Address | None:
    """The newest address given for this subject."""
    return Address.objects.filter(subject_id=subject).order_by("-id").first()


def quiet_until(subject: int, hours: Hours | None, now: datetime) -> datetime:
    """When it may leave: now, or when the quiet hours end that hold for this person."""
    if hours is None:
        return now
    wish = queries.preference(subject)
    if not wish.quiet:
        return now
    own = Hours(wish.quiet_from, wish.quiet_to, hours.zone) if wish.quiet_from and wish.quiet_to else hours
    return own.until(now) or now


def language_of(subject: int) -> str:
    person = people.person(subject)
    return person.language if person else languages.FIRST


def message(
    way: Way, wording: TemplateDefinition, subject: int, about: UUID | None, now: datetime, at: datetime
) -> Message:
    inside = way.channel == Channel.INBOX
    return Message(
        channel=Channel(way.channel),
        state=Message.State.DELIVERED if inside else Message.State.WAITING,
        template=wording.code,
        subject_id=subject,
        about=about,
        address=way.address,
        correspondent=way.correspondent,
        urgent=wording.kind == "safety",
        made_at=now,
        settled_at=now if inside else None,
        next_at=None if inside else at,
    )
