"""Parameters as typed values. An empty parameter counts as absent, a list is separated by commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict

from korat.kernel.texts import arabic_digits, clean
from korat.standards.open311.errors import wrong

SPAN = timedelta(days=90)
MOST = 1000
LAST_PAGE = 10_000
_W3C = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})")
_LONGEST = 8000


@dataclass(frozen=True)
class Parameters:
    """What came in a query string or a form, each name possibly several times."""

    data: QueryDict

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value that is not empty."""
        return tuple(value for value in map(str.strip, self.data.getlist(name)) if value)

    def one(self, name: str, limit: int = _LONGEST) -> str:
        """The last value, washed of what nobody sees; "" when absent."""
        given = self.all(name)
        return clean(given[-1], limit, name) if given else ""

    def listed(self, name: str) -> tuple[str, ...]:
        """The members of a comma list, which may also come as the same name repeated."""
        words = (word.strip() for value in self.all(name) for word in value.split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def moment(self, name: str) -> datetime | None:
        given = self.one(name)
        return moment(given, name) if given else None

    def whole(self, name: str, otherwise: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        given = arabic_digits(self.one(name))
        if not given:
            return otherwise
        if re.fullmatch("[0-9]{1,9}", given) and 1 <= int(given) <= most:
            return int(given)
        raise wrong(name, f"ต้องเป็นจำนวนเต็ม 1 ถึง {most:,}", f"This must be a whole number from 1 to {most:,}.")

    def decimal(self, name: str) -> float | None:
        given = self.one(name)
        return decimal(given, name) if given else None


def moment(text: str, name: str) -> datetime:
    """W3C date and time with its zone. A plus sign that arrived as a space, as in many URLs, is mended."""
    mended = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", arabic_digits(text)).upper()
    found = read_moment(mended)
    if found is None or not 1900 <= found.year < 3000:
        raise wrong(
            name,
            "ต้องเป็นวันเวลาแบบ W3C พร้อมเขตเวลา เช่น 2026-11-23T09:30:00+07:00",
            "This must be a W3C date and time with its zone, such as 2026-11-23T09:30:00+07:00.",
        )
    return found


def read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _W3C.fullmatch(text) else None
    except ValueError:
        return None


def decimal(text: str, name: str) -> float:
    bare = arabic_digits(text)
    if not _DECIMAL.fullmatch(bare):
        raise wrong(name, "ต้องเป็นตัวเลข เช่น 14.9", "This must be a number such as 14.9.")
    return float(bare)


def period(parameters: Parameters, now: datetime) -> tuple[datetime, datetime]:
    """From when to when: the last 90 days, 90 days from or up to the one date given, or both dates."""
    start, end = parameters.moment("start_date"), parameters.moment("end_date")
    since = start or (end or now) - SPAN
    until = end or (since + SPAN if start else now)
    if until < since:
        raise wrong("end_date", "วันสิ้นสุดต้องไม่มาก่อนวันเริ่มต้น", "end_date must not come before start_date.")
    if until - since > SPAN:
        raise wrong(
            "end_date",
            "ขอข้อมูลได้ครั้งละไม่เกิน 90 วัน โปรดแบ่งช่วงเวลาให้สั้นลง",
            "One query may span 90 days at most. Please ask for shorter periods.",
        )
    return since, until


def state(parameters: Parameters) -> str:
    """open, closed, or "" for both."""
    given = parameters.listed("status")
    if not set(given) <= {"open", "closed"}:
        raise wrong("status", "ใช้ได้เฉพาะ open และ closed", "Only open and closed are known.")
    return given[0] if len(given) == 1 else ""


def window(parameters: Parameters) -> tuple[int, int]:
    """Offset and limit: the newest 1,000, or a page of them."""
    size = parameters.whole("page_size", MOST, MOST)
    page = parameters.whole("page", 1, LAST_PAGE)
    return (page - 1) * size, size
