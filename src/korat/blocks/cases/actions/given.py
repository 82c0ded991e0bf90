"""What comes with a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from korat.kernel.errors import Invalid
from korat.kernel.geo import Point
from korat.kernel.texts import clean

WORDS = ("note", "reason", "instruction", "excuse")


@dataclass(frozen=True)
class With:
    """Words are cleaned by the form; `photos` are upload handles, `publish` tickets of copies that the actor was shown;
    `hidden` counts by kind what was taken out of the public text.

    `stood` is where the worker's telephone or the photograph says the work was done; `excuse` why that is far or unknown.
    """

    note: str = ""
    reason: str = ""
    instruction: str = ""
    public_text: str = ""
    office: int | None = None
    crew: int | None = None
    solved: bool | None = None
    # Of the fee, where the office sets it.
    satang: int | None = None
    photos: tuple[str, ...] = ()
    publish: tuple[str, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)
    pause: str = ""
    until: date | None = None
    stood: Point | None = None
    excuse: str = ""
    count: int | None = None
    hide: bool = False
    # To an agency's own system go facts; the reporter's words only where the officer says so.
    along: bool = False
    # Since when nobody answered.
    since: datetime | None = None

    def words(self) -> dict[str, object]:
        return {name: words for name in WORDS if (words := getattr(self, name))}

    def has(self, need: str) -> bool:
        value = {"photo": self.photos, "solved": self.solved is not None, "office": self.office, "crew": self.crew}
        return bool(value[need] if need in value else getattr(self, need))


def said(text: str, limit: int, field: str) -> str:
    """Words that must be there, cleaned. Invalid without any."""
    if not (found := clean(text, limit, field)):
        raise Invalid(th="โปรดเขียนข้อความก่อน", en="Please write something first.", code="required", field=field)
    return found
