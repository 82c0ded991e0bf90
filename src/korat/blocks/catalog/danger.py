"""Finding words of danger in what a person typed, however it was typed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from copy import copy
from functools import lru_cache

from korat.blocks.catalog.definition import Category, Danger, ServiceDefinition

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_THAI = re.compile("[\u0e00-\u0e7f]")
_BETWEEN = re.compile(r"[\s\d\W_]+")
# They are no letters to Python, but without them other words would be meant.
_THAI_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_REPEATED = re.compile(r"(.)\1{2,}")
_REPEATED_MARK = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")


def found_in(service: ServiceDefinition, category: Category | None, text: str) -> tuple[Danger, ...]:
    """The dangers whose words stand in the text, those of the chosen category first. All are looked for."""
    if not text.strip():
        return ()
    words = Words(text)
    return tuple(dict.fromkeys(danger for danger in dangers(service, category) if words.tell(danger)))


def dangers(service: ServiceDefinition, category: Category | None) -> Iterator[Danger]:
    yield from category.danger if category else ()
    yield from service.danger
    for each in service.categories:
        yield from each.danger


class Words:
    """A text in two forms: squeezed for Thai, which writes no spaces, and word by word for other scripts."""

    def __init__(self, text: str) -> None:
        plain = folded(text)
        self.squeezed = squeezed(plain)
        self.spaced = spaced(plain)

    def tell(self, danger: Danger) -> bool:
        """Whether a word of the danger stands in the text outside the phrases that make it harmless."""
        known = self.without(danger.unless) if danger.unless else self
        thai, others = prepared(danger.words)
        return any(map(known.squeezed.__contains__, thai)) or any(map(known.spaced.__contains__, others))

    def without(self, phrases: tuple[str, ...]) -> Words:
        less, (thai, others) = copy(self), prepared(phrases)
        for form in thai:
            less.squeezed = less.squeezed.replace(form, "|")
        for form in others:
            less.spaced = less.spaced.replace(form, " | ")
        return less


@lru_cache(maxsize=1024)
def prepared(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A pack's words in the forms to look for: the Thai ones, and the others."""
    plain = list(map(folded, words))
    thai = tuple(squeezed(word) for word in plain if _THAI.search(word))
    return thai, tuple(spaced(word) for word in plain if not _THAI.search(word))


def folded(text: str) -> str:
    """No capitals, nothing invisible, usual mistypings of แ and ำ mended, repeated letters once."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isprintable():
        text = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in _INVISIBLE)
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text.replace("เเ", "แ"))
    return _REPEATED.sub(r"\1", _REPEATED_MARK.sub(r"\1", text))


def squeezed(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha() or _THAI_MARKS.match(letter))


def spaced(text: str) -> str:
    """` live wire `: words between single spaces, so that `fire` is not found in `fireworks`."""
    return f" {_BETWEEN.sub(' ', text).strip()} "
