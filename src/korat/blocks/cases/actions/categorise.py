"""Put a case under another kind: office and clocks follow, the reporter is told, and the house learns from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from korat.blocks.cases import staying
from korat.blocks.cases.actions import windows
from korat.blocks.cases.actions.join import ground_over
from korat.blocks.cases.actions.move import concerns, hand_over
from korat.blocks.cases.actions.open import is_shown
from korat.blocks.cases.models import Case, Correction, Task
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.routing import OUTSIDE, Routed
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.places import queries as places
from korat.kernel.calendar import due
from korat.kernel.errors import Conflict, Invalid, NotFound

KIND = "cases.case.categorised"


def categorise(*, actor: Actor, now: datetime, reference: str, category: str, version: int, key: str = "") -> None:
    """Put the case under `category` of its service. Once sealed, a case stays sealed.

    NotFound to outsiders, Forbidden without the authority, Conflict when the case changed since `version`, is closed, or
    its work is ordered; Invalid for the kind it is of already and for one that its service has not.
    """
    case = Case.objects.filter(reference=reference).first()
    if case is None or not concerns(actor, case):
        raise NotFound()
    grant, purpose = ground_over(actor, case)
    service = catalog.service_or_fail(case.service)
    chosen = service.category(category)
    if chosen is None:
        raise no_kind()
    routed = route(service, chosen, case)
    try:
        with handed(actor, grant, purpose, case, now), transaction.atomic():
            write(actor, grant, purpose, now, case.pk, service, chosen, routed, version, key)
    except ledger.DoneBefore:
        return


def route(service: ServiceDefinition, category: Category, case: Case) -> Routed:
    """Where it goes now. Whose thing it is was asked about another kind, so nobody guesses: the default of this one."""
    inside = places.code_of(case.jurisdiction_id)
    unsure = any(why.get("code") == "unsure" for why in case.route.get("why", ()))
    return catalog.route(service, category, None, inside or (None if unsure else OUTSIDE))


@contextmanager
def handed(actor: Actor, grant: GrantView, purpose: str, case: Case, now: datetime) -> Iterator[None]:
    """The private rows are written anew, for the office and the seal: under a look, committed before the transaction."""
    with ledger.look(actor=actor, purpose=purpose, subjects=[case.subject_id], about=case.uuid, now=now, grant=grant):
        yield


def write(
    actor: Actor, grant: GrantView, purpose: str, now: datetime, id: int, service: ServiceDefinition, chosen: Category,
    routed: Routed, version: int, key: str,
) -> None:  # fmt: skip
    case = Case.objects.select_for_update().get(pk=id)
    moves = routed.office_id != case.office_id
    step = service.first_step if moves else case.step
    ledger.record(
        actor=actor, grant=grant, kind=KIND, purpose=purpose, about=case.uuid, now=now,
        key=f"categorise:{case.pk}:{key}" if key else None, concerning={case.subject_id: None},
        facts={"service": service.code, "was": case.category, "category": chosen.code, "from": case.step, "step": step,
               "office": routed.office_id},
    )  # fmt: skip
    refuse_unfit(case, chosen, version)
    windows.refuse_judged(service, case)
    Correction.objects.create(case=case, service=service.code, was=case.category, category=chosen.code, at=now)
    take_effect(case, service, chosen, routed, step, now)


def no_kind() -> Invalid:
    return Invalid(
        th="โปรดเลือกหมวดอื่นของบริการนี้",
        en="Please choose another kind of this service.",
        code="category",
        field="category",
    )


def refuse_unfit(case: Case, chosen: Category, version: int) -> None:
    if chosen.code == case.category:
        raise no_kind()
    if case.version != version or case.state != Case.State.OPEN:
        raise Conflict(
            th="เรื่องนี้เปลี่ยนไปแล้วระหว่างที่ท่านเปิดหน้าไว้ โปรดดูสถานะล่าสุดแล้วทำอีกครั้ง",
            en="This case has changed since you opened the page. Please look at its state and try again.",
            code="changed",
        )
    if case.leads or case.surge_id is not None:
        raise Conflict(
            th="เรื่องนี้รวมกับเรื่องอื่นอยู่ โปรดแยกออกก่อนเปลี่ยนหมวด",
            en="This case is joined or gathered with others. Please part it from them before you change its kind.",
            code="joined",
        )
    if Task.objects.filter(case=case, state=Task.State.ORDERED).exists():
        raise Conflict(
            th="สั่งงานช่างไว้แล้ว โปรดเรียกใบสั่งงานคืนก่อนเปลี่ยนหมวด",
            en="Work is ordered for this case. Please call the order back before you change its kind.",
            code="ordered",
        )


def take_effect(
    case: Case, service: ServiceDefinition, chosen: Category, routed: Routed, step: str, now: datetime
) -> None:
    """The clocks of the new kind run from the day of the report; what was answered stays answered."""
    clocks, week = chosen.clocks or service.clocks, catalog.week(now)
    sealed = case.sealed or chosen.sealed
    assignee = case.assignee_id
    case.category, case.step, case.sealed = chosen.code, step, sealed
    case.met_at = case.met_at if service.meets(service.step(step)) else None
    case.public = is_shown(service, chosen) and not sealed
    case.answer_due_at = due(case.opened_at, clocks.answer, week)
    case.due_at = due(case.opened_at, clocks.completion, week)
    case.version, case.updated_at = case.version + 1, max(now, case.opened_at)
    was = case.office_id
    hand_over(case, routed.office_id)
    if was == routed.office_id:
        case.assignee_id = assignee
    else:
        case.paused_at, case.pause, case.pause_until, case.pause_by_id = None, "", None, None
        staying.sent_on(case, was, routed.office_id, now)
    kept = case.route if was == routed.office_id else {}
    case.route = {**kept, "owner": routed.owner, "why": list(routed.why)}
    case.save(force_update=True)
