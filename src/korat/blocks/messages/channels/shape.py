"""The fixed shape of a channel: one folder with `send.py` (a letter out) and, where people write to us, `receive.py`.

`send` takes one letter, says what became of it and raises nothing. `receive` turns what the other side delivered into
`Incoming` events after checking who delivered it, and an event kept since into what was `Said`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

from korat.kernel.errors import Refused
from korat.kernel.geo import Point


@dataclass(frozen=True)
class Choice:
    """An answer that the reader can give with one tap. `data` is what we hear then; `call`, `open`, `place` do a thing."""

    label: str
    data: str
    does: Literal["say", "call", "open", "place"] = "say"


@dataclass(frozen=True)
class Letter:
    """What leaves the house. `id` stays the same however often it is tried, so that repetitions show.

    `reply` and `reply_until`: a token by which a channel lets us answer what was just said, and how long it is good.
    `thread`: what the other side called the message that this one answers. `whole`: what it asks must arrive uncut.
    """

    id: UUID
    to: str
    title: str
    body: str
    at: datetime
    choices: tuple[Choice, ...] = ()
    reply: str = ""
    reply_until: datetime | None = None
    thread: str = ""
    whole: bool = False


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


@dataclass(frozen=True)
class Incoming:
    """One event that somebody delivered to us. `event` is the other side's name for it, the same at every delivery.

    `bundle`, `part`, `parts`: a long text may come in pieces, each an event of its own.
    """

    event: str
    sender: str
    at: datetime
    payload: Mapping[str, Any]
    bundle: str = ""
    part: int = 1
    parts: int = 1


Kind = Literal["words", "picture", "place", "came", "left", "linked", "other"]


@dataclass(frozen=True)
class Said:
    """What an event tells, whichever channel it came by. `pictures` are names that the channel's `content` knows."""

    kind: Kind
    text: str = ""
    data: str = ""
    pictures: tuple[str, ...] = ()
    point: Point | None = None
    address: str = ""
    nonce: str = ""
    reply: str = ""
    reply_until: datetime | None = None
    thread: str = ""


class Receiver(Protocol):
    def events(self, body: bytes, headers: Mapping[str, str], now: datetime, /) -> tuple[Incoming, ...]: ...

    def said(self, payload: Mapping[str, Any], received_at: datetime, /) -> Said: ...

    def content(self, name: str, /) -> bytes: ...


class Unsigned(Refused):
    """Whoever delivered this does not hold the secret that we share with the channel."""

    status = 401
    default_code = "unsigned"
    default_th = "ลายเซ็นของข้อความไม่ถูกต้อง"
    default_en = "The signature does not fit the message."
