"""Which slots a resource has on a day, by its hours and the calendar. Pure: who has booked them, the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from korat.blocks.bookings.pack import Hours, ResourceDefinition
from korat.blocks.catalog.profile import DAYS


@dataclass(frozen=True, order=True)
class Slot:
    """From when to when, in UTC; `part` is the code of the named part of the day, if it is one."""

    start: datetime
    end: datetime
    part: str = ""

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


def open_on(resource: ResourceDefinition, day: date, holidays: frozenset[date]) -> tuple[Hours, ...]:
    """The stretches in which it is open on a day; none on its day off or a holiday."""
    if resource.holidays == "closed" and day in holidays:
        return ()
    return tuple(sorted((one for one in resource.hours if DAYS[day.weekday()] in one.days), key=lambda one: one.opens))


def slots_on(resource: ResourceDefinition, day: date, zone: tzinfo, holidays: frozenset[date]) -> tuple[Slot, ...]:
    """Every slot of a day, in the order of their beginning."""
    stretches = open_on(resource, day, holidays)
    return tuple(
        sorted(parts(resource, stretches, day, zone) if resource.slots.parts else ticks(resource, stretches, day, zone))
    )


def parts(resource: ResourceDefinition, stretches: tuple[Hours, ...], day: date, zone: tzinfo) -> Iterator[Slot]:
    for part in resource.slots.parts:
        if any(one.opens <= part.start and part.end <= one.closes for one in stretches):
            yield from real(moment(day, part.start, zone), moment(day, part.end, zone), part.code)


def ticks(resource: ResourceDefinition, stretches: tuple[Hours, ...], day: date, zone: tzinfo) -> Iterator[Slot]:
    """Slots of equal length; what is left over at the end of a stretch is no slot."""
    length = timedelta(minutes=resource.slots.minutes or 0)
    for one in stretches:
        start, closes = moment(day, one.opens, zone), moment(day, one.closes, zone)
        count = max(0, (closes - start) // length)
        for begins, ends in pairwise(start + length * number for number in range(count + 1)):
            yield from real(begins, ends)


def real(start: datetime, end: datetime, part: str = "") -> Iterator[Slot]:
    """On the night when clocks go forward a slot may vanish."""
    if start < end:
        yield Slot(start, end, part)


def moment(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
