"""What passes through the doors of this block."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

# How the reference of a bill begins.
PREFIX = "B"


@dataclass(frozen=True)
class InvoiceView:
    """A bill. `cashier`: the office that collects; `paid`: what came in for it and counts."""

    uuid: UUID
    reference: str
    about: UUID
    service: str
    subject: int
    cashier: int
    satang: int
    paid: int
    state: str
    made_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    deposit: bool = False

    @property
    def left(self) -> int:
        return max(0, self.satang - self.paid)

    @property
    def credit(self) -> int:
        """What came in beyond the bill and stays with the office until it is used or paid back."""
        return max(0, self.paid - self.satang)

    def is_late(self, now: datetime) -> bool:
        return self.state == "open" and self.due_at is not None and now > self.due_at


@dataclass(frozen=True)
class PaymentView:
    """Money that came in, and how it fits."""

    uuid: UUID
    cashier: int
    method: str
    at: datetime
    satang: int
    reference: str
    verdict: str
    state: str
    choice: str
    invoice: InvoiceView | None


@dataclass(frozen=True)
class Line:
    """A line of a statement as it was read. `fault`: Thai and English, when it could not be."""

    number: int
    id: str = ""
    at: datetime | None = None
    satang: int = 0
    reference: str = ""
    fault: tuple[str, str] | None = None


@dataclass(frozen=True)
class Told:
    """What became of one line: a verdict of a payment, or `seen` before, money `out`, `unreadable`."""

    line: Line
    verdict: str
    payment: UUID | None = None


@dataclass(frozen=True)
class ImportReport:
    """Every line of a statement, in its order."""

    lines: tuple[Told, ...]

    def count(self, verdict: str) -> int:
        return sum(1 for told in self.lines if told.verdict == verdict)
