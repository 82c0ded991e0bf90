"""A message comes into being: in the inbox at once, for every other channel in the outbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import queries
from korat.blocks.messages.models import Address, Message, MessagePrivate
from korat.blocks.messages.wording import Values, render
from korat.blocks.people import queries as people
from korat.kernel import language as languages
from korat.kernel.errors import NotFound


def send(
    *,
    actor: Actor,
    now: datetime,
    template: str,
    subject: int,
    about: UUID | None,
    values: Values,
    channels: Collection[str] = (Message.Channel.INBOX,),
    cause: UUID | None = None,
) -> tuple[UUID, ...]:
    """Write a message in the subject's language, one row a channel, with an act, in the caller's transaction.

    Channels by which the subject cannot be reached are passed over. Returns the messages' uuids.
    Raises NotFound for a template that no pack holds.
    """
    title, body = worded(template, values, subject)
    address = address_of(subject) if set(channels) - {Message.Channel.INBOX} else None
    used = [channel for channel in dict.fromkeys(channels) if reaches(address, channel)]
    if not used:
        return ()
    ledger.record(
        actor=actor, kind="messages.message.made", purpose="message.send", about=about, now=now, cause=cause,
        concerning={subject: None}, facts={"template": template, "channels": [str(one) for one in used]},
    )  # fmt: skip
    rows = [message(channel, template, subject, about, address, now) for channel in used]
    Message.objects.bulk_create(rows)
    MessagePrivate.objects.bulk_create(
        MessagePrivate(message=row, subject_id=subject, title=title, body=body) for row in rows
    )
    return tuple(row.uuid for row in rows)


def worded(template: str, values: Values, subject: int) -> tuple[str, str]:
    wording = queries.template(template)
    if wording is None:
        raise NotFound(
            th=f"ไม่พบข้อความแบบ {template} ในชุดข้อมูลจังหวัด",
            en=f"The pack holds no message called {template}.",
            code="no_template",
        )
    person = people.person(subject)
    return render(wording, values, person.language if person else languages.FIRST)


def address_of(subject: int) -> Address | None:
    """The newest address given for this subject."""
    return Address.objects.filter(subject_id=subject).order_by("-id").first()


def reaches(address: Address | None, channel: str) -> bool:
    if channel == Message.Channel.INBOX:
        return True
    return address is not None and (address.sms if channel == Message.Channel.SMS else address.email)


def message(
    channel: str, template: str, subject: int, about: UUID | None, address: Address | None, now: datetime
) -> Message:
    inside = channel == Message.Channel.INBOX
    return Message(
        channel=Message.Channel(channel),
        state=Message.State.DELIVERED if inside else Message.State.WAITING,
        template=template,
        subject_id=subject,
        about=about,
        address=None if inside else address,
        made_at=now,
        settled_at=now if inside else None,
        next_at=None if inside else now,
    )
