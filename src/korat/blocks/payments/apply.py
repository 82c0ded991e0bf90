"""Writing a pack's cashiers, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.payments.models import Cashier
from korat.blocks.payments.pack import CashierDefinition


def differences(wanted: Sequence[CashierDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    present = dict(Cashier.objects.filter(retired_at=None).values_list("code", "definition"))
    return {"cashiers": compare(present, {one.code: content(one) for one in wanted})}


def apply_definitions(wanted: Sequence[CashierDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    found = differences(wanted)
    Cashier.objects.bulk_create(
        [Cashier(code=one.code, definition=content(one)) for one in wanted if one.code in found["cashiers"].written],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["definition", "retired_at"],
    )
    Cashier.objects.filter(code__in=found["cashiers"].retired).update(retired_at=now)
    return found


def content(one: CashierDefinition) -> dict[str, Any]:
    return one.model_dump(mode="json", by_alias=True, exclude_defaults=True)
