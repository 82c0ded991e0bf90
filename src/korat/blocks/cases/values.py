"""What passes through the doors of this block: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from korat.blocks.bookings.values import Wanted
from korat.blocks.catalog.definition import Category, Move, ServiceDefinition, Step
from korat.blocks.ledger.actor import GrantView
from korat.kernel.geo import Point


@dataclass(frozen=True)
class Contact:
    """How to reach the reporter; every part may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""
    device: str = ""
    account: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.phone, self.email, self.device, self.account))


@dataclass(frozen=True)
class Where:
    """The place of a case. `inside`: whether it lies in the jurisdiction, None when nobody is sure."""

    place: str | None = None
    jurisdiction: str | None = None
    inside: bool | None = None
    point: Point | None = None
    accuracy_m: int | None = None
    landmark: str = ""
    # The number of a fixed thing that stands there and is meant.
    asset: str = ""


@dataclass(frozen=True)
class Request:
    """What a person or a program asks for, already cleaned. `owner_answer` tells who owns the thing, if asked."""

    service: ServiceDefinition
    category: Category | None
    where: Where
    channel: str
    answers: Mapping[str, object] = field(default_factory=dict)
    description: str = ""
    contact: Contact = Contact()
    photos: tuple[str, ...] = ()
    # Handles of the evidence, by the code of the file that the service asked for.
    files: Mapping[str, str] = field(default_factory=dict)
    media_url: str = ""
    # The free time chosen, where the service books something.
    slot: Wanted | None = None
    # Words of danger were told, and the reporter went on.
    urgent: bool = False


@dataclass(frozen=True)
class Opened:
    """`follow_key` lets an unnamed reporter come back; it is shown once and kept only as a digest. `also`: the references of
    what was opened beside it from the same form."""

    uuid: UUID
    reference: str
    follow_key: str | None
    subject: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lead:
    """The case that leads a joined one."""

    uuid: UUID
    reference: str


@dataclass(frozen=True)
class CaseLine:
    """A case as a line of a list."""

    id: int
    reference: str
    service: ServiceDefinition
    category: Category | None
    step: Step
    state: str
    due_at: datetime | None
    place: str | None
    jurisdiction: str | None
    urgent: bool

    @property
    def closed(self) -> bool:
        return self.state == "closed"

    @property
    def asking(self) -> bool:
        """Handed in, and waiting for its reporter's word."""
        return not self.closed and self.step.code in self.service.asking

    def is_overdue(self, now: datetime) -> bool:
        """Whether the office still owes what it promised for an earlier day."""
        return not self.closed and not self.asking and self.due_at is not None and now > self.due_at


@dataclass(frozen=True)
class CaseFace(CaseLine):
    """The facts of a case. `point` and `place` are given only as exactly as its category allows outsiders."""

    uuid: UUID
    channel: str
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    met_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    paused_at: datetime | None
    point: Point | None
    office: int
    subject: int
    public: bool
    sealed: bool
    public_note: str
    public_text: str
    reopened: int
    solved: bool | None
    version: int
    route: Mapping[str, object]
    assignee: int | None
    # Why it waits, until when; how often its clock broke and which office heard; how many of how many are done.
    pause: str = ""
    pause_until: datetime | None = None
    level: int = 0
    raised_to: int | None = None
    count: int | None = None
    counted: int | None = None
    comments: int = 0
    # Joined: step, state, clocks and office are those of the case that leads it.
    lead: Lead | None = None
    leads: int = 0
    linked: bool = False
    passed_on: bool = False
    surge: int | None = None
    asset: int | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the promise was met too late, or is not met though its day has passed; what was taken back waits for nothing."""
        return self.due_at is not None and (self.met_at or self.closed_at or now) > self.due_at

    def answer_is_late(self, now: datetime) -> bool:
        return self.answer_due_at is not None and (self.answered_at or self.closed_at or now) > self.answer_due_at


@dataclass(frozen=True)
class Report:
    """The private words of a case."""

    description: str
    landmark: str
    media_url: str
    answers: Mapping[str, object]


@dataclass(frozen=True)
class Entry:
    """One line of a timeline: an act, with its words when a look has opened them."""

    uuid: UUID
    kind: str
    at: datetime
    office: int | None
    post: str
    ground: str
    facts: Mapping[str, object]
    words: Mapping[str, object] = field(default_factory=dict)
    # Done in one's own matter by the reporter of another report that is joined to this one.
    others: bool = False


@dataclass(frozen=True)
class Work:
    """A task of a case."""

    uuid: UUID
    office: int
    instruction: str
    state: str
    ordered_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    parts: str = ""
    minutes: int | None = None
    satang: int | None = None


@dataclass(frozen=True)
class Comment:
    """What an official told the colleagues. Never shown outside the office."""

    words: str
    post: str
    at: datetime


@dataclass(frozen=True)
class CasePage:
    """Everything one case page shows to one reader: `relation` is own, mandate, office, crew, former or public:
    a former office passed the case on, and reads its facts and story without a look.

    `purpose`, `basis` and `grant` are those of the look.
    """

    face: CaseFace
    relation: str
    moves: tuple[Move, ...]
    timeline: tuple[Entry, ...]
    # What a crew was last told to do.
    order: str | None = None
    report: Report | None = None
    contact: Contact | None = None
    purpose: str = ""
    basis: str = ""
    grant: GrantView | None = None
    comments: tuple[Comment, ...] = ()
