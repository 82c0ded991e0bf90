"""Say which fixed thing a case is about, or that it is about none after all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.cases import assets
from korat.blocks.cases.actions.join import ground_over, locked, refuse_old
from korat.blocks.cases.models import Case
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import actions as places
from korat.blocks.places import queries as places_read
from korat.kernel.errors import Invalid

BOUND = "cases.case.bound"


def bind(*, actor: Actor, now: datetime, reference: str, number: str, version: int, key: str = "") -> None:
    """Bind a case of the actor's reach to the thing with this number; an empty one loosens it.

    NotFound to outsiders, Forbidden without the authority, Conflict on an old page, Invalid for a number nobody knows.
    """
    thing = places_read.fixture(number) if number else None
    if number and thing is None:
        raise Invalid(
            th="ไม่พบหมายเลขนี้ในทะเบียนทรัพย์สิน โปรดตรวจสอบอีกครั้ง",
            en="The register has no such number. Please check it.",
            code="no_asset",
            field="number",
        )
    try:
        with transaction.atomic():
            case = locked([reference], actor)[reference]
            write(actor, now, case, thing, version, key)
    except ledger.DoneBefore:
        return


def write(
    actor: Actor, now: datetime, case: Case, thing: places_read.FixtureView | None, version: int, key: str
) -> None:
    grant, purpose = ground_over(actor, case)
    ledger.record(
        actor=actor, grant=grant, kind=BOUND, purpose=purpose, about=case.uuid, now=now,
        key=f"bind:{case.pk}:{key}" if key else None, concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "from": case.step, "step": case.step,
               "office": case.office_id, "asset": assets.number_in(thing, case)},
    )  # fmt: skip
    refuse_old(case, version)
    if case.sealed:
        raise Invalid(
            th="เรื่องที่ปิดลับผูกกับทรัพย์สินไม่ได้", en="A sealed case is bound to no thing.", code="sealed", field="number"
        )
    before, case.asset_id = case.asset_id, thing.id if thing else None
    if before == case.asset_id:
        return
    case.updated_at, case.version = max(now, case.opened_at), case.version + 1
    case.save(update_fields=["asset_id", "updated_at", "version"])
    if thing and case.state == Case.State.OPEN:
        places.count_failure(thing.id)
    if before:
        places.uncount(before)
