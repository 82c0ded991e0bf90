"""What passes through the doors of this block: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.bookings.slots import Slot
from korat.kernel.texts import Text

ACTIVE = ("held", "booked")


@dataclass(frozen=True)
class ResourceView:
    """Something that can be booked, and the subject id of its office."""

    id: int
    uuid: UUID
    office: int
    said: ResourceDefinition
    retired: bool = False

    @property
    def code(self) -> str:
        return self.said.code

    @property
    def names(self) -> Text:
        return self.said.names

    def part(self, slot: Slot) -> Text | None:
        return next((one.names for one in self.said.slots.parts if one.code == slot.part), None)


@dataclass(frozen=True)
class Wanted:
    """A slot that somebody asks for, by the resource's code."""

    resource: str
    start: datetime
    end: datetime
    seats: int = 1


@dataclass(frozen=True)
class Words:
    """What is said with a booking; every part may be empty."""

    note: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.note or self.phone)


@dataclass(frozen=True)
class FreeSlot:
    """A slot and how many places are left in it; `waiting`: how many wait for it."""

    slot: Slot
    free: int
    bookable: bool
    waiting: int = 0


@dataclass(frozen=True)
class DayView:
    """A day of a resource: how many of its slots are free. `closed`: why it is shut, None when it is open."""

    day: date
    slots: int
    free: int
    closed: str | None = None


@dataclass(frozen=True)
class BookingView:
    """The facts of a booking."""

    id: int
    uuid: UUID
    reference: str
    resource: ResourceView
    subject: int
    start: datetime
    end: datetime
    seats: int
    state: str
    why: str
    held_until: datetime | None
    about: UUID | None
    made_at: datetime

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    @property
    def slot(self) -> Slot:
        return Slot(self.start, self.end)

    def changeable(self, now: datetime) -> bool:
        """Whether whose booking it is may still cancel or move it without asking the office."""
        return self.active and (self.start - now).total_seconds() >= max(self.resource.said.change_minutes * 60, 1)


@dataclass(frozen=True)
class WaitingView:
    """A place on a waiting list; `place` counts from one."""

    uuid: UUID
    resource: ResourceView
    start: datetime
    end: datetime
    place: int


@dataclass(frozen=True)
class ClosureView:
    uuid: UUID
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True)
class TicketView:
    """`label` is what the paper says: the counter's letter and three digits."""

    uuid: UUID
    resource: ResourceView
    number: int
    state: str
    window: int | None
    ahead: int
    taken_at: datetime
    day: date

    @property
    def label(self) -> str:
        return label(self.resource, self.number)


@dataclass(frozen=True)
class Shut:
    """A counter gives no tickets now; when it opens again, where the calendar tells."""

    opens_at: datetime | None


@dataclass(frozen=True)
class CounterView:
    """What the public display shows of one counter: the numbers called, newest first, and how many wait. `shut`: None
    while it gives tickets."""

    resource: ResourceView
    called: tuple[tuple[str, int], ...]
    waiting: int
    shut: Shut | None = None


def label(resource: ResourceView, number: int) -> str:
    letter = resource.said.queue.letter if resource.said.queue else ""
    return f"{letter}{number:03d}"


Plain = Mapping[str, object]
