"""A town's health division is dissolved into its welfare division: what several tests tell of it."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions as people

OLD, HEIR, CREW = "sikhio-town.public-health", "sikhio-town.welfare", "sikhio-town.cleaning-crew"
ORDER = "สค 52301/1"


def ordered(actor: Actor, now: datetime, **given: object) -> None:
    wanted = {"office": OLD, "successor": HEIR, "order": ORDER, "begins_at": now, **given}
    people.dissolve(actor=actor, now=now, **wanted)


def dissolved(actor: Actor, now: datetime) -> None:
    """Ordered for this very day, and carried out by the house."""
    ordered(actor, now)
    assert people.carry_out(now) == 1
    assert people.carry_out(now) == 0
