"""A message comes into being: in the inbox at once, for every other channel in the outbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import marks, queries
from korat.blocks.messages.models import Address, Message, MessagePrivate
from korat.blocks.messages.pack import MARK, TemplateDefinition
from korat.blocks.messages.wording import Values, render
from korat.blocks.people import queries as people
from korat.kernel import ids
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
    office: int | None = None,
) -> tuple[UUID, ...]:
    """Write a message in the subject's language, one row a channel, with an act, in the caller's transaction.

    Each carries a code of its own. `office`: on whose behalf it is sent.
    Channels by which the subject cannot be reached are passed over. Returns the messages' uuids.
    Raises NotFound for a template that no pack holds.
    """
    title, body, language = worded(template, values, subject)
    address = address_of(subject) if set(channels) - {Message.Channel.INBOX} else None
    used = [channel for channel in dict.fromkeys(channels) if reaches(address, channel)]
    if not used:
        return ()
    ledger.record(
        actor=actor, kind="messages.message.made", purpose="message.send", about=about, now=now, cause=cause,
        concerning={subject: None}, facts={"template": template, "channels": [str(one) for one in used]},
    )  # fmt: skip
    rows = [message(channel, template, subject, about, address, now) for channel in used]
    mark = queries.template(MARK)
    bodies = [signed(row, body, mark, language, office) for row in rows]
    Message.objects.bulk_create(rows)
    MessagePrivate.objects.bulk_create(
        MessagePrivate(message=row, subject_id=subject, title=title, body=whole)
        for row, whole in zip(rows, bodies, strict=True)
    )
    return tuple(row.uuid for row in rows)


def signed(row: Message, body: str, mark: TemplateDefinition | None, language: str, office: int | None) -> str:
    """Give the message its code and seal; the body that carries them."""
    code = ids.code()
    whole = marks.marked(body, code, mark, language)
    row.code, row.seal, row.office_id = code, marks.seal(whole), office
    return whole


def worded(template: str, values: Values, subject: int) -> tuple[str, str, str]:
    wording = queries.template(template)
    if wording is None:
        raise NotFound(
            th=f"ไม่พบข้อความแบบ {template} ในชุดข้อมูลจังหวัด",
            en=f"The pack holds no message called {template}.",
            code="no_template",
        )
    person = people.person(subject)
    language = person.language if person else languages.FIRST
    return (*render(wording, values, language), language)


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
