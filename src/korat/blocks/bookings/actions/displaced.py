"""One press of the office moves everyone whose day has closed to the time that is kept for them."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.bookings.actions.change import confirm
from korat.blocks.bookings.queries.desk import displaced
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict


def move_all(*, actor: Actor, now: datetime) -> int:
    """Each by an act of its own, so that one whose hour has just passed stops no other. Returns how many were moved."""
    return sum(moved(actor, now, one.reference) for one in displaced(actor, now) if one.state == "held")


def moved(actor: Actor, now: datetime, reference: str) -> bool:
    try:
        confirm(actor=actor, now=now, reference=reference)
    except Conflict:
        return False
    return True
