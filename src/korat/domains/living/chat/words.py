"""Which of the few things that a conversation understands somebody meant."""

from __future__ import annotations

import re

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.search import folded
from korat.blocks.places import queries as places
from korat.domains.living.report import MOST_BESIDE, SURE
from korat.kernel.ids import parse_reference
from korat.kernel.texts import arabic_digits

_THAI = re.compile("[\u0e00-\u0e7f]")
_LATIN = re.compile("[A-Za-z]{3}")
_REFERENCE = re.compile(r"[A-Za-z]{1,4}\s?\d{2}\s?-?\s?\d{6}\s?-?\s?\d", re.ASCII)
_NUMBER = re.compile(r"^\s*(\d{1,2})[.)]?\s*$")

# A number on a plate: letters, then digits, such as SK-0412.
_PLATE = re.compile(r"[A-Za-z\u0e00-\u0e7f]{1,6}\s?-\s?[A-Za-z0-9]{1,12}(?:-[A-Za-z0-9]{1,6})*")
MOST_PLATES = 3

COMMANDS = {
    "cancel": ("ยกเลิก", "cancel", "stop"),
    "skip": ("ข้าม", "ไม่มี", "ไม่มีรูป", "skip", "none", "no photo"),
    "yes": ("ใช่", "ส่ง", "ส่งเลย", "ถูกต้อง", "ตกลง", "yes", "send", "ok"),
    "own": ("ไม่ใช่", "คนละเรื่อง", "เรื่องอื่น", "no", "another", "mine"),
    "link": ("เชื่อม", "เชื่อมบัญชี", "link"),
    "unlink": ("เลิกเชื่อม", "ยกเลิกการเชื่อม", "unlink"),
    "help": ("ช่วยเหลือ", "เมนู", "สวัสดี", "help", "menu", "hello", "hi"),
}
# Thai ends politely: what is said with one of these is said without it too.
POLITE = re.compile("(?:นะ)?(?:ครับผม|ครับ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|จ๊ะ)$")
SOLVED = ("เรียบร้อยแล้ว", "เรียบร้อย", "แก้แล้ว", "solved", "done")
UNSOLVED = ("ยังไม่เรียบร้อย", "ไม่เรียบร้อย", "ยังไม่แก้", "not solved", "notsolved", "not yet")
SEARCHED = 200


def command(text: str) -> str:
    """A word that is a wish to us and no part of a story; empty when it is none."""
    plain = folded(text)
    meant = (plain, POLITE.sub("", plain))
    return next((name for name, said in COMMANDS.items() if not set(meant).isdisjoint(map(folded, said))), "")


def number(text: str) -> int | None:
    found = _NUMBER.match(arabic_digits(text))
    return int(found.group(1)) if found else None


def reference(text: str) -> str | None:
    """The first case number in what was written."""
    for found in _REFERENCE.finditer(arabic_digits(text)):
        if parsed := parse_reference(found.group()):
            return parsed
    return None


def thing(text: str) -> str:
    """The number of a thing that stands in the streets, where one was named; empty for none that we know."""
    written = (found.group() for found in _PLATE.finditer(arabic_digits(text)))
    numbers = [one for one in written if any(letter.isdigit() for letter in one)][:MOST_PLATES]
    return next((known.number for one in numbers if (known := places.fixture(one))), "")


def solved(text: str) -> bool | None:
    """What somebody says of their repair; None when they say nothing of it. "Not" is looked for first."""
    plain = folded(text)
    if any(folded(word) in plain for word in UNSOLVED):
        return False
    return True if any(folded(word) in plain for word in SOLVED) else None


def language(text: str, before: str = "th") -> str:
    """Who writes no Thai letter but Latin words is answered in English."""
    if _THAI.search(text):
        return "th"
    return "en" if _LATIN.search(text) else before


def guess(text: str, service: ServiceDefinition) -> Category | None:
    """The kind of trouble that the words lead to."""
    return next(iter(likely(text, service)), None)


def kinds(text: str, service: ServiceDefinition, most: int) -> tuple[Category, ...]:
    """Kinds to choose from, the likelier first."""
    return tuple({one.code: one for one in (*likely(text, service), *service.categories)}.values())[:most]


def others(text: str, service: ServiceDefinition, chosen: Category) -> tuple[Category, ...]:
    """The other troubles that the words tell of for sure; what is sealed is told alone."""
    found = (one for one in catalog.propose(service, text[:SEARCHED]) if one.likely >= SURE)
    open_ones = [one.category for one in found if one.category.code != chosen.code and not one.category.sealed]
    return () if chosen.sealed else tuple(open_ones[:MOST_BESIDE])


def likely(text: str, service: ServiceDefinition) -> tuple[Category, ...]:
    """By the pack's words and by what was learned."""
    return tuple(one.category for one in catalog.propose(service, text[:SEARCHED]))
