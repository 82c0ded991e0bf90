"""What a service costs, as far as pack and answers tell. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from korat.blocks.catalog.rules import Fee
from korat.blocks.payments.pack import LocalFee


def each(fee: Fee, local: LocalFee | None) -> int | None:
    """For one case or one unit of it; None where the office sets it, or nobody has told the ordinance."""
    if fee.kind not in ("fixed", "per"):
        return None
    if fee.ordinance:
        return local.satang if local else fee.satang or None
    return fee.satang


def amount(fee: Fee, local: LocalFee | None, answers: Mapping[str, object]) -> int | None:
    """For a case with these answers; None where that cannot be told."""
    one = each(fee, local)
    if one is None or fee.unit is None:
        return one
    try:
        units = Decimal(str(answers.get(fee.unit, "")))
    except InvalidOperation:
        return None
    return int((one * units).to_integral_value(ROUND_HALF_UP)) or None if units > 0 else None
