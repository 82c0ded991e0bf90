"""Changes of offices as a pack tells them: what was done differently since which day."""

from __future__ import annotations

from datetime import date

from korat.blocks.ledger.typed import Code, OfficeCode, Typed
from korat.kernel.texts import Text


class ChangeDefinition(Typed):
    """A dated entry of `changes.yaml`: the office's public page compares the months before and after."""

    code: Code
    office: OfficeCode
    day: date
    names: Text
