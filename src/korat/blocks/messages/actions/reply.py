"""An answer to somebody who just wrote: in the outbox like every message, with its act and its code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import queries
from korat.blocks.messages.actions.rows import signed
from korat.blocks.messages.channels import Choice, Said
from korat.blocks.messages.models import Message, MessagePrivate
from korat.blocks.messages.pack import MARK
from korat.blocks.messages.values import CorrespondentView, Reply
from korat.blocks.messages.wording import render


def reply(*, to: CorrespondentView, wanted: Reply, said: Said, language: str, now: datetime) -> None:
    """Write it, inside the caller's transaction. Who waits for an answer is answered at any hour."""
    # What is said to the one person behind a telephone is that person's: to read, to export, to have erased.
    subject = to.persons[0] if len(to.persons) == 1 else to.subject
    title, body = render(queries.template_or_fail(wanted.template), wanted.values, language)
    ledger.record(
        actor=service_actor("channels"), kind="messages.message.made", purpose="message.send", about=wanted.about,
        now=now, concerning={subject: None}, facts={"template": wanted.template, "channels": [to.channel]},
    )  # fmt: skip
    row = Message(
        channel=Message.Channel(to.channel), state=Message.State.WAITING, template=wanted.template,
        subject_id=subject, correspondent_id=to.id, about=wanted.about, made_at=now, next_at=now, urgent=True,
    )  # fmt: skip
    if to.channel != Message.Channel.LINE:
        body = "\n".join([body, *numbered(wanted.choices)])
    whole = signed(row, body, queries.template(MARK), language, None)
    extra = {"choices": [[one.label, one.data, one.does] for one in wanted.choices]} | token(said)
    Message.objects.bulk_create([row])
    MessagePrivate.objects.bulk_create(
        [MessagePrivate(message=row, subject_id=subject, title=title, body=whole, extra=extra)]
    )


def numbered(choices: Sequence[Choice]) -> list[str]:
    """Where nothing can be tapped, a number is typed; whom to call or where to look stands in words."""
    said = [one.label for one in choices if one.does == "say"]
    shown = [f"{number} {label}" for number, label in enumerate(said, 1)]
    called = [one.label for one in choices if one.does == "call"]
    opened = [f"{one.label}: {one.data}" for one in choices if one.does == "open"]
    return [*called, *shown, *opened]


def token(said: Said) -> dict[str, str]:
    known = {"reply": said.reply, "until": said.reply_until.isoformat()} if said.reply and said.reply_until else {}
    return known | ({"thread": said.thread} if said.thread else {})
