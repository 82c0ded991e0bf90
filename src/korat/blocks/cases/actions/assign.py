"""Give a case to a colleague of the office, or take it back into the office's queue."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.cases.actions.move import concerns
from korat.blocks.cases.models import Case
from korat.blocks.cases.reach import ground_or_fail
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.blocks.people.values import TermView
from korat.kernel.errors import Conflict, Invalid, NotFound

PURPOSE = "case.handle"


def colleagues(office: int, now: datetime) -> tuple[TermView, ...]:
    """Who may be given a case of this office: whoever holds a post there now that handles cases."""
    found = people.terms_in(office, now)
    return tuple(term for term in found if (post := people.post(term.post)) and PURPOSE in post.purposes)


def assign(*, actor: Actor, now: datetime, reference: str, official: int | None, version: int, key: str = "") -> None:
    """`official` None takes it back. NotFound to outsiders, Conflict on an old page, Invalid for who holds no post there."""
    try:
        with transaction.atomic():
            write(actor, now, reference, official, version, key)
    except ledger.DoneBefore:
        return


def write(actor: Actor, now: datetime, reference: str, official: int | None, version: int, key: str) -> None:
    case = Case.objects.select_for_update().filter(reference=reference).first()
    if case is None or not concerns(actor, case):
        raise NotFound()
    grant = ground_or_fail(actor, PURPOSE, office=case.office_id, sealed=case.sealed)
    term = next((one for one in colleagues(case.office_id, now) if one.person == official), None)
    ledger.record(
        actor=actor, grant=grant, kind="cases.case.assigned", purpose=PURPOSE, about=case.uuid, now=now,
        key=f"assign:{case.pk}:{key}" if key else None, concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "step": case.step, "office": case.office_id,
               "given": term is not None, "post": term.post if term else ""},
    )  # fmt: skip
    refuse_unfit(case, official, term, version)
    case.assignee_id, case.version, case.updated_at = official, case.version + 1, max(now, case.updated_at)
    case.save(update_fields=["assignee", "version", "updated_at"])


def refuse_unfit(case: Case, official: int | None, term: TermView | None, version: int) -> None:
    if case.version != version or case.state != Case.State.OPEN:
        raise Conflict(
            th="เรื่องนี้เปลี่ยนไปแล้วระหว่างที่ท่านเปิดหน้าไว้ โปรดดูสถานะล่าสุดแล้วทำอีกครั้ง",
            en="This case has changed since you opened the page. Please look at its state and try again.",
            code="changed",
        )
    if official is not None and term is None:
        raise Invalid(
            th="ผู้ที่เลือกไม่ได้ดำรงตำแหน่งในหน่วยงานนี้แล้ว โปรดเลือกคนอื่น",
            en="Whom you chose holds no post in this office any more. Please choose another.",
            code="official", field="official",
        )  # fmt: skip
