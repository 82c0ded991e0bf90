"""The seam to papers: whoever reads the QR text of a paper puts a reader here, and the page asks it first.

`config` collects the readers, as it collects what domains offer. A reader answers None for a text that is no paper's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Paper(StrEnum):
    """What is to be said of a paper."""

    VALID = "valid"
    EXPIRED = "expired"
    ALTERED = "altered"
    REVOKED = "revoked"
    FOREIGN = "foreign"
    CUT_SHORT = "cut_short"


@dataclass(frozen=True)
class PaperView:
    """A paper as its QR text tells it. `office` and `kind` are names in the reader's language; `url` shows more."""

    state: Paper
    office: str = ""
    kind: str = ""
    dated: datetime | None = None
    url: str = ""


Reader = Callable[[str, datetime], PaperView | None]
readers: list[Reader] = []


def read(text: str, now: datetime) -> PaperView | None:
    """What the first reader that knows this kind of text says of it."""
    return next((found for reader in readers if (found := reader(text, now)) is not None), None)
