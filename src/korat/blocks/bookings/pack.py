"""A thing that can be booked, as a pack says it. Its JSON Schema is published, so that an editor completes it."""

from __future__ import annotations

from datetime import time
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from korat.blocks.catalog.profile import Day
from korat.blocks.catalog.rules import Fee
from korat.blocks.ledger.typed import Code, OfficeCode, PlaceCode, Typed
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text


class Hours(Typed):
    """Weekdays and one stretch of opening hours, on the wall of the pack's time zone; lunch lies between two of them."""

    days: tuple[Day, ...] = Field(min_length=1)
    opens: time
    closes: time

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Hours:
        if self.opens >= self.closes:
            raise Invalid(th="เวลาเปิดต้องมาก่อนเวลาปิด", en="It must open before it closes.")
        return self


class Part(Typed):
    """A named part of the day, such as a morning. Parts may overlap: a whole day takes both halves."""

    code: Code
    names: Text
    start: time = Field(alias="from")
    end: time = Field(alias="to")

    @model_validator(mode="after")
    def begins_before_it_ends(self) -> Part:
        if self.start >= self.end:
            raise Invalid(th=f"ช่วง {self.code}: from ต้องมาก่อน to", en=f"Part {self.code}: from comes before to.")
        return self


class Slots(Typed):
    """What is booked: slots of so many minutes, or named parts of the day."""

    minutes: int | None = Field(default=None, ge=5, le=1440)
    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def is_one_of_both(self) -> Slots:
        if (self.minutes is None) == (not self.parts):
            raise Invalid(
                th="slots ต้องระบุ minutes หรือ parts อย่างใดอย่างหนึ่ง", en="Slots are either minutes or parts of the day."
            )
        return self


class Window(Typed):
    """From how shortly before until how long ahead it can be booked."""

    from_minutes: int = Field(default=60, ge=0, le=60 * 24 * 60)
    days: int = Field(default=60, ge=1, le=400)


class NoShow(Typed):
    """Who stayed away so often within so many days books no more by oneself for some days. `after` 0: never."""

    after: int = Field(default=0, ge=0, le=20)
    within_days: int = Field(default=180, ge=1, le=400)
    days: int = Field(default=30, ge=1, le=400)


class Deposit(Typed):
    """What is left with the office until it is over. `hours`: so long the time is kept for who has not paid; `no_show`:
    what becomes of it when nobody comes. `verified`: someone read the rule of the office."""

    satang: int = Field(gt=0, le=10_000_000_000)
    hours: int = Field(default=24, ge=1, le=24 * 30)
    no_show: Literal["keep", "return"] = "return"
    verified: bool = False


class Queue(Typed):
    """Tickets at the counter: their letter, and how many windows call them."""

    letter: str = Field(pattern=r"^[A-Z]$")
    windows: int = Field(default=1, ge=1, le=40)


class ResourceDefinition(Typed):
    """A hall, a truck, a counter. `kind` is what a service asks for with `books`."""

    code: Code
    kind: Code
    names: Text
    summary: Text | None = None
    icon: str = "calendar-days"
    office: OfficeCode
    place: PlaceCode | None = None
    prefix: str = Field(pattern=r"^[A-Z]{1,6}$")
    hours: tuple[Hours, ...] = Field(min_length=1)
    holidays: Literal["closed", "open"] = "closed"
    slots: Slots
    capacity: int = Field(default=1, ge=1, le=500)
    # How many of the places one booking may take.
    seats_most: int = Field(default=1, ge=1, le=100)
    window: Window = Window()
    per_person: int = Field(default=2, ge=1, le=100)
    # Up to so many minutes before it begins one may cancel or move it oneself.
    change_minutes: int = Field(default=0, ge=0, le=60 * 24 * 30)
    # How long a place that came free is kept for whom it was offered to.
    offer_minutes: int = Field(default=120, ge=10, le=60 * 24 * 7)
    # A day that closes after all: offer another time, or move at once and say so.
    on_closing: Literal["offer", "move"] = "offer"
    no_show: NoShow = NoShow()
    fee: Fee = Fee()
    deposit: Deposit | None = None
    queue: Queue | None = None
    # False: only together with a case of a service that `books` this kind.
    by_itself: bool = True

    @model_validator(mode="after")
    def fits_itself(self) -> ResourceDefinition:
        if self.seats_most > self.capacity:
            raise Invalid(th="seats_most ต้องไม่เกิน capacity", en="seats_most is at most the capacity.")
        for part in self.slots.parts:
            if not any(one.opens <= part.start and part.end <= one.closes for one in self.hours):
                raise Invalid(
                    th=f"ช่วง {part.code} อยู่นอกเวลาเปิด", en=f"The part {part.code} lies outside the opening hours."
                )
        if wrong := overlapping(self.hours):
            raise Invalid(th=f"เวลาเปิดวัน {wrong} ซ้อนกัน", en=f"The opening hours of {wrong} overlap.")
        return self


def overlapping(hours: tuple[Hours, ...]) -> str:
    """A weekday with two stretches that overlap; empty when there is none."""
    for day in dict.fromkeys(day for one in hours for day in one.days):
        ordered = sorted((one.opens, one.closes) for one in hours if day in one.days)
        if any(earlier[1] > later[0] for earlier, later in pairwise(ordered)):
            return day
    return ""
