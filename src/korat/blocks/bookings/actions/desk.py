"""What the office writes down on the day: who came, who is done, who stayed away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from korat.blocks.bookings import refusals
from korat.blocks.bookings.actions import deposits
from korat.blocks.bookings.actions.change import locked, note
from korat.blocks.bookings.models import Booking
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import OFFICE, of_office_or_404
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict

State = Booking.State


def arrive(*, actor: Actor, now: datetime, reference: str) -> None:
    """They came; also after somebody wrote down too soon that they had not."""
    settle(actor, now, reference, "arrived", State.ARRIVED, (State.BOOKED, State.HELD, State.NO_SHOW))


def finish(*, actor: Actor, now: datetime, reference: str) -> None:
    settle(actor, now, reference, "done", State.DONE, (State.ARRIVED,))


def stay_away(*, actor: Actor, now: datetime, reference: str) -> None:
    """They did not come: only once it has begun."""
    settle(actor, now, reference, "missed", State.NO_SHOW, (State.BOOKED,))


def settle(actor: Actor, now: datetime, reference: str, verb: str, state: str, before: Collection[str]) -> None:
    """NotFound to everyone but the office."""
    with transaction.atomic():
        row = locked(reference)
        grant = of_office_or_404(actor, row.office_id)
        if row.state == state:
            return
        act = note(actor, grant, OFFICE, verb, row, now)
        if row.state not in before:
            raise refusals.over()
        if state == State.NO_SHOW and now < row.start_at:
            raise Conflict(
                th="ยังไม่ถึงเวลานัด จึงยังบันทึกว่าไม่มาไม่ได้",
                en="It has not begun yet: nobody has stayed away.",
                code="too_early",
            )
        row.state, row.held_until = state, None
        row.save(update_fields=["state", "held_until"])
        if state in (State.DONE, State.NO_SHOW):
            deposits.end(resource_by_id(row.resource_id), row, now, act)
