"""What surrounds a message of ours when somebody pastes it: a title, quotation marks, who sent it and when are harmless.

Anything else may be what a fraud added, a link, a telephone number or a sentence: it is named and nothing is called genuine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from korat.blocks.catalog import queries as catalog
from korat.blocks.messages.queries import GenuineView
from korat.kernel.dates import MONTHS_EN, MONTHS_TH, MONTHS_TH_SHORT
from korat.kernel.texts import Text, arabic_digits
from korat.web.present.words import office

SHOWN, LONGEST_LINE = 3, 120
_SIGNS = r"[\s\"'“”‘’«»„`>|*_~()\[\]{}.,:;…–—-]*"
_MONTH = "|".join(re.escape(name) for name in [*MONTHS_TH, *MONTHS_TH_SHORT, *MONTHS_EN, *(m[:3] for m in MONTHS_EN)])
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:20\d\d|25\d\d|\d\d)"
_DATE = (
    rf"(?:{_DAY}[/.-](?:0?[1-9]|1[0-2])[/.-]{_YEAR}|20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    rf"|{_DAY}\s(?:{_MONTH})(?:\s(?:พ\.ศ\.\s)?{_YEAR})?|today|yesterday|วันนี้|เมื่อวาน)"
)
_TIME = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?:\s?(?:[ap]m|น\.))?"
_STAMP = re.compile(rf"(?:{_DATE}(?:,?\s(?:at\s|เวลา\s)?{_TIME})?|{_TIME}(?:,?\s{_DATE})?)", re.IGNORECASE)
_GREETING = re.compile(r"(?:สวัสดี(?:ครับ|ค่ะ|คะ)?|hello|hi|good (?:morning|afternoon|evening))", re.IGNORECASE)
_LABEL = r"(?:(?:from|sender|subject|re|fwd?|date|sent|sms|จาก|ผู้ส่ง|เรื่อง|วันที่|เวลา)\s?:?\s)?"
_REFERENCE = r"[A-Za-z]{1,6}[0-9]{2}-?[0-9]{6,9}-?[0-9]"


def not_ours(view: GenuineView) -> tuple[str, ...]:
    """The lines around our words that are not harmless, as they stood; none when all of them are."""
    known = re.compile("|".join(harmless(view)), re.IGNORECASE)
    lines = (line.strip() for part in view.beside for line in part.splitlines())
    return tuple(line[:LONGEST_LINE] for line in lines if not is_harmless(line, known))[:SHOWN]


def is_harmless(line: str, known: re.Pattern[str]) -> bool:
    bare = re.fullmatch(rf"{_SIGNS}(.*?){_SIGNS}", arabic_digits(line), re.DOTALL)
    words = re.sub(rf"^{_LABEL}", "", f"{bare[1]} " if bare else line, flags=re.IGNORECASE).strip()
    return not words or bool(known.fullmatch(words.strip(" ")) or known.fullmatch(f"{words}."))


def harmless(view: GenuineView) -> Iterator[str]:
    """Patterns of a line that adds nothing."""
    yield _STAMP.pattern
    yield _GREETING.pattern
    yield from (re.escape(name) for name in senders(view) if name)
    yield from titles(view.title)


def senders(view: GenuineView) -> Iterable[str]:
    """The names under which we send."""
    brand, sent_by = catalog.profile().brand.name, office(view.office)
    return (*(said.text for _, said in brand.wordings), sent_by, *sent_by.split(", "))


def titles(title: Text | None) -> Iterator[str]:
    """The pack's titles; in their places stands the number of a report and nothing else."""
    for _, said in title.wordings if title else ():
        yield _REFERENCE.join(re.escape(part) for part in re.split(r"\{[a-z_]+\}", said.text))
