"""Where a conversation does something: opens the case, answers "is it solved", says how far it is, links an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as cases_read
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.values import CaseFace, Contact, Opened, Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import actions as messages
from korat.blocks.messages.channels import Choice
from korat.blocks.messages.values import Answer, Heard, Reply
from korat.blocks.people import queries as people
from korat.domains.living.chat import answers
from korat.domains.living.chat.talk import Talk
from korat.kernel.errors import Conflict, Refused
from korat.kernel.texts import Text

NOT_SOLVED = Text.of(th="ยังไม่เรียบร้อย", en="It is not solved.")


def file(talk: Talk, heard: Heard, now: datetime) -> Answer:
    """The same case as by any other way; the same event again finds the same case."""
    request = Request(
        service=talk.definition,
        category=talk.category,
        where=talk.where(),
        channel=heard.who.channel,
        description=talk.text,
        contact=Contact(),
        photos=talk.pictures,
        # Told of danger and went on: the office sees it first.
        urgent=bool(catalog.dangers(talk.definition, talk.category, talk.text)),
    )
    try:
        opened = opened_by(talk, heard, request, now)
    except Refused as refused:
        return refused_answer(talk, refused)
    faces = [face for ref in (opened.reference, *opened.also) if (face := cases_read.case_face(ref))]
    if len(faces) > 1:
        return answers.filed_several(talk, faces)
    return answers.filed(talk, faces[0]) if faces else answers.over(talk)


def opened_by(talk: Talk, heard: Heard, request: Request, now: datetime) -> Opened:
    """The report that was chosen is followed; if it may no longer be, theirs becomes one of its own."""
    actor = reporter(talk, heard)
    if talk.follows:
        try:
            return cases.follow(actor=actor, now=now, reference=talk.follow, request=request, key=heard.key)
        except Conflict:
            pass
    if talk.beside:
        return cases.open_several(actor=actor, now=now, request=request, also=talk.beside, key=heard.key)
    return cases.open_case(actor=actor, now=now, request=request, key=heard.key)


def reporter(talk: Talk, heard: Heard) -> Actor | None:
    """The person whose telephone it is; of several the one who was chosen; else whoever writes, unnamed."""
    persons = heard.who.persons
    subject = talk.who if talk.who in persons else persons[0] if len(persons) == 1 else heard.who.subject
    return people.actor_of(subject) if subject else None


def own(heard: Heard, face: CaseFace) -> Actor | None:
    """Who may speak for this case on this telephone."""
    mine = (heard.who.subject, *heard.who.persons)
    return people.actor_of(face.subject) if face.subject in mine else None


def status(talk: Talk, heard: Heard, reference: str) -> Answer:
    """To whom it belongs, and to anyone what is public anyway; to others it does not exist."""
    face = cases_read.case_face(reference)
    if face is None or not (face.public or own(heard, face)):
        return Answer((Reply("chat-unknown"),), talk.keep() if talk.asked else {}, talk.language)
    return answers.status(talk, face)


def solved(talk: Talk, heard: Heard, reference: str, yes: bool, now: datetime) -> Answer:
    """The reporter says whether it is solved, by the move that the service has for it."""
    face = cases_read.case_face(reference)
    actor = own(heard, face) if face else None
    if face is None or actor is None:
        return Answer((Reply("chat-unknown"),), {}, talk.language)
    code, given = next(asking(face), None), With(solved=yes)
    if code is None and not yes:
        code, given = next(again(face), None), With(solved=False, note=NOT_SOLVED.show(talk.language))
    if code is None:
        return answers.status(talk, face, "chat-changed")
    try:
        cases.move(
            actor=actor, now=now, reference=reference, code=code, version=face.version,
            given=given, key=heard.key,
        )  # fmt: skip
    except Refused as refused:
        return refused_answer(talk, refused)
    return answers.status(talk, cases_read.case_face(reference) or face, "chat-thanks")


def asking(face: CaseFace) -> Iterator[str]:
    """The moves by which a reporter answers from this step."""
    for move in face.service.moves:
        if move.purpose == "case.reply" and "solved" in move.needs and face.step.code in move.start:
            yield move.code


def again(face: CaseFace) -> Iterator[str]:
    """The moves by which a reporter takes up again what was closed without their word; its window is the move's own."""
    silence = face.service.silence
    lapsed = face.service.move(silence.move) if silence else None
    for move in face.service.moves:
        if move.reopens and move.purpose == "case.reply" and lapsed and lapsed.to == face.step.code in move.start:
            yield move.code


def refused_answer(talk: Talk, refused: Refused) -> Answer:
    return answers.over(talk, Reply("chat-refused", {"words": Text.of(th=refused.th, en=refused.en)}))


def link(talk: Talk, heard: Heard) -> Answer:
    """The address that begins the linking; LINE alone knows such a thing."""
    if not heard.link:
        return answers.over(talk, Reply("chat-hello"))
    url = f"{settings.KORAT.address}/my/line/link/?linkToken={heard.link}"
    label = Text.of(th="เข้าสู่ระบบและเชื่อม", en="Sign in and link").show(talk.language)
    return answers.over(talk, Reply("chat-link", {}, (Choice(label, url, "open"),)))


def unlink(talk: Talk, heard: Heard, now: datetime) -> Answer:
    ended = messages.end_links_there(correspondent=heard.who, now=now)
    return answers.over(talk, Reply("chat-unlinked" if ended or heard.who.persons else "chat-hello"))
