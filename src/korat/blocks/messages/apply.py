"""Writing a pack's messages, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.messages.models import Template
from korat.blocks.messages.pack import TemplateDefinition


def differences(wanted: Sequence[TemplateDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    present = dict(Template.objects.filter(retired_at=None).values_list("code", "definition"))
    return {"messages": compare(present, {one.code: one.model_dump(mode="json") for one in wanted})}


def apply_definitions(wanted: Sequence[TemplateDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    found = differences(wanted)
    Template.objects.bulk_create(
        [
            Template(code=one.code, definition=one.model_dump(mode="json"))
            for one in wanted
            if one.code in found["messages"].written
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["definition", "retired_at"],
    )
    Template.objects.filter(code__in=found["messages"].retired).update(retired_at=now)
    return found
