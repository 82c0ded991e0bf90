"""The pack's own words for its categories, found in a text however it was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.proposing.folding import Folded, fold

# So short a word must stand as it is written: by ear it stands in many a text by chance.
_SHORT = 3
Span = tuple[int, int]


def told(service: ServiceDefinition, written: str, heard: Folded) -> Mapping[str, tuple[Span, ...]]:
    """The categories whose names or keywords stand in the text, and where (in what was written)."""
    plain = written.casefold()
    found = ((one.code, tuple(spans(one, plain, heard))) for one in service.categories)
    return {code: where for code, where in found if where}


def spans(category: Category, plain: str, heard: Folded) -> Iterator[Span]:
    names = [wording.text for _, wording in category.names.wordings]
    for word, sound in map(prepared, (*names, *category.keywords)):
        if len(sound.strip()) <= _SHORT and word not in plain:
            continue
        start = heard.text.find(sound)
        if start >= 0:
            skip = len(sound) - len(sound.lstrip())
            yield heard.at[start + skip], heard.at[start + len(sound) - 1] + 1


@lru_cache(maxsize=4096)
def prepared(word: str) -> tuple[str, str]:
    """A word of the pack as written and as heard; one of another script than Thai begins where a word begins."""
    sound = fold(word).text
    return word.casefold(), sound.rstrip() if word.isascii() else sound.strip()
