"""What crosses the doors of this block."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.kernel.texts import Text


@dataclass(frozen=True)
class MessageView:
    """A message as its reader sees it."""

    uuid: UUID
    about: UUID | None
    template: str
    title: str
    body: str
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class SentView:
    """How far a message got, without its words. `accepted`: another server took it, no more is known."""

    uuid: UUID
    channel: str
    state: str
    template: str
    subject: int
    made_at: datetime
    settled_at: datetime | None
    attempts: int
    error: str


@dataclass(frozen=True)
class GenuineView:
    """What anybody may know of a message whose code they hold: who sent it, when, over which channel, of what kind.

    `office` is a subject id, None for the house itself. `same_words`: whether the words shown are those that were sent;
    None when there were none to compare. `beside`: what stood before and behind them, where they were all there;
    `title`: what the pack writes above such a message, its places in braces.
    """

    code: str
    office: int | None
    kind: Text | None
    channel: str
    made_at: datetime
    same_words: bool | None
    beside: tuple[str, str] = ("", "")
    title: Text | None = None


@dataclass(frozen=True)
class OutboxView:
    """The outbox at a glance. `oldest_at`: since when the first one waits."""

    waiting: int
    oldest_at: datetime | None
    failed: int


@dataclass(frozen=True)
class DemoPostView:
    """What would have left the house, had it not been a demonstration."""

    channel: str
    address: str
    title: str
    body: str
    at: datetime
