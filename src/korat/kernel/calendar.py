"""Working time: when an office is open, and when something promised to a person is due."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, cast

from korat.kernel import language as languages
from korat.kernel.clock import local
from korat.kernel.errors import Invalid

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Unit = Literal["working_hours", "working_days", "hours", "days"]

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingWeek:
    """When an office works: weekdays (Monday is 0), hours on the wall of `zone`, days off, perhaps lunch.

    Moments go in aware and come out in UTC. A change of summer time is taken to fall outside working hours.
    """

    days: frozenset[int]
    opens: time
    closes: time
    zone: tzinfo
    holidays: frozenset[date] = frozenset()
    lunch: tuple[time, time] | None = None

    def __post_init__(self) -> None:
        hours = [self.opens, *(self.lunch or ()), self.closes]
        if not self.days or not self.days <= frozenset(range(7)):
            raise _wrong_week("วันทำการต้องเป็น 0 (จันทร์) ถึง 6 (อาทิตย์)", "Working days are 0 (Monday) to 6 (Sunday).")
        if any(earlier >= later for earlier, later in pairwise(hours)):
            raise _wrong_week("เวลาเปิดต้องมาก่อนเวลาปิด", "Working hours must open before they close.")

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    def is_working(self, moment: datetime) -> bool:
        """Whether the office is open; at the closing minute it no longer is."""
        return self.next_working(moment) == moment

    def next_working(self, moment: datetime) -> datetime:
        """The moment itself while the office is open, else the next opening."""
        return self._utc(self._next_period(self._wall(moment))[0])

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """The moment when so many working hours have gone by; none: the next working moment."""
        left = timedelta(hours=_not_negative(hours))
        for start, stop in self._periods(self._wall(moment)):
            if left <= stop - start:
                break
            left -= stop - start
        return self._utc(start + left)

    def add_days(self, moment: datetime, days: int) -> datetime:
        """Closing time of the working day `days` after the one when work starts; that one is not counted."""
        day = self._next_period(self._wall(moment))[0].date()
        for _ in range(int(_not_negative(days))):
            day += _DAY
            while not self.is_working_day(day):
                day += _DAY
        return self._utc(datetime.combine(day, self.closes))

    def working_hours_between(self, earlier: datetime, later: datetime) -> float:
        """Working hours from one moment to the other; negative when the second comes first."""
        if later < earlier:
            return -self.working_hours_between(later, earlier)
        end, total = self._wall(later), timedelta()
        for start, stop in self._periods(self._wall(earlier)):
            if start >= end:
                break
            total += min(stop, end) - start
        return total / _HOUR

    def _periods(self, wall: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open periods from `wall` on, without end; the first is cut at `wall`."""
        day, hours = wall.date(), self._hours()
        while True:
            if self.is_working_day(day):
                for opens, closes in hours:
                    stop = datetime.combine(day, closes)
                    if stop > wall:
                        yield max(datetime.combine(day, opens), wall), stop
            day += _DAY

    def _next_period(self, wall: datetime) -> tuple[datetime, datetime]:
        return next(self._periods(wall))

    def _hours(self) -> tuple[tuple[time, time], ...]:
        if self.lunch is None:
            return ((self.opens, self.closes),)
        return ((self.opens, self.lunch[0]), (self.lunch[1], self.closes))

    def _wall(self, moment: datetime) -> datetime:
        return local(moment, self.zone).replace(tzinfo=None)

    def _utc(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)


_UNIT_NAMES: dict[Unit, tuple[str, str]] = {
    "working_hours": ("ชั่วโมงทำการ", "working hour"),
    "working_days": ("วันทำการ", "working day"),
    "hours": ("ชั่วโมง", "hour"),
    "days": ("วัน", "day"),
}
_SPAN = r"^[0-9]{1,4} (working )?(hours?|days?)$"


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take, in a pack's words: `4 working hours`, `3 working days`, `24 hours`."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: object) -> "Span":
        """From a pack's words; Invalid with examples."""
        if isinstance(text, Span):
            return text
        if not isinstance(text, str) or not re.fullmatch(_SPAN, " ".join(text.split())):
            raise Invalid(
                "ระยะเวลาต้องเขียนเช่น 3 working days, 4 working hours, 24 hours หรือ 30 days",
                "Write a span as 3 working days, 4 working hours, 24 hours or 30 days.",
                code="span",
            )
        amount, *words = text.split()
        unit = "_".join(words).removesuffix("s") + "s"
        return cls(int(amount), cast(Unit, unit))

    def show(self, language: str | None = None) -> str:
        """`3 วันทำการ`, `3 working days`."""
        if languages.base(language or languages.current()) == languages.FIRST:
            return f"{self.amount} {_UNIT_NAMES[self.unit][0]}"
        return str(self)

    def __str__(self) -> str:
        name = _UNIT_NAMES[self.unit][1]
        return f"{self.amount} {name}{'' if self.amount == 1 else 's'}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(
            cls.parse,
            core_schema.is_instance_schema(cls),
            json_schema_input_schema=core_schema.str_schema(pattern=_SPAN),
            serialization=core_schema.to_string_ser_schema(),
        )


def due(moment: datetime, span: Span, week: WorkingWeek) -> datetime:
    """When a span that starts at `moment` is over, in UTC."""
    if span.unit == "working_hours":
        return week.add_hours(moment, span.amount)
    if span.unit == "working_days":
        return week.add_days(moment, span.amount)
    length = timedelta(**{span.unit: span.amount})
    return local(moment, UTC) + length


def _not_negative(amount: float) -> float:
    if not amount >= 0:
        raise ValueError("A clock runs forward only.")
    return amount


def _wrong_week(th: str, en: str) -> Invalid:
    return Invalid(th, en, code="working_week")
