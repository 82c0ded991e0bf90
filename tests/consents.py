"""A consent asked and given, for the tests that need one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.kernel import clock

WHY = "ขอดูเรื่องไฟส่องสว่างเพื่อช่วยประสานให้เสร็จในคราวเดียว"
YEAR = timedelta(days=366)


def asked(official: Actor, person: int | None, **changed: Any) -> None:
    wanted = {"reason": WHY, "lasts": timedelta(hours=24), "longest": YEAR, "now": clock.now()} | changed
    actions.ask_consent(actor=official, subject=person, **wanted)


def given(official: Actor, person: Actor, **changed: Any) -> tuple[Actor, UUID]:
    """The official as they may act from now on, and the consent's uuid."""
    asked(official, person.subject, **changed)
    (asking,) = people.askings_of(person, clock.now())
    actions.give_consent(actor=person, asking=asking.uuid, now=clock.now())
    return again(official), asking.uuid


def again(official: Actor) -> Actor:
    found = people.actor_of(official.subject, session="test", request="test")
    assert found is not None
    return found
