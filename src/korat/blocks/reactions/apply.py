"""Writing a pack's rules, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.reactions.models import Rule
from korat.blocks.reactions.pack import RuleDefinition


def differences(wanted: Sequence[RuleDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    present = dict(Rule.objects.filter(retired_at=None).values_list("code", "definition"))
    return {"reactions": compare(present, {one.code: content(one) for one in wanted})}


def apply_definitions(wanted: Sequence[RuleDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    found = differences(wanted)
    Rule.objects.bulk_create(
        [Rule(code=one.code, definition=content(one)) for one in wanted if one.code in found["reactions"].written],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["definition", "retired_at"],
    )
    Rule.objects.filter(code__in=found["reactions"].retired).update(retired_at=now)
    return found


def content(one: RuleDefinition) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_defaults=True)
