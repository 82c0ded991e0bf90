"""What crosses the doors of this block."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.kernel.geo import Point


@dataclass(frozen=True)
class Received:
    """A file taken in. `handle` goes into the form and back; `gps` is where the photo says it was taken."""

    uuid: UUID
    media_type: str
    size: int
    width: int | None
    height: int | None
    gps: Point | None
    handle: str


@dataclass(frozen=True)
class DocumentView:
    """The facts of a document; `subject` is whom to look at before its bytes open, None for a public copy."""

    uuid: UUID
    kind: str
    about: UUID
    media_type: str
    size: int
    width: int | None
    height: int | None
    subject: int | None
    made_by: int
    made_at: datetime
    label: str = ""

    @property
    def public(self) -> bool:
        return self.subject is None
