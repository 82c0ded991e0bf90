"""Somebody left a post: the open work goes to the successor, or back into the office's queue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.models import Case
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor


def hand_over_work(
    *, actor: Actor, leaver: int, successor: int | None, office: int, now: datetime, cause: UUID | None = None
) -> int:
    """Give each open case that `leaver` had taken in `office` to `successor`, or to nobody. Returns how many.

    One act a case, so that each timeline tells it.
    """
    with transaction.atomic():
        cases = list(
            Case.objects.select_for_update().filter(assignee_id=leaver, office_id=office, state=Case.State.OPEN)
        )
        for case in cases:
            ledger.record(
                actor=actor,
                kind="cases.case.handed_over",
                purpose="case.handle",
                about=case.uuid,
                now=now,
                cause=cause,
                concerning={case.subject_id: None},
                facts={"step": case.step, "office": case.office_id},
            )
            case.assignee_id, case.version, case.updated_at = successor, case.version + 1, now
            case.save(update_fields=["assignee", "version", "updated_at"])
    return len(cases)
