"""Somebody left a post: the open work goes to the successor, or back into the office's queue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.models import Case
from korat.blocks.cases.reach import PURPOSES
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people


def hand_over_work(
    *, actor: Actor, leaver: int, successor: int | None, office: int, now: datetime, cause: UUID | None = None
) -> int:
    """Give each open case that `leaver` had taken in `office`, or can reach no more, to `successor`, or to nobody.

    Returns how many. One act a case, so that each timeline tells it.
    """
    kept, heir = reach_of(leaver, now) - {office}, reach_of(successor, now) | {office}
    with transaction.atomic():
        mine = Case.objects.select_for_update().filter(assignee_id=leaver, state=Case.State.OPEN)
        cases = list(mine.exclude(office_id__in=kept))
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
            case.assignee_id = successor if case.office_id in heir else None
            case.version, case.updated_at = case.version + 1, now
            case.save(update_fields=["assignee", "version", "updated_at"])
    return len(cases)


def reach_of(person: int | None, now: datetime) -> frozenset[int]:
    """The offices whose cases somebody may still handle: a post may reach those below its own."""
    found = people.actor_of(person, now=now) if person else None
    return found.reach(*PURPOSES) if found else frozenset()
