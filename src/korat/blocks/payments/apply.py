"""Writing a pack's cashiers, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from korat.blocks.ledger.packs import Difference, bring, compare, standing
from korat.blocks.payments.models import Cashier
from korat.blocks.payments.pack import CashierDefinition


def differences(wanted: Sequence[CashierDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    return {"cashiers": compare(standing(Cashier), contents(wanted))}


def apply_definitions(wanted: Sequence[CashierDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    return {"cashiers": bring(Cashier, contents(wanted), now)}


def contents(wanted: Sequence[CashierDefinition]) -> dict[str, object]:
    return {one.code: one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in wanted}
