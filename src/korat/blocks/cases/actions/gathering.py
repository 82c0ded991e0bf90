"""Cases come into a surge and out of it again, batch by batch. Who ordered it presses once; the worker goes on.

Each case comes in by an act of its own, in the transaction that marks it: whoever is killed in the middle leaves nothing
half done, and nothing is done twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from korat.blocks.cases.actions.surge import PURPOSE, found, holds, inside, resting, stops
from korat.blocks.cases.models import Case, Surge
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.services import service_actor

BEGUN, DONE = "cases.surge.gathering", "cases.surge.released"
GATHERED, RELEASED = "cases.case.gathered", "cases.case.released"
BATCH = 200


@dataclass(frozen=True)
class Ground:
    """Who gathers, on which grant, and by which act they were told to."""

    actor: Actor
    grant: GrantView
    now: datetime
    cause: UUID | None = None


def start_gathering(*, actor: Actor, now: datetime, surge: UUID) -> int:
    """From now on its cases come in by themselves, those that are still to be filed too; how many came in at once.
    Pressed twice it is one order."""
    row, grant = found(actor, surge)
    try:
        with transaction.atomic():
            act = ledger.record(
                actor=actor, grant=grant, kind=BEGUN, purpose=PURPOSE, about=row.uuid, now=now,
                key=f"gathering:{row.uuid}", facts={"order": row.order_number},
            )  # fmt: skip
            Surge.objects.filter(pk=row.pk).update(gathering=act)
    except ledger.DoneBefore:
        return 0
    return bring_in(Ground(actor, grant, now, act), row.pk, BATCH)


def gather(*, actor: Actor, now: datetime, surge: UUID, limit: int = BATCH) -> int:
    """Bring up to `limit` further cases in, each by an act of its own; how many it were."""
    row, grant = found(actor, surge)
    return bring_in(Ground(actor, grant, now), row.pk, limit)


def release(*, actor: Actor, now: datetime, surge: UUID, limit: int = BATCH) -> int:
    """Let the clocks of up to `limit` cases of an ended surge run again; how many it were."""
    row, grant = found(actor, surge)
    return let_run(Ground(actor, grant, now), row.pk, limit)


def gather_on(now: datetime, limit: int = BATCH) -> int:
    """The worker's turn: the next cases of the first order that has any. How many; call again while it returns any."""
    gathers = Q(ended_at=None, gathering__isnull=False, ends_at__gt=now)
    for row in Surge.objects.filter(gathers | Q(ended_at__isnull=False, released_at=None)).order_by("pk"):
        actor = service_actor("surges")
        by = Ground(actor, actor.grants[0], now, row.gathering)
        if count := bring_in(by, row.pk, limit) if holds(row) else let_run(by, row.pk, limit):
            return count
    return 0


@transaction.atomic
def bring_in(by: Ground, id: int, limit: int) -> int:
    """Danger comes in first."""
    row = Surge.objects.select_for_update().get(pk=id)
    rows = inside(row).select_for_update(skip_locked=True).order_by("-urgent", "pk")
    cases = list(rows[:limit]) if holds(row) else []
    for case in cases:
        rest = row.ends_at - case.opened_at if stops(case, urgent=case.urgent) else None
        record(by, GATHERED, case, row, rest)
        case.surge, case.rested, case.updated_at = row, rest, max(by.now, case.updated_at)
        shift(case, rest or timedelta())
    return len(cases)


@transaction.atomic
def let_run(by: Ground, id: int, limit: int) -> int:
    """With the last of them the surge is over, by an act that says so."""
    row = Surge.objects.select_for_update().get(pk=id)
    cases = list(resting(row).select_for_update(skip_locked=True).order_by("pk")[:limit])
    for case in cases:
        left = max(timedelta(), (row.ended_at or row.ends_at) - case.opened_at)
        record(by, RELEASED, case, row, left)
        gained, case.rested, case.updated_at = left - (case.rested or timedelta()), left, max(by.now, case.updated_at)
        shift(case, gained)
    if row.ended_at and row.released_at is None and not resting(row).exists():
        ledger.record(
            actor=by.actor, grant=by.grant, kind=DONE, purpose=PURPOSE, about=row.uuid, now=by.now, cause=by.cause,
            facts={"order": row.order_number},
        )  # fmt: skip
        Surge.objects.filter(pk=row.pk).update(released_at=by.now)
    return len(cases)


def shift(case: Case, by: timedelta) -> None:
    """Move what was promised; who has the page open is told that it changed."""
    case.due_at = case.due_at + by if case.due_at else None
    case.version += 1
    case.save(update_fields=["surge", "rested", "due_at", "version", "updated_at"])


def record(by: Ground, kind: str, case: Case, surge: Surge, rest: timedelta | None) -> None:
    ledger.record(
        actor=by.actor, grant=by.grant, kind=kind, purpose=PURPOSE, about=case.uuid, now=by.now, cause=by.cause,
        concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "surge": str(surge.uuid), "order": surge.order_number,
               "seconds": int(rest.total_seconds()) if rest is not None else 0, "from": case.step, "step": case.step,
               "office": case.office_id},
    )  # fmt: skip
