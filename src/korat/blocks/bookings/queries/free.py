"""Which slots are free. Two statements for a whole month: what is taken, and what an officer closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice

from korat.blocks.bookings.models import WaitingEntry
from korat.blocks.bookings.slots import Slot, moment, slots_on
from korat.blocks.bookings.values import DayView, FreeSlot, ResourceView
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.rows import fetch
from korat.kernel.clock import local

# Places that are taken for the same stretch come in one row: a busy month is then a few hundred.
TAKEN = """
    SELECT lower(during), upper(during), array_agg(number) FROM korat_bookings_seat
    WHERE resource_id = %s AND during && tstzrange(%s, %s) GROUP BY during
"""
CLOSED = """
    SELECT start_at, end_at, reason FROM korat_bookings_closure
    WHERE resource_id = %s AND ended_at IS NULL AND end_at > %s AND start_at < %s ORDER BY start_at
"""
Stretch = tuple[datetime, datetime]
# For how many days another time is looked for.
HORIZON = 30
Shut = tuple[datetime, datetime, str]


@dataclass(frozen=True)
class Taken:
    """What is taken of a resource in a stretch of days, by the UTC days that it touches, and what is closed."""

    capacity: int
    seats: Mapping[date, Sequence[tuple[datetime, datetime, Sequence[int]]]]
    closed: Sequence[Shut]

    def free(self, slot: Slot) -> int:
        return 0 if self.reason(slot) is not None else self.capacity - len(self.gone(slot))

    def gone(self, slot: Slot) -> set[int]:
        """The places that somebody has at some moment of the slot."""
        near = (row for day in span(slot.start, slot.end) for row in self.seats.get(day, ()))
        return {number for start, end, numbers in near if slot.overlaps(start, end)
                for number in numbers if number <= self.capacity}  # fmt: skip

    def numbers(self, slot: Slot) -> list[int]:
        """The places that nobody has at any moment of the slot."""
        gone = self.gone(slot)
        return [number for number in range(1, self.capacity + 1) if number not in gone]

    def reason(self, slot: Slot) -> str | None:
        """The office's words for why it is closed then; None when it is not."""
        return next((reason for start, end, reason in self.closed if slot.overlaps(start, end)), None)


def taken(resource: ResourceView, start: datetime, end: datetime) -> Taken:
    seats: dict[date, list[tuple[datetime, datetime, Sequence[int]]]] = defaultdict(list)
    for begins, ends, numbers in fetch(TAKEN, [resource.id, start, end]):
        for day in span(max(begins, start), min(ends, end)):
            seats[day].append((begins, ends, numbers))
    return Taken(resource.said.capacity, seats, closed(resource, start, end))


def closed(resource: ResourceView, start: datetime, end: datetime) -> Sequence[Shut]:
    """What an officer closed in that stretch, with the reason given."""
    return fetch(CLOSED, [resource.id, start, end])


def span(start: datetime, end: datetime) -> Iterator[date]:
    """The UTC days that a stretch touches."""
    day = start.date()
    while day <= end.date():
        yield day
        day += timedelta(days=1)


def slots_of(resource: ResourceView, day: date) -> tuple[Slot, ...]:
    return slots_on(resource.said, day, catalog.zone(), catalog.holidays())


def bookable_from(resource: ResourceView, now: datetime) -> Stretch:
    """The earliest and the latest beginning that may be booked now."""
    window = resource.said.window
    return now + timedelta(minutes=window.from_minutes), now + timedelta(days=window.days)


def is_free(resource: ResourceView, slot: Slot, seats: int = 1) -> bool:
    return taken(resource, slot.start, slot.end).free(slot) >= seats


def slots_of_day(resource: ResourceView, day: date, now: datetime) -> tuple[FreeSlot, ...]:
    """Every slot of a day that has not begun, with the places left and how many wait for it."""
    slots = [slot for slot in slots_of(resource, day) if slot.start > now]
    if not slots:
        return ()
    found = taken(resource, slots[0].start, max(slot.end for slot in slots))
    waiting = waiting_for(resource, slots)
    first, last = bookable_from(resource, now)
    return tuple(
        FreeSlot(slot, found.free(slot), first <= slot.start <= last and found.reason(slot) is None,
                 waiting.get((slot.start, slot.end), 0))
        for slot in slots
    )  # fmt: skip


def waiting_for(resource: ResourceView, slots: Sequence[Slot]) -> dict[Stretch, int]:
    rows = WaitingEntry.objects.filter(
        resource_id=resource.id, state="waiting", start_at__gte=slots[0].start, start_at__lte=slots[-1].start
    ).values_list("start_at", "end_at")
    counted: dict[Stretch, int] = defaultdict(int)
    for stretch in rows:
        counted[stretch] += 1
    return counted


def days(resource: ResourceView, first: date, count: int, now: datetime) -> tuple[DayView, ...]:
    """So many days from `first` on, each with its slots that can still be booked."""
    zone = catalog.zone()
    last = first + timedelta(days=count)
    midnight = datetime.min.time()
    found = taken(resource, moment(first, midnight, zone), moment(last, midnight, zone))
    return tuple(day_view(resource, found, first + timedelta(days=number), now) for number in range(count))


def day_view(resource: ResourceView, found: Taken, day: date, now: datetime) -> DayView:
    begins, ends = bookable_from(resource, now)
    whole = slots_of(resource, day)
    slots = [slot for slot in whole if begins <= slot.start <= ends]
    reasons = [found.reason(slot) for slot in whole]
    shut = (reasons[0] or "") if reasons and all(reason is not None for reason in reasons) else None if whole else ""
    return DayView(day, len(slots), sum(1 for slot in slots if found.free(slot)), shut)


def next_free(resource: ResourceView, near: Slot, seats: int, now: datetime) -> Slot | None:
    """The free slot that comes nearest to one that is lost: soonest day first, then the nearest hour, as long as it was."""
    fitting = next(free_days(resource, near, seats, now), [])
    return min(fitting, key=lambda slot: abs(minute_of(slot) - minute_of(near)), default=None)


def other_times(resource: ResourceView, near: Slot, seats: int, now: datetime, count: int = 3) -> tuple[Slot, ...]:
    """The next free slots that somebody may choose instead of one."""
    slots = chain.from_iterable(free_days(resource, near, seats, now))
    return tuple(islice((slot for slot in slots if slot.start != near.start), count))


def free_days(resource: ResourceView, near: Slot, seats: int, now: datetime) -> Iterator[list[Slot]]:
    """Day by day what is free and as long as a slot, from its own day on; one statement for them all."""
    zone, length = catalog.zone(), near.end - near.start
    begins, ends = bookable_from(resource, now)
    first = max(local(near.start, zone).date(), local(now, zone).date())
    last = moment(first + timedelta(days=HORIZON + 1), datetime.min.time(), zone)
    found = taken(resource, min(now, near.start), last)
    for number in range(HORIZON):
        fitting = [
            slot for slot in slots_of(resource, first + timedelta(days=number))
            if begins <= slot.start <= ends and slot.end - slot.start == length and found.free(slot) >= seats
        ]  # fmt: skip
        if fitting:
            yield fitting


def minute_of(slot: Slot) -> int:
    """The minute of the day on the wall at which it begins."""
    wall = local(slot.start, catalog.zone())
    return wall.hour * 60 + wall.minute
