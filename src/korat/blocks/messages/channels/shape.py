"""The fixed shape of a channel: it takes one letter and says what became of it. It raises nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """What leaves the house. `id` stays the same however often it is tried, so that repetitions show."""

    id: UUID
    to: str
    title: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Accepted:
    """The other side took it over. Whether it arrives is another matter."""

    remote_id: str


@dataclass(frozen=True)
class Deferred:
    """Not now. `reason` is a code without personal data; `down`: no other letter would fare better."""

    reason: str
    after: timedelta | None = None
    down: bool = False


@dataclass(frozen=True)
class Rejected:
    """Never: the other side refused this letter for good."""

    reason: str


Outcome = Accepted | Deferred | Rejected


class Channel(Protocol):
    def send(self, letter: Letter, /) -> Outcome: ...
