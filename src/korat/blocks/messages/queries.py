"""Reading messages: how far they got, and whether a code is ours, freely; their words in a look at the own inbox."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import secrecy
from korat.blocks.messages.marks import beside, letters, marked, seal
from korat.blocks.messages.models import (
    AddressPrivate,
    Correspondent,
    DemoPost,
    Inbound,
    Link,
    Message,
    Preference,
    Template,
)
from korat.blocks.messages.pack import MARK, TemplateDefinition
from korat.blocks.messages.values import (
    CorrespondentView,
    DemoPostView,
    GenuineView,
    LinkView,
    MessageView,
    OutboxView,
    PreferenceView,
    SentView,
    Waiting,
)
from korat.kernel import language as languages
from korat.kernel.errors import NotFound
from korat.kernel.pages import Page
from korat.kernel.texts import Text

__all__ = [
    "DemoPostView",
    "GenuineView",
    "MessageView",
    "OutboxView",
    "SentView",
    "about_others",
    "correspondent",
    "correspondent_of",
    "count_held",
    "demo_posts",
    "held_about",
    "inbound_waiting",
    "inbox",
    "kind_of",
    "links_of",
    "outbox",
    "persons_behind",
    "preference",
    "sent_about",
    "sent_with",
    "template",
    "template_or_fail",
    "told_since",
    "unread",
    "waiting_for_hour",
]

LOOKED = "messages.inbox.looked"


def inbox(actor: Actor, now: datetime, *, before: str = "", limit: int = 20) -> Page[MessageView]:
    """The actor's own messages, newest first, read in a look on the own ground."""
    rows = Message.objects.filter(subject=actor.subject, channel=Message.Channel.INBOX, erased_at=None)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(id__lt=int(before))
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind=LOOKED):
        found = list(rows.select_related("private").order_by("-id")[: limit + 1])
    page = Page.cut(found, limit, lambda row: str(row.pk))
    return Page(tuple(map(view, page.items)), page.next)


def view(row: Message) -> MessageView:
    words = row.private
    return MessageView(row.uuid, row.about, row.template, words.title, words.body, row.made_at, row.read_at)


def told_since(subject: int, template: str, since: datetime) -> bool:
    """Whether this subject was sent a message of this kind since then."""
    return Message.objects.filter(subject=subject, template=template, made_at__gte=since).exists()


def held_about(subject: int) -> dict[str, list[dict[str, Any]]]:
    """Every message with its words, and the addresses it could go to. Needs an open look at the subject."""
    messages = Message.objects.filter(private__subject_id=subject).select_related("private").order_by("id")
    addresses = AddressPrivate.objects.filter(subject_id=subject).order_by("id")
    return {
        "messages": [
            {"id": row.uuid, "channel": row.channel, "state": row.state, "about": row.about, "made_at": row.made_at,
             "read_at": row.read_at, "title": row.private.title, "body": row.private.body}
            for row in messages
        ],
        "addresses": [{"phone": row.phone, "email": row.email} for row in addresses],
        "links": [{"channel": link.channel, "began_at": link.began_at} for link in links_of(subject)],
        "wishes": [asdict(preference(subject))],
    }  # fmt: skip


def about_others(keeping: Collection[UUID]) -> Q:
    return Q(about=None) | ~Q(about__in=keeping)


def count_held(subject: int, *, keeping: Collection[UUID]) -> int:
    """How many messages are about nothing that is kept. Facts alone; one that was erased before counts no more."""
    return Message.objects.filter(about_others(keeping), subject=subject, erased_at=None).count()


def unread(subject: int) -> int:
    """How many messages in the inbox were never marked as read."""
    inbox = Message.objects.filter(subject=subject, channel=Message.Channel.INBOX, erased_at=None)
    return inbox.filter(read_at=None).count()


def sent_about(about: UUID) -> tuple[SentView, ...]:
    """Every message about a case or the like and how far it got, oldest first."""
    return tuple(map(sent_view, Message.objects.filter(about=about).order_by("id")))


def sent_view(row: Message) -> SentView:
    return SentView(
        row.uuid, row.channel, row.state, row.template, row.subject_id, row.made_at, row.settled_at,
        row.attempts, row.error,
    )  # fmt: skip


def outbox() -> OutboxView:
    waiting = Message.objects.filter(state=Message.State.WAITING).aggregate(n=Count("id"), oldest=Min("made_at"))
    failed = Message.objects.filter(state=Message.State.FAILED).count()
    return OutboxView(waiting["n"], waiting["oldest"], failed)


@packs.cached
def template(code: str) -> TemplateDefinition | None:
    row = Template.objects.filter(code=code, retired_at=None).first()
    return TemplateDefinition.model_validate(row.definition) if row else None


def template_or_fail(code: str) -> TemplateDefinition:
    wording = template(code)
    if wording is None:
        raise NotFound(
            th=f"ไม่พบข้อความแบบ {code} ในชุดข้อมูลจังหวัด",
            en=f"The pack holds no message called {code}.",
            code="no_template",
        )
    return wording


def correspondent(row: Correspondent) -> CorrespondentView:
    persons = Link.objects.filter(correspondent=row, ended_at=None).order_by("id").values_list("person_id", flat=True)
    return CorrespondentView(row.pk, row.uuid, row.channel, row.subject_id, tuple(persons))


def correspondent_of(subject: int, channel: str) -> Correspondent | None:
    """By whom this subject is reached over a channel: the newest linked to the person, or who wrote to us unnamed."""
    here = Correspondent.objects.filter(channel=channel, left_at=None)
    linked = Link.objects.filter(person_id=subject, ended_at=None, correspondent__in=here).order_by("-id").first()
    return linked.correspondent if linked else here.filter(subject_id=subject).first()


def persons_behind(channel: str, address: str) -> tuple[int, ...]:
    """Who said that this is theirs, where the channel itself has just proven whose it is."""
    row = Correspondent.objects.filter(channel=channel, digest=secrecy.digest(channel, address)).first()
    return correspondent(row).persons if row else ()


def links_of(person: int) -> tuple[LinkView, ...]:
    rows = Link.objects.filter(person_id=person, ended_at=None).select_related("correspondent").order_by("id")
    return tuple(LinkView(row.uuid, row.correspondent.channel, row.began_at) for row in rows)


def preference(person: int) -> PreferenceView:
    row = Preference.objects.filter(person_id=person).first()
    return PreferenceView(row.channels, row.quiet, row.quiet_from, row.quiet_to) if row else PreferenceView({})


def inbound_waiting() -> int:
    """How many events nobody has handled yet."""
    return Inbound.objects.filter(handled_at=None).count()


def demo_posts(limit: int = 50) -> tuple[DemoPostView, ...]:
    """The demonstration's outbox, newest first."""
    rows = DemoPost.objects.order_by("-id")[:limit]
    return tuple(DemoPostView(row.channel, row.address, row.title, row.body, row.at) for row in rows)


def waiting_for_hour(now: datetime) -> Waiting | None:
    """What is held back, as in the hours when nobody is woken; None when nothing is."""
    rows = Message.objects.filter(state=Message.State.WAITING, next_at__gt=now)
    count, first = rows.aggregate(n=Count("id"), first=Min("next_at")).values()
    return Waiting(count, first) if count else None


def sent_with(code: str, words: str = "") -> GenuineView | None:
    """The message that carries this code, as `ids.parse_code` writes it; None when none was sent with it.

    `words`: what the message in hand says, whole; compared with what was sent.
    """
    row = Message.objects.filter(code=code).first()
    if row is None:
        return None
    same = same_words(row, words)
    around = beside(words, code, bytes(row.seal or b"")) if same is False else None
    return GenuineView(
        code, row.office_id, kind_of(row.template), row.channel, row.made_at, True if around else same,
        around or ("", ""), title_of(row.template),
    )  # fmt: skip


def same_words(row: Message, words: str) -> bool | None:
    """Whether these are the words that were sent; None for no words, or no more than those that go with the code."""
    mark = template(MARK)
    ends = (marked("", row.code or "", mark, language) for language in (languages.FIRST, languages.SECOND))
    if any(letters(words) in letters(end) for end in ends):
        return None
    return hmac.compare_digest(bytes(row.seal or b""), seal(words))


@packs.cached
def title_of(template: str) -> Text | None:
    """What the pack writes above messages of this kind."""
    row = Template.objects.filter(code=template).first()
    return TemplateDefinition.model_validate(row.definition).titles if row else None


@packs.cached
def kind_of(template: str) -> Text | None:
    """What the pack calls messages of this kind; a retired one too, since old messages stay genuine."""
    row = Template.objects.filter(code=template).first()
    return TemplateDefinition.model_validate(row.definition).names if row else None
