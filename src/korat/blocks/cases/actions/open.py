"""Open a case."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from korat.blocks.cases.models import Case, CaseContact, CaseReport
from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.routing import OUTSIDE, Routed
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch, insert
from korat.blocks.messages import actions as messages
from korat.blocks.places import queries as places
from korat.kernel import ids
from korat.kernel.calendar import due
from korat.kernel.dates import thai_year
from korat.kernel.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def open_case(*, actor: Actor | None, now: datetime, request: Request, key: str, cause: UUID | None = None) -> Opened:
    """Open a case for `actor`, or for a new unnamed reporter when there is none.

    `key` makes a repeated request harmless: the second answer is the first one, follow key included.
    Raises Invalid for a category of another service.
    """
    if request.service.categories and request.category not in request.service.categories:
        raise Invalid(
            th="บริการนี้ไม่มีหมวดที่เลือก โปรดเลือกหมวดใหม่",
            en="This service has no such category. Please choose another.",
            code="category",
            field="category",
        )
    follow_key = follow_key_of(key) if actor is None else None
    try:
        with transaction.atomic():
            return write(actor or newcomer(), now, request, key, follow_key, cause)
    except ledger.DoneBefore as done:
        first = Case.objects.only("uuid", "reference", "subject_id", "key_digest").get(uuid=str(done.about))
        return Opened(first.uuid, first.reference, follow_key_of(key) if first.key_digest else None, first.subject_id)


def newcomer() -> Actor:
    subject, uuid, grant = ledger.admit(kind="unnamed")
    return Actor(subject=subject, uuid=uuid, grants=(grant,))


def write(
    actor: Actor, now: datetime, request: Request, key: str, follow_key: str | None, cause: UUID | None
) -> Opened:
    uuid = ids.uuid7()
    routed = route(request)
    code = request.category.code if request.category else ""
    ledger.record(
        actor=actor,
        kind="cases.case.opened",
        purpose="case.file",
        about=uuid,
        now=now,
        key=f"case:{key}",
        cause=cause,
        concerning={actor.subject: None},
        facts={"service": request.service.code, "category": code, "step": request.service.first_step,
               "channel": request.channel, "office": routed.office_id},
    )  # fmt: skip
    case = case_of(uuid, actor.subject, now, request, routed, follow_key)
    insert(case, report_of(case, request), *contacts_of(case, request))
    if request.contact:
        messages.add_addresses(subject=actor.subject, phone=request.contact.phone, email=request.contact.email)
    for handle in request.photos:
        documents.attach(
            actor=actor,
            handle=handle,
            about=uuid,
            kind="photo",
            subject=actor.subject,
            office=routed.office_id,
            now=now,
        )
    return Opened(uuid, case.reference, follow_key, actor.subject)


def route(request: Request) -> Routed:
    """The office that answers, by category, owner and side of the border."""
    question = request.category.ownership.question if request.category else None
    where = request.where
    return catalog.route(
        request.service,
        request.category,
        str(request.answers.get(question, "")) if question else None,
        where.jurisdiction if where.inside else OUTSIDE if where.inside is False else None,
    )


def case_of(uuid: UUID, subject: int, now: datetime, request: Request, routed: Routed, follow_key: str | None) -> Case:
    service, category, where = request.service, request.category, request.where
    clocks = (category and category.clocks) or service.clocks
    week = catalog.week(now)
    id, number = next_numbers()
    return Case(
        id=id,
        uuid=uuid,
        reference=ids.reference(service.prefix, thai_year(now, catalog.zone()), number),
        service=service.code,
        category=category.code if category else "",
        subject_id=subject,
        channel=request.channel,
        place_id=places.id_of(where.place),
        jurisdiction_id=places.id_of(where.jurisdiction if where.inside else None),
        latitude=where.point.lat if where.point else None,
        longitude=where.point.lon if where.point else None,
        accuracy_m=where.accuracy_m,
        office_id=routed.office_id,
        route={"owner": routed.owner, "why": list(routed.why)},
        state=Case.State.OPEN,
        step=service.first_step,
        opened_at=now,
        updated_at=now,
        answer_due_at=due(now, clocks.answer, week),
        due_at=due(now, clocks.completion, week),
        public=service.face.shown and not (category and (category.sealed or category.place == "hidden")),
        sealed=category is not None and category.sealed,
        key_digest=digest_of(follow_key) if follow_key else None,
    )


def report_of(case: Case, request: Request) -> CaseReport:
    return CaseReport(
        case=case,
        subject_id=case.subject_id,
        office_id=case.office_id,
        description=request.description,
        answers=dict(request.answers),
        landmark=request.where.landmark,
        media_url=request.media_url,
    )


def contacts_of(case: Case, request: Request) -> list[CaseContact]:
    """The private row of the contact, if there is one."""
    if not request.contact:
        return []
    own = CaseContact(case=case, subject_id=case.subject_id, office_id=case.office_id, **asdict(request.contact))
    return [own]


def next_numbers() -> tuple[int, int]:
    """The id of a new case, and the number that people will name."""
    ((id, number),) = fetch("SELECT nextval('korat_cases_case_id_seq'), nextval('korat_cases_number')")
    return id, number


def follow_key_of(request_key: str) -> str:
    """The same request gives the same follow key, so that a double click does not lock its reporter out."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"follow:" + request_key.encode(), "sha256")
    letters = "".join(ALPHABET[byte % 32] for byte in digest[:12])
    return ids.normal_key(letters)


def digest_of(follow_key: str) -> bytes:
    return hashlib.sha256(ids.normal_key(follow_key).encode()).digest()
