"""The rules in force."""

from __future__ import annotations

from korat.blocks.ledger.packs import cached
from korat.blocks.reactions.models import Failure, Rule
from korat.blocks.reactions.pack import RuleDefinition


@cached
def rules() -> tuple[RuleDefinition, ...]:
    """Every rule of the applied pack, by code."""
    rows = Rule.objects.filter(retired_at=None).order_by("code")
    return tuple(RuleDefinition.model_validate(row.definition) for row in rows)


def failures() -> int:
    """How many reactions failed and wait for a person."""
    return Failure.objects.count()
