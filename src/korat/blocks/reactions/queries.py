"""The rules in force, and what could not be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.packs import cached
from korat.blocks.reactions.models import Failure, Rule
from korat.blocks.reactions.pack import Effect, RuleDefinition
from korat.kernel.errors import NotFound
from korat.kernel.texts import Text

# Who minds the house sees what it could not do: of every office, so a town's people do not have it.
WATCH = "house.watch"


@cached
def rules() -> tuple[RuleDefinition, ...]:
    """Every rule of the applied pack, by code."""
    rows = Rule.objects.filter(retired_at=None).order_by("code")
    return tuple(RuleDefinition.model_validate(row.definition) for row in rows)


def failures() -> int:
    """How many reactions failed and wait for another try or for a person."""
    return Failure.objects.count()


@dataclass(frozen=True)
class FailureView:
    """A failed effect. `case`: the case its act is about; `next_at` None: no more tries unless somebody asks for one.

    `effect` is None when the rule is gone from the pack or the effect is none of a rule's.
    """

    uuid: UUID
    rule: str
    effect: Effect | None
    case: UUID | None
    error: str
    said: Text | None
    attempts: int
    at: datetime
    next_at: datetime | None


def failed(actor: Actor, *, limit: int = 100) -> tuple[FailureView, ...]:
    """What failed, newest first. NotFound for whoever has no authority over the house itself."""
    if not actor.may(WATCH):
        raise NotFound
    rows = list(Failure.objects.order_by("-at")[:limit])
    about = about_of([row.act for row in rows])
    return tuple(failure_view(row, about.get(row.act)) for row in rows)


def failure_view(row: Failure, case: UUID | None) -> FailureView:
    rule = next((rule for rule in rules() if rule.code == row.rule), None)
    effect = rule.then[row.effect] if rule and row.effect < len(rule.then) else None
    said = Text.from_json(row.said) if row.said else None
    return FailureView(row.uuid, row.rule, effect, case, row.error, said, row.attempts, row.at, row.next_at)


def about_of(acts: Sequence[UUID]) -> dict[UUID, UUID]:
    """What each of these acts is about."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uuid, about FROM korat_ledger_act WHERE uuid = ANY (%s) AND about IS NOT NULL", [list(acts)]
        )
        return dict(cursor.fetchall())
