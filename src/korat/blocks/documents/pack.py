"""The look of papers, as a pack gives it."""

from __future__ import annotations

from pydantic import Field

from korat.blocks.ledger.typed import Code, Typed


class PaperDefinition(Typed):
    """`papers/CODE.typ`: a typst file that defines `sheet(data, qr)`."""

    code: Code
    source: str = Field(min_length=1, max_length=100_000)
