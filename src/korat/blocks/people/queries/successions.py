"""Which offices are dissolved or will be, by which order, and how far the house has come with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.blocks.ledger.actor import Actor
from korat.blocks.people.models import Succession
from korat.blocks.people.queries.posts import posts


@dataclass(frozen=True)
class SuccessionView:
    """`effected_at` None: its day has not come. `moved`: how many open cases followed so far."""

    uuid: UUID
    office: int
    successor: int
    order: str
    begins_at: datetime
    effected_at: datetime | None
    moved: int


def successions(actor: Actor) -> tuple[SuccessionView, ...]:
    """Those of the offices whose people the actor manages, the newest first."""
    reach = actor.reach("people.manage")
    rows = Succession.objects.filter(office__in=reach).order_by("-pk")[:100]
    return tuple(map(view, rows))


def succession_of(office: int) -> SuccessionView | None:
    """The order by which an office is gone, or will be."""
    row = Succession.objects.filter(office=office).first()
    return view(row) if row else None


def lacking(office: int, successor: int) -> tuple[str, ...]:
    """What posts of the one office may do and no post of the other: a pack gives it, or that work stands still."""
    able = [
        {purpose for one in posts() if one.office == where for purpose in one.purposes} for where in (office, successor)
    ]
    return tuple(sorted(able[0] - able[1]))


def view(row: Succession) -> SuccessionView:
    return SuccessionView(
        row.uuid, row.office_id, row.successor_id, row.order, row.begins_at, row.effected_at, row.moved
    )
