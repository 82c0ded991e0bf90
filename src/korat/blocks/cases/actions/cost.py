"""Write down what a work order took: parts, time and money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.models import Case, Task
from korat.blocks.cases.reach import ground_or_fail
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict, Invalid, NotFound

COSTED = "cases.task.costed"
PURPOSES = ("case.handle", "case.repair")
MOST_MINUTES = 60_000
MOST_SATANG = 10**14


@dataclass(frozen=True)
class Cost:
    """What it took. `parts` are the office's words about things, never about a person."""

    parts: str = ""
    minutes: int | None = None
    satang: int | None = None


def cost(*, actor: Actor, now: datetime, task: UUID, spent: Cost, key: str = "") -> None:
    """Say what a work order took; said again, the later word holds and both stay in the story.

    Raises NotFound to whoever has nothing to do with it, Conflict for one that was called off, Invalid for no amount.
    """
    if not (0 <= (spent.minutes or 0) <= MOST_MINUTES and 0 <= (spent.satang or 0) <= MOST_SATANG):
        raise Invalid(th="จำนวนเวลาหรือเงินไม่ถูกต้อง", en="This time or amount cannot be.", code="amount", field="baht")
    try:
        with transaction.atomic():
            found = Task.objects.select_for_update().filter(uuid=task).first()
            case = Case.objects.filter(pk=found.case_id).first() if found else None
            if found is None or case is None:
                raise NotFound()
            write(actor, now, found, case, spent, key)
    except ledger.DoneBefore:
        return


def write(actor: Actor, now: datetime, task: Task, case: Case, spent: Cost, key: str) -> None:
    purpose = next((one for one in PURPOSES if works(actor, one, task, case)), None)
    if purpose is None:
        raise NotFound()
    ledger.record(
        actor=actor, grant=ground_or_fail(actor, purpose, office=case.office_id, sealed=case.sealed), kind=COSTED,
        purpose=purpose, about=case.uuid, now=now, key=f"cost:{task.pk}:{key}" if key else None,
        concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "step": case.step, "office": case.office_id,
               "task": str(task.uuid), "satang": spent.satang or 0, "minutes": spent.minutes or 0},
    )  # fmt: skip
    if task.state == Task.State.CANCELLED:
        raise Conflict(th="ใบสั่งงานนี้ถูกยกเลิกแล้ว", en="This work order was called off.", code="cancelled")
    task.parts, task.minutes, task.satang = spent.parts, spent.minutes, spent.satang
    task.save(update_fields=["parts", "minutes", "satang"])


def works(actor: Actor, purpose: str, task: Task, case: Case) -> bool:
    """Who handles the case, or the crew that the work was ordered from."""
    reached = any(
        purpose in grant.purposes and grant.reach is not None and case.office_id in grant.reach
        and (grant.office == case.office_id or not case.sealed)
        for grant in actor.grants
    )  # fmt: skip
    return reached and (purpose != "case.repair" or task.office_id in actor.reach("case.repair"))
