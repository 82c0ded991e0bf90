"""Surges, and how far the gathering of their cases has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from korat.blocks.cases.actions.surge import PURPOSE, inside, resting
from korat.blocks.cases.models import Case, Surge
from korat.blocks.cases.queries.faces import together
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import NotFound


@dataclass(frozen=True)
class SurgeView:
    """`left`: how many are still to be gathered, or after an early end to be released. None where it was not counted."""

    uuid: UUID
    title: str
    order_number: str
    order_on: date
    office: int
    offices: tuple[int, ...]
    categories: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    gathered: int | None = None
    left: int | None = None
    places: tuple[str, ...] = ()
    # The order as a file that everyone may open; whether its cases come in by themselves by now.
    paper: UUID | None = None
    gathering: bool = False


def surges(actor: Actor) -> tuple[SurgeView, ...]:
    """Those over the actor's offices, newest first."""
    reach = actor.reach(PURPOSE)
    rows = Surge.objects.filter(Q(office_id__in=reach)).order_by("-pk")[:100]
    return tuple(view(row) for row in rows)


def surge(actor: Actor, uuid: UUID) -> SurgeView:
    """One with its counts. NotFound without the authority."""
    row = Surge.objects.filter(uuid=uuid).first()
    if row is None or not set(row.offices) <= actor.reach(PURPOSE):
        raise NotFound()
    left = resting(row) if row.ended_at else inside(row)
    return view(row, Case.objects.filter(surge=row).count(), left.count())


def cases_of_surge(actor: Actor, uuid: UUID, *, limit: int = 50) -> tuple[CaseFace, ...]:
    """Those of its cases that are open, danger first. NotFound without the authority."""
    rows = Case.objects.filter(surge__uuid=surge(actor, uuid).uuid, state=Case.State.OPEN)
    return together(rows.order_by("-urgent", "due_at", "pk")[:limit])


def surge_of(id: int) -> SurgeView | None:
    """The order under which a case stands, for its page."""
    row = Surge.objects.filter(pk=id).first()
    return view(row) if row else None


def view(row: Surge, gathered: int | None = None, left: int | None = None) -> SurgeView:
    return SurgeView(
        row.uuid, row.title, row.order_number, row.order_on, row.office_id, tuple(row.offices), tuple(row.categories),
        row.begins_at, row.ends_at, row.ended_at, gathered, left, tuple(row.places), row.paper, row.gathering is not None,
    )  # fmt: skip
