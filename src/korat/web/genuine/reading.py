"""What stands in a pasted text: codes of messages, reference numbers, links, a paper's QR text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.messages import queries as messages
from korat.blocks.messages.queries import GenuineView
from korat.kernel import ids
from korat.kernel.texts import arabic_digits, clean
from korat.web.genuine import links, papers
from korat.web.genuine.around import not_ours
from korat.web.genuine.links import Link
from korat.web.genuine.papers import PaperView

LONGEST = 5000
MOST = 5
_CODE = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{4}[-–][0-9A-Za-z]{4}[-–][0-9A-Za-z](?![0-9A-Za-z-])")
_QUOTED = re.compile(r"^(?:[>|]\s?)+", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![^\W_])[A-Za-z]{1,6}[0-9]{2}[-–\s]?[0-9]{6,9}[-–\s]?[0-9](?!\d)")


class Number(StrEnum):
    """What is to be said of a reference number. FORM says as little of a private case as of none."""

    PUBLIC = "public"
    FORM = "form"
    WRONG = "wrong"


@dataclass(frozen=True)
class Reference:
    text: str
    number: Number


@dataclass(frozen=True)
class Reading:
    """All that was found. `strange` codes have our form and were never sent; `only` one thing and no words around it.

    `added`: lines beside our own words that are not ours.
    """

    sent: tuple[GenuineView, ...] = ()
    added: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    mistyped: bool = False
    references: tuple[Reference, ...] = ()
    links: tuple[Link, ...] = ()
    paper: PaperView | None = None
    only: bool = False


def read(raw: str, home: str, now: datetime) -> Reading:
    """Read a text of at most `LONGEST` characters. Links are taken as they came, hidden letters and all."""
    text = arabic_digits(clean(raw, LONGEST))
    paper = papers.read(text, now)
    if paper is not None:
        return Reading(paper=paper, only=True)
    found = links.find(raw, home)
    codes = codes_in(text)
    known = {code: sent_with(code, raw if has_words(text) else "") for code in codes}
    added = tuple(dict.fromkeys(line for view in known.values() if view for line in not_ours(view)))
    return Reading(
        sent=tuple(view for view in known.values() if view),
        added=added,
        strange=tuple(code for code, view in known.items() if view is None),
        mistyped=not codes and looks_mistyped(text),
        references=tuple(references_in(without(text, found))),
        links=found,
        only=not has_words(text),
    )


def sent_with(code: str, words: str) -> GenuineView | None:
    """What was sent with this code, compared with what was pasted; a mail that quotes it sets a sign before each line."""
    found = messages.sent_with(code, words)
    plain = _QUOTED.sub("", words)
    return messages.sent_with(code, plain) if found and found.same_words is False and plain != words else found


def has_words(text: str) -> bool:
    """Whether more than one word was pasted: a code or number typed in groups counts as one."""
    return (" " in text.strip() and ids.parse_code(text) is None and ids.parse_reference(text) is None) or "\n" in text


def codes_in(text: str) -> tuple[str, ...]:
    """Codes with a right check letter. Among other words one must be written in groups, as we print it."""
    if whole := ids.parse_code(text):
        return (whole,)
    shaped = (match.group() for match in _CODE.finditer(text))
    return tuple(dict.fromkeys(code for one in shaped if has_letter(one) and (code := ids.parse_code(one))))[:MOST]


def has_letter(text: str) -> bool:
    """A telephone number may be grouped like a code; no code is digits alone."""
    return any(map(str.isalpha, text))


def looks_mistyped(text: str) -> bool:
    """Nine letters and digits in our groups, and nothing else, whose check letter is wrong."""
    return bool(_CODE.fullmatch(text)) and has_letter(text) and ids.parse_reference(text) is None


def references_in(text: str) -> Iterator[Reference]:
    prefixes = {service.prefix for service in catalog.services()}
    for typed in list(dict.fromkeys(match.group() for match in _REFERENCE.finditer(text)))[:MOST]:
        if (letters := re.match("[A-Za-z]+", typed)) and letters.group().upper() in prefixes:
            yield reference(typed)


def reference(typed: str) -> Reference:
    """A private case and one that does not exist get the same answer, after the same question."""
    known = ids.parse_reference(typed)
    if known is None:
        return Reference(typed, Number.WRONG)
    face = cases.case_face(known)
    return Reference(known, Number.PUBLIC if face and face.public else Number.FORM)


def without(text: str, found: tuple[Link, ...]) -> str:
    """The text without its links: the number inside an address is not a second finding."""
    for link in found:
        text = text.replace(arabic_digits(link.text), " ")
    return text
