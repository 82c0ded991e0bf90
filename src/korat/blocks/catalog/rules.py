"""Typed rules of a service: who owns the thing, what its place is, what a move must show, why a case may wait, who hears
when a clock breaks, what silence does, who hears an appeal, what everyone may read of a permit, its files and its fee."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from korat.blocks.ledger.typed import Code, Typed
from korat.kernel.calendar import Span
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text


class Ownership(Typed):
    """Who may own the thing; which question tells. No owner named: the register tells."""

    default: Code | None = "town"
    question: Code | None = None
    answers: dict[str, Code] = {}


class Spot(Typed):
    """What the place of a case is, and so what the form asks of it: a `thing` or a spot in the street, by pin, plate or
    landmark; a `house` or shop, by its address; the `community` alone.

    `asks` and `hint`: the question and what to write, where this service has better words than every other.
    """

    kind: Literal["thing", "house", "community"] = Field(alias="is")
    asks: Text | None = None
    hint: Text | None = None

    @property
    def pointed(self) -> bool:
        """Whether it can be marked on a map."""
        return self.kind != "community"


class Evidence(Typed):
    """What comes with finished work: photographs taken near the place, and how many of the things were done.

    `count` names the question that told how many there are; when fewer are done, the move `partly` is made instead.
    """

    photos: int = Field(default=1, ge=1, le=5)
    within_m: int | None = Field(default=None, ge=5, le=5000)
    count: Code | None = None
    partly: Code | None = None

    @model_validator(mode="after")
    def counts_for_a_part(self) -> Evidence:
        if (self.count is None) != (self.partly is None):
            raise Invalid(
                th="count กับ partly ต้องมาคู่กัน: ข้อหนึ่งบอกจำนวน อีกข้อบอกว่าทำอย่างไรเมื่อยังไม่ครบ",
                en="count and partly come together: one tells how many, the other what happens when fewer are done.",
            )
        return self


class Pause(Typed):
    """A reason why a case waits: whose turn it is, and after how many days the office is reminded."""

    code: Code
    names: Text
    whose: Literal["resident", "office", "other"]
    days: int = Field(ge=1, le=366)


class Reason(Typed):
    code: Code
    names: Text


class Urgency(Typed):
    """Danger that an officer sees, and sees pass: why, from a list each, and from then within which time it is to be done."""

    reasons: tuple[Reason, ...] = Field(min_length=1)
    ends: tuple[Reason, ...] = Field(min_length=1)
    completion: Span | None = None

    def listed(self, *, urgent: bool) -> tuple[Reason, ...]:
        return self.reasons if urgent else self.ends

    def reason(self, code: str) -> Reason | None:
        return next((one for one in (*self.reasons, *self.ends) if one.code == code), None)


class Escalation(Typed):
    """So long after the promised day the office of this role hears of it: the one near the place, else any that bears it."""

    after: Span
    role: Code


# The purpose of the move that ends a silence: the house's own, no post holds it.
LAPSE = "case.lapse"


class Silence(Typed):
    """Asked whether it is solved and silent: after `remind` the reporter is asked once more, and `close` after that the
    house makes `move`, as nobody answered."""

    remind: Span
    close: Span
    move: Code


class Appeal(Typed):
    """Within so many days after the case was closed its reporter may ask another office to judge."""

    days: int = Field(ge=1, le=366)
    role: Code


class Register(Typed):
    """What everyone may read of the permits of a service: kind, place, number, since and until when. Never who holds one.

    `step`: where a case rests while its permit holds. `verified`: someone read that law lets it be public.
    """

    step: Code
    valid: Span | None = None
    verified: bool = False


class FileAsked(Typed):
    """A file that the form asks for as evidence: a photograph or a PDF. Only the office that answers opens it."""

    code: Code
    names: Text
    hint: Text | None = None
    required: bool = False


# What a clerk scans when a report comes by letter. It bears the writer's name: evidence, never a photograph for the crew.
LETTER = FileAsked(code="letter", names=Text.of(th="หนังสือที่สแกนไว้", en="The letter, scanned"))


class Fee(Typed):
    """What it costs. `per`: so much for each unit, as the number question `unit` tells; `office`: set for each case.

    `ordinance: config`: the amount stands in the local government's own ordinance, that is in its cashier's file.
    """

    kind: Literal["free", "fixed", "per", "office"] = "free"
    satang: int = Field(default=0, ge=0, le=10_000_000_000)
    unit: Code | None = None
    ordinance: Literal["config"] | None = None
    due: Span = Span(30, "days")
    note: Text | None = None
    verified: bool = False

    @model_validator(mode="after")
    def says_its_unit(self) -> Fee:
        if (self.kind == "per") != (self.unit is not None):
            raise Invalid(
                th="ค่าธรรมเนียมแบบ per ต้องบอก unit คือรหัสคำถามที่ตอบเป็นจำนวน และแบบอื่นไม่ต้องมี",
                en="A fee per unit names its unit, the code of a number question; no other fee does.",
            )
        if self.kind in ("fixed", "per") and not self.satang and not self.ordinance:
            raise Invalid(
                th="ค่าธรรมเนียมต้องมีจำนวนเป็นสตางค์ หรือ ordinance: config",
                en="A fee has an amount in satang, or ordinance: config.",
            )
        return self


class Face(Typed):
    """Whether a case of this service has a public face at all."""

    shown: bool = False
