"""What crosses the doors of this block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from korat.blocks.messages.channels.shape import Choice, Said
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
class Waiting:
    """How many messages wait for their hour, and when the first of them goes."""

    count: int
    first: datetime


@dataclass(frozen=True)
class DemoPostView:
    """What would have left the house, had it not been a demonstration."""

    channel: str
    address: str
    title: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Hours:
    """When nobody is woken: from `begins` to `ends`, over midnight if it is so."""

    begins: time
    ends: time
    zone: ZoneInfo

    def until(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that hold now; None when none hold."""
        here = now.astimezone(self.zone)
        clock, over_night = here.time().replace(tzinfo=None), self.begins > self.ends
        quiet = clock >= self.begins or clock < self.ends if over_night else self.begins <= clock < self.ends
        if not quiet:
            return None
        day = here.date() + timedelta(days=1 if over_night and clock >= self.begins else 0)
        return datetime.combine(day, self.ends, self.zone)


@dataclass(frozen=True)
class PreferenceView:
    """What a person wishes. `channels`: kind of message → channel; `quiet_from` None: the province's hours."""

    channels: Mapping[str, str]
    quiet: bool = True
    quiet_from: time | None = None
    quiet_to: time | None = None


@dataclass(frozen=True)
class CorrespondentView:
    """Somebody who writes to us. `persons`: who said that this is their telephone, in the order in which they did."""

    id: int
    uuid: UUID
    channel: str
    subject: int
    persons: tuple[int, ...] = ()


@dataclass(frozen=True)
class LinkView:
    uuid: UUID
    channel: str
    began_at: datetime


@dataclass(frozen=True)
class Heard:
    """What a correspondent just said, and where the conversation stood before. `key` is the event's own.

    `pictures` were taken in already; `refused` tells why one was not. `names` and `link`: as the listener needed them.
    """

    who: CorrespondentView
    said: Said
    at: datetime
    key: str
    talk: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    refused: Text | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class Reply:
    """What we answer: a template of the pack, its values, and what can be tapped."""

    template: str
    values: Mapping[str, str | Text] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    about: UUID | None = None


@dataclass(frozen=True)
class Answer:
    """The replies, and where the conversation stands now; an empty `talk` is a conversation that is over."""

    replies: tuple[Reply, ...] = ()
    talk: Mapping[str, Any] = field(default_factory=dict)
    language: str = "th"
