"""What a conversation says: each reply is a template of the pack, with what can be tapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.utils import translation

from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Danger
from korat.blocks.catalog.rules import Spot
from korat.blocks.messages import queries as messages
from korat.blocks.messages.channels import Choice
from korat.blocks.messages.values import Answer, Heard, Reply
from korat.blocks.people import queries as people
from korat.domains.living import spots
from korat.domains.living.chat import words
from korat.domains.living.chat.talk import Talk
from korat.domains.living.near import Close
from korat.domains.living.pages import call_name
from korat.kernel.dates import format_datetime
from korat.kernel.texts import Text

MOST_KINDS = 11  # with "cancel" within the 13 quick replies that LINE shows
CANCEL = Text.of(th="ยกเลิก", en="Cancel")
NEAR, FOLLOWED = "chat-near", "chat-followed"
ALSO, SEVERAL = "chat-also", "chat-filed-several"
MOST_OFFERED = 2
SHOWN, SHOWN_BY_SMS = 600, 120  # letters of a story that are read back


def ask(talk: Talk, reply: Reply, asked: str) -> Answer:
    """A question: the state remembers what was asked and which answers were offered."""
    said = tuple(choice.data for choice in reply.choices if choice.does == "say")
    return Answer((reply,), replace(talk, asked=asked, options=said).keep(), talk.language)


def over(talk: Talk, *replies: Reply) -> Answer:
    return Answer(replies, {}, talk.language)


def tap(talk: Talk, data: str, label: Text) -> Choice:
    return Choice(label.show(talk.language), data)


def of_danger(talk: Talk, dangers: Sequence[Danger]) -> Answer:
    """Whom to call, before anything else."""
    numbers = list(dict.fromkeys(number for danger in dangers for number in danger.call))
    calls = [Choice(f"{number} {call_name(number)}".strip(), number, "call") for number in numbers]
    safe = tap(talk, "safe", Text.of(th="ไม่มีใครอันตรายแล้ว", en="Nobody is in danger"))
    return ask(talk, Reply("chat-danger", {"words": dangers[0].advice}, (*calls, safe)), "danger")


def of_kind(talk: Talk) -> Answer:
    offered = words.kinds(talk.text, talk.definition, MOST_KINDS)
    choices = [tap(talk, f"kind {one.code}", one.names) for one in offered]
    return ask(talk, Reply("chat-kind", {}, (*choices, tap(talk, "cancel", CANCEL))), "kind")


def of_place(talk: Talk, channel: str, template: str = "chat-place") -> Answer:
    """What the service asks of its place; where the telephone can send one, by a tap."""
    spot, by_line = talk.definition.place or Spot(kind="thing"), channel == "line"
    here = Choice(Text.of(th="ส่งตำแหน่ง", en="Send location").show(talk.language), "place", "place")
    other = tap(talk, "change", Text.of(th="ไม่ใช่เรื่องนี้", en="Something else"))
    with translation.override(talk.language):
        said = spots.in_conversation(spot, location=by_line and spot.pointed)
    choices = (*((here,) if by_line and spot.pointed else ()), other, tap(talk, "cancel", CANCEL))
    return ask(talk, Reply(template, {"kind": kind_of(talk), "words": said}, choices), "place")


def of_photo(talk: Talk) -> Answer:
    return ask(talk, Reply("chat-photo", {}, (tap(talk, "skip", Text.of(th="ข้าม", en="Skip")),)), "photo")


def of_person(talk: Talk, heard: Heard) -> Answer:
    """Enough to recognise oneself: the given name, in a look that each of them can see."""
    choices = [Choice(heard.names.get(one, "…"), f"who {one}") for one in heard.who.persons]
    return ask(talk, Reply("chat-who", {}, tuple(choices)), "who")


def of_near(talk: Talk, offered: Sequence[Close]) -> Answer:
    """Somebody told us already: one word follows it, one sends a report of one's own."""
    told = Text.of(th=" · ".join(map(near_in_thai, offered)), en=" · ".join(map(near_in_english, offered)))
    follow = [
        tap(talk, f"follow {ref}", Text.of(th=f"ติดตาม {ref}", en=f"Follow {ref}"))
        for ref in (one.report.reference for one in offered if one.report)
    ]
    own = tap(talk, "own", Text.of(th="คนละเรื่อง ส่งของฉัน", en="Send my own"))
    return ask(talk, Reply(NEAR, {"words": told}, (*follow, own, tap(talk, "cancel", CANCEL))), "near")


def of_others(talk: Talk, others: Sequence[Category]) -> Answer:
    """They told of other troubles too: one word sends each as a case of its own."""
    every = Text.of(th="ส่งด้วย", en="Send it too") if len(others) == 1 else Text.of(th="ส่งทุกเรื่อง", en="Send all")
    some = [tap(talk, f"also {one.code}", one.names) for one in others] if len(others) > 1 else []
    choices = (
        tap(talk, "also " + " ".join(one.code for one in others), every),
        *some,
        tap(talk, "alone", Text.of(th="ไม่ส่ง", en="Do not")),
        tap(talk, "cancel", CANCEL),
    )
    return ask(talk, Reply(ALSO, {"kind": kind_of(talk), "words": named(talk, others)}, choices), "also")


def named(talk: Talk, kinds: Sequence[Category]) -> str:
    return " · ".join(one.names.show(talk.language) for one in kinds)


def near_in_thai(close: Close) -> str:
    far = f"ห่าง {close.metres} ม." if close.metres else ""
    same = f"{thing_of(close, 'th')} เดียวกัน" if close.thing else "เรื่องประเภทเดียวกัน"
    return " ".join(filter(None, (far, same, close.report.reference if close.report else "")))


def near_in_english(close: Close) -> str:
    far = f"{close.metres} m from here," if close.metres else ""
    same = f"the same {thing_of(close, 'en')}" if close.thing else "the same kind"
    return " ".join(filter(None, (far, same, close.report.reference if close.report else "")))


def thing_of(close: Close, language: str) -> str:
    if close.thing is None:
        return ""
    kind = catalog.profile().assets.get(close.thing.kind)
    return f"{kind.names.show(language) if kind else close.thing.kind} {close.thing.number}"


def read_back(talk: Talk, channel: str) -> Answer:
    point = talk.here
    place = talk.landmark or talk.thing or (f"{point.lat:.5f}, {point.lon:.5f}" if point else "")
    most = SHOWN_BY_SMS if channel == "sms" else SHOWN
    text = talk.text if len(talk.text) <= most else f"{talk.text[:most]}…"
    values: dict[str, str | Text] = {
        "kind": told_kinds(talk), "place": place, "words": text, "count": str(len(talk.pictures)),
    }  # fmt: skip
    choices = (
        tap(talk, "yes", Text.of(th="ถูกต้อง ส่งเลย", en="Right, send it")),
        tap(talk, "change", Text.of(th="เปลี่ยนเรื่อง", en="Another kind")),
        *((tap(talk, "move", Text.of(th="เปลี่ยนสถานที่", en="Another place")),) if talk.definition.place else ()),
        tap(talk, "cancel", CANCEL),
    )
    return ask(talk, Reply("chat-check", values, choices), "check")


def filed(talk: Talk, face: CaseFace) -> Answer:
    office = people.organisation_by_id(face.office)
    values: dict[str, str | Text] = {"reference": face.reference, "office": office.names if office else ""}
    if face.lead and messages.template(FOLLOWED):
        return over(talk, Reply(FOLLOWED, values | {"words": face.lead.reference}, about=face.uuid))
    return over(talk, Reply("chat-filed", values, about=face.uuid))


def status(talk: Talk, face: CaseFace, template: str = "chat-status") -> Answer:
    values: dict[str, str | Text] = {
        "reference": face.reference,
        "step": face.step.names,
        "until": format_datetime(face.due_at, catalog.zone()) if face.due_at else "–",
        "link": f"{settings.KORAT.address}/c/{face.reference}",
    }
    return Answer((Reply(template, values, about=face.uuid),), talk.keep() if talk.asked else {}, talk.language)


def filed_several(talk: Talk, all_of_them: Sequence[CaseFace]) -> Answer:
    """Each with its number, its kind and who looks after it."""
    told = [one_of_several(one, talk.language) for one in all_of_them]
    values: dict[str, str | Text] = {"count": str(len(told)), "words": " · ".join(told)}
    return over(talk, Reply(SEVERAL, values, about=all_of_them[0].uuid))


def one_of_several(face: CaseFace, language: str) -> str:
    office = people.organisation_by_id(face.office)
    kind = face.category.names if face.category else face.service.names
    return f"{face.reference} {kind.show(language)} ({office.names.show(language) if office else '–'})"


def told_kinds(talk: Talk) -> Text | str:
    """What it is about, with all that is sent beside it."""
    own = kind_of(talk)
    if not talk.beside or isinstance(own, str):
        return own
    return f"{own.show(talk.language)} + {named(talk, talk.beside)}"


def kind_of(talk: Talk) -> Text | str:
    return talk.category.names if talk.category else talk.definition.names
