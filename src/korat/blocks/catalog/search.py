"""Finding a service by what people call their trouble: by parts of words, misspelt ones by trigrams. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.kernel.texts import Text, clean

_LIMIT = 200
_ENOUGH = 0.34
# A word misspelt within a sentence counts less; short words are in any sentence by chance.
_WITHIN, _LONG = 0.8, 6
# A hit in a name says more than one in a keyword, and that more than one in the description.
_NAME, _KEYWORD, _DESCRIPTION = 1.0, 0.9, 0.6


@dataclass(frozen=True)
class Hit:
    """A service, or one category of it; a higher `score` fits better."""

    service: ServiceDefinition
    category: Category | None
    score: float


@dataclass(frozen=True)
class Entry:
    """Something that can be found, with the words for it and what each is worth."""

    service: ServiceDefinition
    category: Category | None
    words: tuple[tuple[str, float], ...]


def entries(services: Iterable[ServiceDefinition]) -> tuple[Entry, ...]:
    """Every service and category, prepared once."""
    found: list[Entry] = []
    for service in services:
        found.append(Entry(service, None, words(service.names, service.keywords, service.summary)))
        for category in service.categories:
            found.append(Entry(service, category, words(category.names, category.keywords, category.says)))
    return tuple(found)


def words(names: Text, keywords: Sequence[str], description: Text | None) -> tuple[tuple[str, float], ...]:
    described = [wording.text for _, wording in description.wordings] if description else []
    return (
        *((folded(wording.text), _NAME) for _, wording in names.wordings),
        *((folded(word), _KEYWORD) for word in keywords),
        *((folded(text), _DESCRIPTION) for text in described),
    )


def find(index: Sequence[Entry], typed: str, limit: int = 12) -> list[Hit]:
    """The best hits first. Categories come before their whole service where both fit as well."""
    asked = folded(clean(typed, _LIMIT))
    if not asked:
        return []
    hits = [Hit(entry.service, entry.category, score(asked, entry)) for entry in index]
    hits = [hit for hit in hits if hit.score >= _ENOUGH]
    return sorted(hits, key=lambda hit: (-hit.score, hit.category is None))[:limit]


def score(asked: str, entry: Entry) -> float:
    return max((worth * likeness(asked, word) for word, worth in entry.words), default=0.0)


def likeness(asked: str, word: str) -> float:
    """1 and a little more when one holds the other, else the share of trigrams they have in common."""
    shorter, longer = sorted((asked, word), key=len)
    if len(shorter) > 1 and shorter in longer:
        return 1.0 + 0.2 * len(shorter) / len(longer)
    return shared(trigrams(asked), trigrams(word))


def shared(asked: frozenset[str], word: frozenset[str]) -> float:
    """How much two words have in common (Dice), or how much of a longer word stands in a sentence."""
    common = len(asked & word)
    alike = 2 * common / (len(asked) + len(word))
    return max(alike, _WITHIN * common / len(word) if len(word) > _LONG else 0.0)


def trigrams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def folded(text: str) -> str:
    """Lower case without spaces or signs: Thai writes none between words, and people differ elsewhere."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("เเ", "แ")
    return "".join(letter for letter in plain if letter.isalnum() or unicodedata.category(letter) == "Mn")
