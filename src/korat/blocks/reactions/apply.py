"""Writing a pack's rules, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from korat.blocks.ledger.packs import Difference, bring, compare, standing
from korat.blocks.reactions.models import Rule
from korat.blocks.reactions.pack import RuleDefinition


def differences(wanted: Sequence[RuleDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    return {"reactions": compare(standing(Rule), contents(wanted))}


def apply_definitions(wanted: Sequence[RuleDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    return {"reactions": bring(Rule, contents(wanted), now)}


def contents(wanted: Sequence[RuleDefinition]) -> dict[str, object]:
    return {one.code: one.model_dump(mode="json", exclude_defaults=True) for one in wanted}
