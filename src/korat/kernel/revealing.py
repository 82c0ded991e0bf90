"""What in a text may tell who somebody is: proposals to hide, made before a text is published.

In the kernel, beside numbers, digits and titles: whoever is about to publish words may ask it, and it reads nothing but text.
It proposes; a person decides. Numbers spelt out in words, and names without a title, are not found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from korat.kernel import ids
from korat.kernel.texts import arabic_digits

KINDS = ("citizen", "phone", "email", "line", "plate", "house", "name")

_SPACED = r"[ .()\-\u2010-\u2015]{0,2}"
_DIGITS = rf"[0-9](?:{_SPACED}[0-9])"
_CITIZEN = re.compile(rf"(?<![0-9]){_DIGITS}{{12}}(?![0-9])")
# As the card groups it: somebody's number even where a digit is mistyped.
_ON_THE_CARD = re.compile(r"[0-9]([ \-])[0-9]{4}\1[0-9]{5}\1[0-9]{2}\1[0-9]")
_PHONE = re.compile(
    rf"""(?<![0-9])(?: (?:\+|00)? 66 {_SPACED} (?:0{_SPACED})? | \(?0{_SPACED} )
    (?: [689](?:{_SPACED}[0-9]){{8}} | [2-57](?:{_SPACED}[0-9]){{7}} )(?![0-9])
    | (?<![0-9])\+(?!66)[1-9](?:{_SPACED}[0-9]){{7,14}}(?![0-9])""",
    re.VERBOSE,
)
_EMAIL = re.compile(r"[a-z0-9._%+\-]{1,64} ?@ ?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", re.IGNORECASE | re.ASCII)
_LINE = re.compile(
    r"""(?: (?:ไอดี|id)\s*(?:ไลน์|ไลน|line) | (?:ไลน์|ไลน)(?:\s*(?:ไอดี|id))? | (?<![a-z])line\s*(?:id|[:=]|(?=@)) )
    \s*(?:คือ|is\b)?\s*[:=]?\s*(?P<told>@?[a-z0-9][a-z0-9._\-]{2,29})""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
# A car's one or two letters behind perhaps a digit, a motorcycle's three; the province after it names nobody.
_PLATE = re.compile(r"(?<![0-9])(?P<told>(?:[0-9][ -]?)?(?P<letters>[ก-ฮ]{2,3})[ \-]{0,2}[0-9]{1,4})(?![0-9/.:])")
_BEFORE_A_PLATE = re.compile(r"(?:(?:^|[^ก-๎])|ทะเบียน|ป้าย|คัน|รถ|เลข)\Z")
# Short words and abbreviations of consonants alone that stand before numbers.
_NO_PLATES = re.compile(
    "กม|ซม|มม|ตม|ตร|ตรม|ชม|กก|พศ|คศ|รศ|มค|กพ|มีค|พค|กค|สค|กย|ตค|พย|ธค|รพ|สต|สภ|สน|ทล|อบต|กอง|กรม|โทร|ซอย|ถนน|นคร"
    "|ขอ|รอ|พอ|คอ|กอ|หอ|คน|บน|จน|ตน|ปน|ฝน|ลม|นม|ถม|สม|รถ|พบ|จบ|รบ|ลบ|ครบ|รอบ|กบ|หก|อก|ปก|ยก|ตก|นก|รก|ผล|ศพ"
    "|กด|จด|สด|ลด|มด|งด|อด|หมด|ลง|คง|ธง|ดง|ตรง|สอง|จอด|ตอน|รวม|นอน|วน|สน|ชน|ขน"
)
_HOUSE = re.compile(
    r"""(?: (?:บ้าน)?เลขที่(?:บ้าน)?|บ้าน\ ?(?=[0-9]+/)|house\ (?:no\.?|number)\ ? )\s*:?\s*(?P<told>[0-9]{1,5}(?:/[0-9]{1,5})?)
    (?![0-9/]) | (?<![0-9/])(?P<bare>[0-9]{1,5}/[0-9]{1,5})(?=\s*(?:หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.|moo\b|soi\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_THAI_WORD = r"[ก-ฮเ-ไ][ก-๎]{0,23}"
# Words that begin like a title and are none: a mayor, a lawyer, an owner's thanks, a quality.
_TITLES = (
    r"(?:(?<!ท)(?<!เจ้า)นาย(?!ก|อำเภอ|ทะเบียน|ช่าง|หน้า|จ้าง|ทหาร|ตรวจ|ท่า)|นางสาว|นาง(?!สาว|ฟ้า|แบบ)"
    r"|น\.\ ?ส\.|ด\.\ ?[ชญ]\.|เด็กชาย|เด็กหญิง|(?<!ขอบ)(?<!บุญ)(?<!พระ)คุณ(?!ภาพ|ค่า|สมบัติ|ธรรม|ประโยชน์|ครู|หมอ)"
    r"|พระครู|พระมหา|พระอาจารย์|หลวงพ่อ|หลวงปู่|(?<![ก-๎])(?:(?:ดร|ผศ|รศ|ศ)\.|ลุง|ป้า(?!ย)|น้า))"
)
_NAME = re.compile(rf"{_TITLES}\ ?(?P<given>{_THAI_WORD})(?:\ (?P<family>{_THAI_WORD}))?", re.VERBOSE)
_WESTERN_NAME = re.compile(r"\b(?:Mrs?|Ms|Miss|Dr)\.? (?P<given>[A-Z][\w'\-]+)(?: (?P<family>[A-Z][\w'\-]+))?")


@dataclass(frozen=True, order=True)
class Hit:
    """From where to where in the text, and what it seems to be. `words` is what stands there."""

    start: int
    end: int
    kind: str
    words: str


def revealing(text: str) -> tuple[Hit, ...]:
    """Everything that seems to tell who somebody is, in order; no two overlap."""
    plain = arabic_digits(text)
    taken: list[Hit] = []
    for find in _FINDERS:
        for start, end, kind in find(plain):
            if all(end <= hit.start or start >= hit.end for hit in taken):
                taken.append(Hit(start, end, kind, text[start:end]))
    return tuple(sorted(taken))


def hidden(text: str, hits: Collection[Hit], masks: Mapping[str, str]) -> str:
    """The text with each hit replaced by its kind's mask."""
    parts, done = [], 0
    for hit in sorted(hits):
        parts += [text[done : hit.start], masks[hit.kind]]
        done = hit.end
    return "".join((*parts, text[done:]))


def counted(hits: Collection[Hit]) -> dict[str, int]:
    """How many of each kind."""
    return dict(sorted(Counter(hit.kind for hit in hits).items()))


Found = Iterator[tuple[int, int, str]]


def _citizen(text: str) -> Found:
    for match in _CITIZEN.finditer(text):
        if ids.citizen_number_is_valid(re.sub("[^0-9]", "", match[0])):
            yield *match.span(), "citizen"
    for match in _ON_THE_CARD.finditer(text):
        yield *match.span(), "citizen"


def _plate(text: str) -> Found:
    for match in _PLATE.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        if not _NO_PLATES.fullmatch(match["letters"]) and _BEFORE_A_PLATE.search(before):
            yield *match.span("told"), "plate"


def _name(text: str) -> Found:
    """The family name is a proposal of its own: what follows a given name may be a plain word."""
    for pattern in (_NAME, _WESTERN_NAME):
        for match in pattern.finditer(text):
            yield match.start(), match.end("given"), "name"
            if match["family"]:
                yield *match.span("family"), "name"


def _simple(pattern: re.Pattern[str], kind: str) -> Callable[[str], Found]:
    def find(text: str) -> Found:
        for match in pattern.finditer(text):
            yield *match.span(match.lastgroup or 0), kind

    return find


# The surest first: thirteen digits that check are no telephone number.
_FINDERS: tuple[Callable[[str], Found], ...] = (
    _citizen, _simple(_PHONE, "phone"), _simple(_EMAIL, "email"), _simple(_LINE, "line"), _plate,
    _simple(_HOUSE, "house"), _name,
)  # fmt: skip
