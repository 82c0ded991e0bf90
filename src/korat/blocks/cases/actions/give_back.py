"""The office to which a case was handed returns it to the one that handed it over, and says why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.cases import staying
from korat.blocks.cases.actions import windows
from korat.blocks.cases.actions.join import changed, ground_over, refuse_old
from korat.blocks.cases.actions.move import concerns, hand_over
from korat.blocks.cases.leading import concerned, led_by
from korat.blocks.cases.models import Case, Stay
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.texts import clean

RETURNED = "cases.case.returned"


def give_back(*, actor: Actor, now: datetime, reference: str, reason: str, version: int, key: str = "") -> None:
    """Return a case to the office it came from, with its private rows.

    NotFound to outsiders, Forbidden without the authority, Conflict when nobody handed it over or the page is old,
    Invalid without a reason.
    """
    case = Case.objects.filter(reference=reference).first()
    if case is None or not concerns(actor, case):
        raise NotFound()
    grant, purpose = ground_over(actor, case)
    reason = clean(reason, 2000, "reason")
    if not reason:
        raise Invalid(
            th="โปรดบอกเหตุผลที่ส่งคืน ผู้แจ้งและหน่วยงานที่ส่งมาจะได้อ่าน",
            en="Please say why it goes back: the reporter and the office it came from read it.",
            code="required",
            field="reason",
        )
    subjects = [one.subject_id for one in (*led_by(case), case)]
    try:
        with ledger.look(
            actor=actor, purpose=purpose, subjects=subjects, about=case.uuid, now=now, grant=grant
        ), transaction.atomic():  # fmt: skip
            write(actor, grant, purpose, now, case.pk, reason, version, key)
    except ledger.DoneBefore:
        return


def write(
    actor: Actor, grant: GrantView, purpose: str, now: datetime, id: int, reason: str, version: int, key: str
) -> None:
    case = Case.objects.select_for_update().get(pk=id)
    sender = staying.sender(case)
    ledger.record(
        actor=actor, grant=grant, kind=RETURNED, purpose=purpose, about=case.uuid, now=now,
        key=f"return:{case.pk}:{key}" if key else None,
        concerning=concerned(case, case, {"reason": reason}, grant, actor.subject),
        facts={"service": case.service, "category": case.category, "from": case.step, "step": case.step,
               "office": sender or case.office_id},
    )  # fmt: skip
    refuse_old(case, version)
    windows.refuse_judged(catalog.service_or_fail(case.service), case)
    if sender is None or case.state != Case.State.OPEN:
        raise changed(case.reference)
    staying.end(staying.running_of(case), Stay.State.RETURNED, now)
    hand_over(case, sender)
    staying.begin(case, sender, now)
    case.version, case.updated_at = case.version + 1, max(now, case.updated_at)
    case.save(force_update=True)
