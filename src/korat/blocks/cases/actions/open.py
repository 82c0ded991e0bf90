"""Open a case."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from korat.blocks.bookings import actions as bookings
from korat.blocks.bookings import queries as bookings_read
from korat.blocks.bookings.values import Wanted, Words
from korat.blocks.cases import assets, staying
from korat.blocks.cases.models import Case, CaseContact, CaseReport
from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.routing import OUTSIDE, Routed
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.rows import fetch, insert
from korat.blocks.messages import actions as messages
from korat.blocks.payments import actions as payments
from korat.blocks.people import queries as people
from korat.blocks.places import actions as places_write
from korat.blocks.places import queries as places
from korat.kernel import ids
from korat.kernel.calendar import due
from korat.kernel.dates import thai_year
from korat.kernel.errors import Forbidden, Invalid
from korat.kernel.geo import cell

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Filing:
    """Who files, on which ground and purpose, and whose case it becomes."""

    actor: Actor
    grant: GrantView
    subject: int
    purpose: str = "case.file"
    # The mandate under which an official who witnessed it takes the report in.
    witnessed: UUID | None = None


def open_case(
    *,
    actor: Actor | None,
    now: datetime,
    request: Request,
    key: str,
    cause: UUID | None = None,
    behalf: UUID | None = None,
    for_caller: bool = False,
    witnessed: UUID | None = None,
) -> Opened:
    """Open a case for `actor`, or for a new unnamed reporter when there is none.

    `behalf`: the uuid of the mandate under which the actor files for the one who gave it; the case is then theirs.
    `for_caller`: an official files for somebody who called, came or wrote, who stays unnamed and gets the follow key.
    `witnessed`: the uuid of a mandate that this official registered at the counter; the case is its giver's.
    `key` makes a repeated request harmless: the second answer is the first one, follow key included.
    Raises Invalid for a category of another service, Forbidden when the mandate does not hold.
    """
    refuse_unfit(request)
    try:
        with transaction.atomic():
            filed, follow_key = whose(actor, now, key, behalf, for_caller, witnessed)
            return write(filed, now, request, key, follow_key, cause)
    except ledger.DoneBefore as done:
        return answer_again(done, key)


def answer_again(done: ledger.DoneBefore, key: str) -> Opened:
    """What the first of two equal requests was answered."""
    first = Case.objects.only("uuid", "reference", "subject_id", "key_digest").get(uuid=str(done.about))
    return Opened(first.uuid, first.reference, follow_key_of(key) if first.key_digest else None, first.subject_id)


def refuse_unfit(request: Request) -> None:
    check_slot(request)
    if request.service.categories and request.category not in request.service.categories:
        raise Invalid(
            th="บริการนี้ไม่มีหมวดที่เลือก โปรดเลือกหมวดใหม่",
            en="This service has no such category. Please choose another.",
            code="category",
            field="category",
        )


def whose(
    actor: Actor | None, now: datetime, key: str, behalf: UUID | None, for_caller: bool, witnessed: UUID | None
) -> tuple[Filing, str | None]:
    """Whose case it becomes, and the follow key of who stays unnamed. Writes, so inside the transaction."""
    if actor is None:
        return filing(newcomer(), behalf), follow_key_of(key)
    if witnessed is not None:
        return taken_in(actor, witnessed, now), None
    if for_caller and behalf is None:
        return received(actor), follow_key_of(key)
    return filing(actor, behalf), None


def check_slot(request: Request) -> None:
    """A service that books something is filed with a time of that kind, and no other is."""
    kind = bookings_read.resource(request.slot.resource).said.kind if request.slot else None
    if kind != request.service.books:
        raise Invalid(th="โปรดเลือกวันและเวลาที่ต้องการ", en="Please choose a day and a time.", code="slot", field="slot")


def filing(actor: Actor, behalf: UUID | None) -> Filing:
    """For oneself, or for whom gave the actor this mandate."""
    if behalf is None:
        return Filing(actor, actor.grant_for("case.file"), actor.subject)
    mandate = ledger_read.grant_of_uuid(behalf)
    held = (one for one in actor.grants if mandate and one.id == mandate.id and "case.file" in one.purposes)
    grant = next(held, None)
    if grant is None or grant.kind != "mandate" or grant.subject is None:
        raise no_mandate()
    return Filing(actor, grant, grant.subject)


def no_mandate() -> Forbidden:
    return Forbidden(
        th="การมอบอำนาจนี้ใช้ไม่ได้แล้ว โปรดตรวจสอบที่หน้า “สิทธิและการมอบอำนาจ”",
        en="This mandate no longer holds. Please look at the page “Grants and mandates”.",
        code="no_mandate",
    )


def received(official: Actor) -> Filing:
    """By the official's authority, for a new unnamed reporter."""
    grant = taking(official)
    subject, _, _ = ledger.admit(kind="unnamed")
    return Filing(official, grant, subject)


def taken_in(official: Actor, witnessed: UUID, now: datetime) -> Filing:
    """By the same authority, for who gave a mandate to file before this very official, who must be neither of the two.
    Forbidden once it has ended."""
    grant, mandate = taking(official), ledger_read.grant_of_uuid(witnessed)
    if mandate is None or mandate.subject is None or not mandate.holds(now) or "case.file" not in mandate.purposes:
        raise no_mandate()
    acts = ledger_read.about(witnessed, since=mandate.begins_at)
    registered = any(act.kind == "people.mandate.given" and act.actor == official.subject for act in acts)
    if not registered or official.subject in (mandate.subject, mandate.holder):
        raise no_mandate()
    return Filing(official, grant, mandate.subject, witnessed=witnessed)


def taking(official: Actor) -> GrantView:
    """Forbidden for whose post does not take in reports."""
    grant = next((one for one in official.grants if one.kind == "post" and "case.file" in one.purposes), None)
    if grant is None:
        raise Forbidden
    return grant


def newcomer() -> Actor:
    subject, uuid, grant = ledger.admit(kind="unnamed")
    return Actor(subject=subject, uuid=uuid, grants=(grant,))


def write(
    filed: Filing, now: datetime, request: Request, key: str, follow_key: str | None, cause: UUID | None, *,
    routed: Routed | None = None, following: bool = False,
) -> Opened:  # fmt: skip
    """`routed`: the office that answers, where that is known already. What follows from another case or joins one is no
    failure of its own."""
    uuid, actor, subject = ids.uuid7(), filed.actor, filed.subject
    routed = routed or route(request)
    code, asset = request.category.code if request.category else "", assets.named(request)
    opening = ledger.record(
        actor=actor,
        kind="cases.case.opened",
        purpose=filed.purpose,
        grant=filed.grant,
        about=uuid,
        now=now,
        key=f"case:{key}",
        cause=cause,
        concerning=dict.fromkeys(dict.fromkeys((subject, actor.subject)) if mandated(filed) else (subject,)),
        facts={"service": request.service.code, "category": code, "step": request.service.first_step,
               "channel": request.channel, "office": routed.office_id, **({"urgent": True} if request.urgent else {}),
               **({"mandate": str(filed.witnessed)} if filed.witnessed else {}), **assets.facts(asset, request, now)},
    )  # fmt: skip
    case = case_of(uuid, subject, now, request, routed, follow_key)
    if asset:
        case.asset_id = asset.id
        if cause is None and not following:
            places_write.count_failure(asset.id)
    case.passed_on = by_program(case)
    insert(case, report_of(case, request), *contacts_of(case, request))
    if case.passed_on:
        staying.begin(case, case.office_id, now)
    # Who files for another leaves the own telephone for this case; it does not become the other one's address.
    if request.contact and not filed.witnessed and (subject == actor.subject or filed.grant.kind == "post"):
        messages.add_addresses(subject=subject, phone=request.contact.phone, email=request.contact.email)
    if request.slot:
        reserve(filed, now, request.slot, key, uuid, opening)
    owing = payments.Owing(uuid, request.service, subject, routed.office_id)
    payments.quote(owing=owing, answers=request.answers, now=now)
    attach(case, request, actor, now)
    return Opened(uuid, case.reference, follow_key, subject)


def reserve(filed: Filing, now: datetime, slot: Wanted, key: str, case: UUID, cause: UUID) -> None:
    """Case and booking come into being together, or neither: when the slot is gone, nothing was filed."""
    taking = bookings.Taking(filed.actor, filed.grant, filed.subject, filed.purpose, about=case, cause=cause)
    bookings.take(taking, now=now, wanted=slot, key=f"case:{key}", words=Words())


def by_program(case: Case) -> bool:
    """Whether the office that answers is an agency that takes cases by a program of its own: then it sets out at once,
    facts alone, as no officer let the reporter's words go along."""
    office = None if case.sealed else people.organisation_by_id(case.office_id)
    return office is not None and office.bridge is not None


def attach(case: Case, request: Request, actor: Actor, now: datetime) -> None:
    """The photographs, and the files that the service asked for."""
    sent = [("photo", "", handle) for handle in request.photos]
    sent += [("evidence", code, handle) for code, handle in request.files.items()]
    for kind, label, handle in sent:
        documents.attach(
            actor=actor, handle=handle, about=case.uuid, kind=kind, subject=case.subject_id, office=case.office_id,
            now=now, sealed=case.sealed, label=label,
        )  # fmt: skip


def mandated(filed: Filing) -> bool:
    """Then the act stands on the timelines of both."""
    return filed.grant.kind == "mandate"


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
        cell=cell(where.point) if where.point else None,
        accuracy_m=where.accuracy_m,
        office_id=routed.office_id,
        route={"owner": routed.owner, "why": list(routed.why)},
        state=Case.State.OPEN,
        step=service.first_step,
        opened_at=now,
        updated_at=now,
        answer_due_at=due(now, clocks.answer, week),
        due_at=due(now, clocks.completion, week),
        count=service.counted(request.answers),
        public=is_shown(service, category),
        sealed=category is not None and category.sealed,
        urgent=request.urgent,
        key_digest=digest_of(follow_key) if follow_key else None,
    )


def is_shown(service: ServiceDefinition, category: Category | None) -> bool:
    """Whether a case has a public face."""
    return service.face.shown and not (category and (category.sealed or category.place == "hidden"))


def report_of(case: Case, request: Request) -> CaseReport:
    return CaseReport(
        case=case,
        subject_id=case.subject_id,
        office_id=case.office_id,
        description=request.description,
        answers=dict(request.answers),
        landmark=request.where.landmark,
        media_url=request.media_url,
        sealed=case.sealed,
    )


def contacts_of(case: Case, request: Request) -> list[CaseContact]:
    """The private row of the contact, if there is one."""
    if not request.contact:
        return []
    own = CaseContact(
        case=case, subject_id=case.subject_id, office_id=case.office_id, sealed=case.sealed, **vars(request.contact)
    )
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
