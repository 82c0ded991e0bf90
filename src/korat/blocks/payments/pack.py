"""Who collects, into which account, for which local fees, and how their bank writes a statement: `cashiers.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from korat.blocks.ledger.typed import Code, OfficeCode, Typed
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text

# How long an id of each kind is: a taxpayer's number, a telephone number, an e-wallet, a biller at the bank.
LENGTHS = {"tax": 13, "phone": 10, "wallet": 15, "biller": 15}


class Account(Typed):
    """Where a QR sends the money. `demonstration`: nobody's id; it says so wherever it shows."""

    kind: Literal["tax", "phone", "wallet", "biller"]
    id: Annotated[str, Field(pattern=r"^[0-9]{10,15}$")]
    names: Text
    demonstration: bool = False

    @model_validator(mode="after")
    def is_as_long_as_its_kind(self) -> Account:
        wanted = LENGTHS[self.kind]
        if len(self.id) != wanted:
            raise Invalid(
                th=f"หมายเลขแบบ {self.kind} ต้องมี {wanted} หลัก", en=f"An id of the kind {self.kind} has {wanted} digits."
            )
        return self


class Columns(Typed):
    """The headings of the bank's columns, word for word."""

    date: str = Field(min_length=1, max_length=80)
    amount: str = Field(min_length=1, max_length=80)
    reference: str = Field(min_length=1, max_length=80)
    time: str | None = None
    # The bank's own number of a line; without it the line itself is its number.
    id: str | None = None


class StatementForm(Typed):
    """A bank's CSV. `skip`: lines above the headings. Years may be Buddhist or Christian."""

    encoding: Literal["utf-8", "tis-620"] = "utf-8"
    delimiter: Literal[",", ";", "tab"] = ","
    skip: int = Field(default=0, ge=0, le=50)
    order: Literal["day-month-year", "year-month-day"] = "day-month-year"
    columns: Columns


class LocalFee(Typed):
    """What the local government's own ordinance takes for a service. `verified`: someone read the ordinance."""

    satang: int = Field(gt=0, le=10_000_000_000)
    ordinance: Text | None = None
    verified: bool = False


class CashierDefinition(Typed):
    """`code`: the office that collects; `serves`: the local government it collects for, with all its offices."""

    code: OfficeCode
    serves: OfficeCode
    account: Account
    statement: StatementForm
    fees: dict[Code, LocalFee] = {}
    counter: Text | None = None
