"""Making messages for a test, and a channel that notes what it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import actions
from korat.blocks.messages.channels import Accepted, Letter, Outcome
from korat.blocks.messages.wording import Values

TEMPLATE = "case-received"
VALUES = {"reference": "R69-000001-1", "office": "กองช่าง", "link": "https://korat.example/c/R69-000001-1"}


def newcomer() -> Actor:
    """Somebody of whom the house knows nothing yet."""
    subject, uuid, grant = ledger.admit(kind="unnamed")
    return Actor(subject, uuid, (grant,), session="newcomer")


def reachable(actor: Actor, now: datetime, *, phone: str = "+66812345678", email: str = "resident@example.org") -> None:
    actions.keep_addresses(actor=actor, subject=actor.subject, purpose="self", now=now, phone=phone, email=email)


def send(
    to: Actor,
    now: datetime,
    *channels: str,
    about: UUID | None = None,
    cause: UUID | None = None,
    values: Values = VALUES,
) -> tuple[UUID, ...]:
    with transaction.atomic():
        return actions.send(
            actor=service_actor("reactions"), now=now, template=TEMPLATE, subject=to.subject, about=about,
            values=values, channels=channels or ("inbox",), cause=cause,
        )  # fmt: skip


@dataclass
class Noting:
    """A channel that accepts everything, or does what it is told."""

    letters: list[Letter] = field(default_factory=list)
    then: Callable[[Letter], Outcome] = lambda letter: Accepted(f"remote-{letter.id}")

    def send(self, letter: Letter, /) -> Outcome:
        self.letters.append(letter)
        return self.then(letter)
