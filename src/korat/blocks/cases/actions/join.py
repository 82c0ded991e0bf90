"""Join reports of the same thing under one, and part them again. No reporter, word or photograph is lost by either.

A joined report is a case still: its reference, key, private rows and page stay its own. Its step and clocks rest as they
were, until it is parted; meanwhile its page shows those of the case that leads it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.actions.move import concerns
from korat.blocks.cases.apart import Spot, apart_m, near_enough_m
from korat.blocks.cases.models import Case
from korat.blocks.cases.reach import PURPOSES, ground, no_grant
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.places import queries as places
from korat.kernel.errors import Conflict, Invalid, NotFound, Refused
from korat.kernel.geo import Point, distance
from korat.kernel.texts import clean

JOINED, PARTED = "cases.case.joined", "cases.case.parted"


@dataclass(frozen=True)
class Ground:
    """Who joins or parts, on which grant and purpose."""

    actor: Actor
    grant: GrantView
    purpose: str
    now: datetime
    reason: str = ""


def join(
    *, actor: Actor, now: datetime, into: str, references: Sequence[str], version: int | None = None, reason: str = "",
    key: str = "",
) -> None:  # fmt: skip
    """Join the cases `references` to the case `into`, all or none. `reason`: asked for where they lie far apart.

    `version`: of `into`, as its page showed it. NotFound to outsiders, Forbidden without the authority over each,
    Conflict when one is closed, joined already, or changed since; Invalid for what cannot be one.
    """
    wanted = [one for one in dict.fromkeys(references) if one != into]
    if not wanted:
        raise Invalid(
            th="โปรดเลือกเรื่องอื่นอย่างน้อยหนึ่งเรื่องที่จะรวมเข้าด้วยกัน",
            en="Please name at least one other report to join.",
            code="none",
            field="reference",
        )
    try:
        with transaction.atomic():
            found = locked([into, *wanted], actor)
            lead = found[into]
            refuse_old(lead, version)
            for one in wanted:
                by = Ground(actor, *ground_over(actor, found[one]), now, clean(reason, 400, "reason"))
                join_one(by, found[one], lead, key)
            settle(lead)
    except ledger.DoneBefore:
        return


def part(*, actor: Actor, now: datetime, reference: str, version: int | None = None, key: str = "") -> None:
    """Take a joined report out again: open, with the step and the clocks it had, leading whom it led."""
    try:
        with transaction.atomic():
            case = locked([reference], actor)[reference]
            family = {one.pk: one for one in lock_family(case.main_id or case.pk)}
            part_one(Ground(actor, *ground_over(actor, case), now), family[case.pk], family, version, key)
    except ledger.DoneBefore:
        return


def join_one(by: Ground, case: Case, lead: Case, key: str) -> None:
    """The case and all it leads go to `lead`, each by an act of its own."""
    theirs = list(Case.objects.select_for_update().filter(main_id=case.pk).order_by("pk")) if case.leads else []
    # First the act, as in every move: the second click is known by its key.
    act = record(by, JOINED, case, lead, key=f"join:{lead.pk}:{case.pk}:{key}" if key else None)
    if (unfit := unfit_for(case, lead) or far_from(case, lead, by.reason)) is not None:
        raise unfit
    case.state, case.joined_to_id, case.leads = Case.State.JOINED, lead.pk, 0
    repoint(by, case, lead)
    for one in theirs:
        record(by, JOINED, one, lead, cause=act)
        repoint(by, one, lead)


def part_one(by: Ground, case: Case, family: Mapping[int, Case], version: int | None, key: str) -> None:
    lead = family[case.main_id or case.pk]
    act = record(by, PARTED, case, lead, key=f"part:{case.pk}:{key}" if key else None)
    refuse_old(case, version)
    if lead.pk == case.pk:
        raise changed(case.reference)
    theirs = below(case, family.values())
    case.state, case.main_id, case.joined_to_id = Case.State.OPEN, None, None
    case.leads, case.version, case.updated_at = len(theirs), case.version + 1, max(by.now, case.updated_at)
    case.save(update_fields=["state", "main", "joined_to", "leads", "version", "updated_at"])
    for one in theirs:
        record(by, JOINED, one, case, cause=act)
        repoint(by, one, case)
    settle(lead)


def repoint(by: Ground, case: Case, lead: Case) -> None:
    case.main_id, case.version, case.updated_at = lead.pk, case.version + 1, max(by.now, case.updated_at)
    case.save(update_fields=["state", "main", "joined_to", "leads", "version", "updated_at"])


def settle(lead: Case) -> None:
    """Write down how many a case leads. No page of an office grows old by that: its version stays."""
    Case.objects.filter(pk=lead.pk).update(leads=Case.objects.filter(main_id=lead.pk).count())


def below(case: Case, family: Collection[Case]) -> list[Case]:
    """Those who came under the present lead with this case, however far down."""
    near = [one for one in family if one.joined_to_id == case.pk]
    return [*near, *(further for one in near for further in below(one, family))]


def record(by: Ground, kind: str, case: Case, lead: Case, *, key: str | None = None, cause: UUID | None = None) -> UUID:
    away = apart_m(spot(case), spot(lead)) if by.reason else 0
    return ledger.record(
        actor=by.actor, grant=by.grant, kind=kind, purpose=by.purpose, about=case.uuid, now=by.now, key=key, cause=cause,
        concerning={case.subject_id: {"reason": by.reason} if by.reason else None},
        facts={"service": case.service, "category": case.category, "main": str(lead.uuid), "from": case.step,
               "step": case.step, "office": case.office_id, "news": is_news(by, cause), **({"away_m": away} if away else {})},
    )  # fmt: skip


def is_news(by: Ground, cause: UUID | None) -> bool:
    """Whether the office did it to this very report: who followed another's chose it, who only went along was told before."""
    return by.purpose in PURPOSES and cause is None


def spot(case: Case) -> Spot:
    latitude, longitude = case.latitude, case.longitude
    point = Point(latitude, longitude) if latitude is not None and longitude is not None else None
    return Spot(point, places.code_of(case.place_id), case.asset_id)


def locked(references: Sequence[str], actor: Actor) -> dict[str, Case]:
    """The cases by reference, locked in one order. NotFound when one is none, or none of the actor's concern."""
    rows = Case.objects.select_for_update().filter(reference__in=references).order_by("pk")
    found = {case.reference: case for case in rows}
    if set(found) != set(references) or not all(concerns(actor, case) for case in found.values()):
        raise NotFound()
    return found


def lock_family(main: int) -> list[Case]:
    """A leading case and all that it leads."""
    rows = Case.objects.select_for_update().filter(pk=main) | Case.objects.select_for_update().filter(main_id=main)
    return list(rows.order_by("pk"))


def ground_over(actor: Actor, case: Case) -> tuple[GrantView, str]:
    """The office's ground to say which cases are one; Forbidden without."""
    for purpose in PURPOSES:
        if found := ground(actor, purpose, office=case.office_id, sealed=case.sealed):
            return found, purpose
    raise no_grant()


def refuse_old(case: Case, version: int | None) -> None:
    if version is not None and case.version != version:
        raise changed()


def unfit_for(case: Case, lead: Case) -> Refused | None:
    """Why these two cannot be one, or None."""
    if case.sealed or lead.sealed:
        return Invalid(
            th="เรื่องที่ปิดลับรวมกับเรื่องอื่นไม่ได้",
            en="A sealed case is never joined to another.",
            code="sealed",
            field="reference",
        )
    if case.service != lead.service:
        return Invalid(
            th=f"{case.reference} เป็นเรื่องของอีกบริการหนึ่ง จึงรวมกันไม่ได้",
            en=f"{case.reference} belongs to another service, so the two cannot be one.",
            code="service",
            field="reference",
        )
    if case.office_id != lead.office_id:
        return Invalid(
            th=f"{case.reference} อยู่กับอีกหน่วยงาน โปรดมอบให้หน่วยงานเดียวกันก่อนแล้วจึงรวม",
            en=f"{case.reference} is with another office. Please hand one of them over first, then join them.",
            code="office",
            field="reference",
        )
    return None if case.state == lead.state == Case.State.OPEN else changed(case.reference)


def far_from(case: Case, lead: Case, reason: str) -> Refused | None:
    """Two that lie farther apart than one thing does are joined only with a word on why."""
    metres = apart_m(spot(case), spot(lead))
    category = catalog.service_or_fail(lead.service).known_category(lead.category)
    if reason or metres <= near_enough_m(category):
        return None
    return Invalid(
        th=f"{case.reference} อยู่ห่างออกไป {distance(metres, 'th')} โปรดบอกว่าทำไมจึงเป็นเรื่องเดียวกัน",
        en=f"{case.reference} lies {distance(metres, 'en')} away. Please say why it is the same thing all the same.",
        code="far",
        field="reason",
    )


def changed(reference: str = "") -> Conflict:
    return Conflict(
        th=f"เรื่อง {reference} ปิดไปแล้ว รวมอยู่กับเรื่องอื่นแล้ว หรือเปลี่ยนไประหว่างที่ท่านเปิดหน้าไว้ โปรดดูสถานะล่าสุด".replace("  ", " "),
        en=f"Case {reference} is closed, joined elsewhere, or changed since you opened the page. Please look at its state.".replace(
            "  ", " "
        ),
        code="changed",
    )
