"""What an authority may require beside a post, such as an electrician's licence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.actions.authority import ground


def hold_competence(
    *, actor: Actor, person: int, competence: str, begins_at: datetime, now: datetime, ends_at: datetime | None = None
) -> None:
    """From a day to a day the person has this competence; said again, the new days count. Forbidden without authority."""
    purpose, grant = ground(actor, ("people.manage",))
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.competence.held",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            concerning={person: None},
            facts={"competence": competence, "until": ends_at.isoformat() if ends_at else None},
        )
        ledger.hold_competence(subject=person, code=competence, begins_at=begins_at, ends_at=ends_at)
