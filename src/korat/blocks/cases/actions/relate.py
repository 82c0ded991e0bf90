"""Say that two cases have to do with each other, or that they do not after all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.cases.actions.join import ground_over, locked, refuse_old
from korat.blocks.cases.models import Case, CaseLink
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Invalid

RELATED = "cases.case.related"


def relate(*, actor: Actor, now: datetime, reference: str, to: str, version: int, key: str = "") -> None:
    """Link two open or closed cases of the actor's reach; twice is once.

    NotFound to outsiders of either, Forbidden without the authority, Conflict on an old page, Invalid for itself or a
    sealed one.
    """
    if reference == to:
        raise Invalid(
            th="เรื่องนี้คือเรื่องเดียวกัน โปรดใส่หมายเลขของอีกเรื่อง",
            en="That is this very case. Please give the number of the other one.",
            code="itself",
            field="reference",
        )
    try:
        with transaction.atomic():
            found = locked([reference, to], actor)
            write(actor, now, found[reference], found[to], version, key)
    except ledger.DoneBefore:
        return


def write(actor: Actor, now: datetime, case: Case, other: Case, version: int, key: str) -> None:
    grant, purpose = ground_over(actor, case)
    ledger.record(
        actor=actor, grant=grant, kind=RELATED, purpose=purpose, about=case.uuid, now=now,
        key=f"relate:{case.pk}:{key}" if key else None, concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "from": case.step, "step": case.step,
               "office": case.office_id},
    )  # fmt: skip
    refuse_old(case, version)
    if case.sealed or other.sealed:
        raise Invalid(
            th="เรื่องที่ปิดลับโยงกับเรื่องอื่นไม่ได้", en="A sealed case is linked to no other.", code="sealed", field="reference"
        )
    one, two = sorted((case, other), key=lambda each: each.pk)
    CaseLink.objects.get_or_create(one=one, other=two, defaults={"kind": CaseLink.Kind.RELATED, "since": now})
    Case.objects.filter(pk__in=(one.pk, two.pk)).update(linked=True)
