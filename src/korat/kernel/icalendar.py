"""One appointment as a calendar file (RFC 5545), for the calendar of a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_WIDEST = 75  # octets a line, section 3.1


@dataclass(frozen=True)
class Event:
    """`sequence` grows with each change (section 3.8.7.4), so that a calendar takes the newer one."""

    uid: UUID
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    sequence: int = 0


def calendar(event: Event, now: datetime, product: str = "-//Korat//Bookings//TH") -> bytes:
    """The file: UTF-8, lines folded and ended with CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{product}",
        "METHOD:PUBLISH",
        *entry(event, now),
        "END:VCALENDAR",
    ]
    return b"".join(b"\r\n ".join(folded(line)) + b"\r\n" for line in lines)


def entry(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamp(now)}"
    yield f"DTSTART:{stamp(event.start)}"
    yield f"DTEND:{stamp(event.end)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    for name, value in (("SUMMARY", event.summary), ("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if value:
            yield f"{name}:{value.translate(_ESCAPED)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def folded(line: str) -> Iterator[bytes]:
    """Pieces of at most 75 octets with the space that begins each but the first; no letter is cut in two."""
    piece, room = b"", _WIDEST
    for letter in line:
        encoded = letter.encode()
        if len(piece) + len(encoded) > room:
            yield piece
            piece, room = b"", _WIDEST - 1
        piece += encoded
    yield piece
