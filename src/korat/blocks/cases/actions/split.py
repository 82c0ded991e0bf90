"""Split a report that tells of several things: a case for each, with its own office and clocks, for the same reporter.

Nothing is taken from the report as it came. Each new case carries the reporter's words and photographs as private rows of
its own, opens with the same key, and its clocks run from the day on which the person told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.actions.join import ground_over, refuse_old
from korat.blocks.cases.actions.move import concerns
from korat.blocks.cases.actions.open import Filing, case_of, route
from korat.blocks.cases.models import Case, CaseContact, CaseLink, CaseReport
from korat.blocks.cases.values import Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.routing import OUTSIDE
from korat.blocks.documents import actions as documents
from korat.blocks.documents import queries as documents_read
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.blocks.places import queries as places
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.geo import Point

SPLIT = "cases.case.split"
MOST = 5


@dataclass(frozen=True)
class Told:
    """What the reporter told, opened by a look: rows and photographs to be copied."""

    report: CaseReport | None
    contact: CaseContact | None
    photos: tuple[tuple[UUID, bytes], ...]


def split(
    *, actor: Actor, now: datetime, reference: str, categories: Sequence[str], version: int, key: str = ""
) -> tuple[str, ...]:
    """Open a case for each of `categories` beside the report; their references.

    NotFound to outsiders, Forbidden without the authority, Conflict when the report is not open or changed since
    `version`, Invalid for a category that the service does not have or that it has already.
    """
    case = Case.objects.filter(reference=reference).first()
    if case is None or not concerns(actor, case):
        raise NotFound()
    grant, purpose = ground_over(actor, case)
    chosen = checked(case, categories)
    by = Filing(actor, grant, case.subject_id, purpose)
    try:
        with ledger.look(
            actor=actor, purpose=purpose, subjects=[case.subject_id], about=case.uuid, now=now, grant=grant
        ), transaction.atomic():  # fmt: skip
            return write(by, now, Case.objects.select_for_update().get(pk=case.pk), chosen, version, key)
    except ledger.DoneBefore:
        return parts_of(case)


def write(by: Filing, now: datetime, case: Case, chosen: Sequence[Category], version: int, key: str) -> tuple[str, ...]:
    act = ledger.record(
        actor=by.actor, grant=by.grant, kind=SPLIT, purpose=by.purpose, about=case.uuid, now=now,
        key=f"split:{case.pk}:{key}" if key else None, concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "into": [one.code for one in chosen],
               "from": case.step, "step": case.step, "office": case.office_id},
    )  # fmt: skip
    refuse_old(case, version)
    if case.state != Case.State.OPEN:
        raise Conflict(
            th="แยกได้เฉพาะเรื่องที่ยังเปิดอยู่และไม่ได้รวมกับเรื่องอื่น",
            en="Only a report that is open and not joined to another one can be split.",
            code="changed",
        )
    told = told_in(case)
    parts = [open_part(by, now, case, category, told, act) for category in chosen]
    Case.objects.filter(pk=case.pk).update(linked=True, version=case.version + 1, updated_at=max(now, case.updated_at))
    return tuple(part.reference for part in parts)


def open_part(by: Filing, now: datetime, case: Case, category: Category, told: Told, cause: UUID) -> Case:
    """One of the new cases, with everything that its reporter had told."""
    service = catalog.service_or_fail(case.service)
    request = request_of(case, service, category, told)
    routed, uuid = route(request), ids.uuid7()
    ledger.record(
        actor=by.actor, grant=by.grant, kind="cases.case.opened", purpose=by.purpose, about=uuid, now=now, cause=cause,
        concerning={case.subject_id: None},
        facts={"service": service.code, "category": category.code, "step": service.first_step, "channel": case.channel,
               "office": routed.office_id},
    )  # fmt: skip
    part = case_of(uuid, case.subject_id, case.opened_at, request, routed, None)
    part.key_digest, part.linked, part.updated_at = case.key_digest, True, now
    insert(part, *copied(told, part))
    CaseLink.objects.create(kind=CaseLink.Kind.SPLIT, one=case, other=part, since=now)
    for document, image in told.photos:
        documents.attach_again(
            actor=by.actor, image=image, of=document, about=uuid, office=part.office_id, now=now, sealed=part.sealed
        )
    return part


def copied(told: Told, part: Case) -> list[CaseReport | CaseContact]:
    """The private rows of the new case: the same words, at the office that answers it."""
    own = {"id": ids.uuid7(), "case_id": part.pk, "office_id": part.office_id, "sealed": part.sealed}
    rows: list[CaseReport | CaseContact] = []
    if told.report is not None:
        rows.append(CaseReport(**{**columns(told.report), **own}))
    if told.contact is not None:
        rows.append(CaseContact(**{**columns(told.contact), **own}))
    return rows


def columns(row: CaseReport | CaseContact) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def told_in(case: Case) -> Told:
    """Needs the open look."""
    photos = [photo for photo in documents_read.photos(case.uuid) if photo.kind == "photo"]
    return Told(
        CaseReport.objects.filter(case=case).first(),
        CaseContact.objects.filter(case=case).first(),
        tuple((photo.uuid, documents_read.private_bytes(photo.uuid)) for photo in photos),
    )


def request_of(case: Case, service: ServiceDefinition, category: Category, told: Told) -> Request:
    """As if the person had told this alone, in the same place."""
    point = Point(case.latitude, case.longitude) if case.latitude is not None and case.longitude is not None else None
    town = places.code_of(case.jurisdiction_id)
    outside = any(why.get("code") == OUTSIDE for why in case.route.get("why", ()))
    where = Where(
        places.code_of(case.place_id), town, bool(town) or (False if outside else None), point, case.accuracy_m
    )
    return Request(service, category, where, case.channel, answers=told.report.answers if told.report else {})


def checked(case: Case, categories: Sequence[str]) -> list[Category]:
    """The categories chosen. Each makes one new case; the report keeps its own."""
    service = catalog.service_or_fail(case.service)
    found = [service.category(code) for code in dict.fromkeys(categories) if code != case.category]
    chosen = [one for one in found if one is not None]
    if not chosen or len(chosen) != len(found) or len(chosen) > MOST:
        raise Invalid(
            th=f"โปรดเลือกประเภทอื่นที่เรื่องนี้เล่าถึง อย่างน้อยหนึ่งและไม่เกิน {MOST} ประเภท",
            en=f"Please choose the other kinds that this report tells of: one at least, {MOST} at most.",
            code="categories",
            field="categories",
        )
    # What was told under seal stays under seal, and nothing open becomes sealed by an office's choice.
    if case.sealed or any(one.sealed for one in chosen):
        raise Invalid(
            th="เรื่องที่ปิดลับแยกไม่ได้ และแยกออกเป็นเรื่องปิดลับไม่ได้",
            en="A sealed case is not split, and no sealed case is split off.",
            code="sealed",
            field="categories",
        )
    return chosen


def parts_of(case: Case) -> tuple[str, ...]:
    rows = CaseLink.objects.filter(one=case, kind=CaseLink.Kind.SPLIT).order_by("pk")
    return tuple(rows.values_list("other__reference", flat=True))
