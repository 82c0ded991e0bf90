"""From an answer to a page of advice: drafted by one official, reviewed by another, revised, retired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.advice import Advice
from korat.blocks.cases.models import Case
from korat.blocks.cases.reach import PURPOSES, READERS, ground
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel import ids
from korat.kernel.clock import local
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from korat.kernel.texts import arabic_digits, clean

State = Advice.State
LONGEST = timedelta(days=3 * 366)
# Mobile numbers, citizen numbers and e-mail addresses belong to somebody; an office's landline and a hotline do not.
SOMEBODYS = re.compile(
    r"(?<!\d)(?:\+?66[\s-]?|0)[689]\d(?:[\s-]?\d){7}(?!\d)|(?<!\d)\d(?:[\s-]?\d){12}(?!\d)|\S+@\S+\.\S+"
)


@dataclass(frozen=True)
class Told:
    """What is said, to whom, and until when it is held to be right."""

    question: str
    answer: str
    expires_on: date
    public: bool = False

    def checked(self, now: datetime) -> Told:
        """Clean words that name nobody, and an end. Invalid, with the field, for anything else."""
        question, answer = clean(self.question, 200, "question"), clean(self.answer, 4000, "answer")
        for field, words in (("question", question), ("answer", answer)):
            if not words:
                raise Invalid("โปรดกรอกช่องนี้", "Please fill this in.", code="required", field=field)
            if SOMEBODYS.search(arabic_digits(words)):
                raise Invalid(
                    "มีเบอร์มือถือ เลขบัตร หรืออีเมลของบุคคล โปรดเอาออกก่อน",
                    "There is a mobile number, a citizen number or an e-mail address. Please take it out.",
                    code="personal",
                    field=field,
                )
        today = local(now, catalog.zone()).date()
        if not today < self.expires_on <= today + LONGEST:
            raise Invalid(
                "วันทบทวนต้องอยู่ในอนาคต ไม่เกิน 3 ปี", "The day of review must lie ahead, within 3 years.",
                code="expires", field="expires_on",
            )  # fmt: skip
        return Told(question, answer, self.expires_on, self.public)


def advise(*, actor: Actor, now: datetime, reference: str, told: Told, key: str = "") -> UUID:
    """Draft a page from the answer to a case. NotFound to outsiders, Invalid for words that name somebody."""
    case = Case.objects.filter(reference=reference, sealed=False).first()
    grant = acting(actor, case.office_id) if case else None
    if case is None or grant is None:
        raise NotFound()
    told = told.checked(now)
    try:
        with transaction.atomic():
            page = ids.uuid7()
            note(actor, grant, "drafted", page, now, facts_of(case.service, case.category, 1), key)
            write(page, 1, case.service, case.category, case.office_id, told, actor, now)
            return page
    except ledger.DoneBefore as done:
        if done.about is None:
            raise
        return done.about


def revise(*, actor: Actor, now: datetime, page: UUID, told: Told, key: str = "") -> None:
    """A new version, a draft again; the reviewed one stays in force until another official has read this one."""
    told = told.checked(now)
    try:
        with transaction.atomic():
            last, grant = newest(actor, page)
            note(actor, grant, "drafted", page, now, facts_of(last.service, last.category, last.version + 1), key)
            Advice.objects.filter(page=page, state=State.DRAFT).update(state=State.RETIRED)
            write(page, last.version + 1, last.service, last.category, last.office_id, told, actor, now)
    except ledger.DoneBefore:
        return


def review(*, actor: Actor, now: datetime, page: UUID, version: int) -> None:
    """Another official, or who publishes for the office, has read it: from now on it is shown. Forbidden to its author."""
    with transaction.atomic():
        last, grant = newest(actor, page, READERS)
        if last.author_id == actor.subject:
            raise Forbidden(
                "ผู้เขียนตรวจของตนเองไม่ได้ ให้เพื่อนร่วมงานอ่านก่อน",
                "Nobody reviews what they wrote themselves. Let a colleague read it.",
                code="own",
            )
        if last.version != version or last.state != State.DRAFT:
            raise Conflict()
        note(actor, grant, "reviewed", page, now, facts_of(last.service, last.category, version))
        Advice.objects.filter(page=page, state=State.REVIEWED).update(state=State.RETIRED)
        last.state, last.reviewer_id, last.reviewed_at = State.REVIEWED, actor.subject, now
        last.save(update_fields=["state", "reviewer", "reviewed_at"])


def retire(*, actor: Actor, now: datetime, page: UUID) -> None:
    """It is no longer right: taken back at once, kept as it was."""
    with transaction.atomic():
        last, grant = newest(actor, page, READERS)
        note(actor, grant, "retired", page, now, facts_of(last.service, last.category, last.version))
        Advice.objects.filter(page=page).exclude(state=State.RETIRED).update(state=State.RETIRED)


def newest(actor: Actor, page: UUID, purposes: Sequence[str] = PURPOSES) -> tuple[Advice, GrantView]:
    """The last version, locked, and the ground on which the actor works for its office. NotFound to outsiders."""
    last = Advice.objects.select_for_update().filter(page=page).order_by("-version").first()
    grant = acting(actor, last.office_id, purposes) if last else None
    if last is None or grant is None:
        raise NotFound()
    return last, grant


def acting(actor: Actor, office: int, purposes: Sequence[str] = PURPOSES) -> GrantView | None:
    found = (ground(actor, purpose, office=office, sealed=False) for purpose in purposes)
    return next(filter(None, found), None)


def facts_of(service: str, category: str, version: int) -> dict[str, object]:
    return {"service": service, "category": category, "version": version}


def note(
    actor: Actor, grant: GrantView, verb: str, page: UUID, now: datetime, facts: dict[str, object], key: str = ""
) -> None:
    purpose = next(one for one in READERS if one in grant.purposes)
    ledger.record(
        actor=actor, grant=grant, kind=f"cases.advice.{verb}", purpose=purpose, about=page, now=now, facts=facts,
        key=f"advice:{key}" if key else None,
    )  # fmt: skip


def write(
    page: UUID, version: int, service: str, category: str, office: int, told: Told, actor: Actor, now: datetime
) -> None:
    Advice.objects.create(
        page=page, version=version, service=service, category=category, office_id=office, question=told.question,
        answer=told.answer, folded=catalog.folded(f"{told.question} {told.answer}"), public=told.public,
        author_id=actor.subject, made_at=now, expires_on=told.expires_on,
    )  # fmt: skip
