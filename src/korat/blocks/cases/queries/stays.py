"""Where a case has been, and what an office has passed on: it keeps seeing facts and story, the private rows went along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from korat.blocks.cases.models import Case, Stay
from korat.blocks.cases.staying import sender
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor

AUTHORITIES = ("case.read", "case.triage", "case.handle", "case.publish")


@dataclass(frozen=True)
class StayView:
    """A time with an office and how it stands there: answering, forwarded, returned or done."""

    office: int
    state: str
    since: datetime
    until: datetime | None
    due_at: datetime | None


def stays_of(shown: CaseFace) -> tuple[StayView, ...]:
    """In order; none is asked for where the case was never passed on."""
    if not shown.passed_on:
        return ()
    rows = Stay.objects.filter(case_id=shown.id).order_by("pk")
    return tuple(StayView(*row) for row in rows.values_list("office_id", "state", "since", "until", "due_at"))


def was_with(actor: Actor, shown: CaseFace) -> bool:
    """Whether an office of the actor passed this case on. A sealed one is no longer theirs in any way."""
    if not shown.passed_on or shown.sealed:
        return False
    return Stay.objects.filter(
        case_id=shown.id, office_id__in=actor.reach(*AUTHORITIES), state=Stay.State.FORWARDED
    ).exists()


def returnable(shown: CaseFace) -> int | None:
    """The office to which the case can be returned; an appeal goes back by the judge's decision alone."""
    if not shown.passed_on or shown.step.code in shown.service.judging:
        return None
    return sender(Case(pk=shown.id, office_id=shown.office))
