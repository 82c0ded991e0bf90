"""What a text is about, with the words that say so: a proposal, never a decision. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.catalog.proposing.folding import LONGEST, Folded, fold
from korat.blocks.catalog.proposing.grams import Grams, grams
from korat.blocks.catalog.proposing.model import Model, Weights
from korat.blocks.catalog.proposing.told import Span, told
from korat.kernel.thai import clusters

# Likely enough by itself; likely enough where the pack's own word stands in the text; too unlikely to be said at all.
ALONE, WITH_WORD, LEAST = 0.3, 0.1, 0.15
MOST = 3
# Of the strongest passage: what a letter must give to belong to it.
_BELONGS = 0.25


@dataclass(frozen=True)
class Proposal:
    """A category, how likely it is (1 where only the pack's words speak), and where in the text it is said."""

    category: Category
    likely: float
    spans: tuple[Span, ...]
    by_pack: bool

    def words(self, written: str) -> tuple[str, ...]:
        """The passages themselves."""
        return tuple(dict.fromkeys(written[start:stop].strip() for start, stop in self.spans))


def propose(service: ServiceDefinition, written: str, model: Model | None, key: bytes) -> tuple[Proposal, ...]:
    """The most likely first. Without a model the pack's words alone speak, each as loud as the other."""
    heard = fold(written)
    edges = edges_of(written)
    words = {code: whole(spans, edges) for code, spans in told(service, written, heard).items()}
    if model is None:
        return tuple(Proposal(one, 1.0, words[one.code], True) for one in service.categories if one.code in words)
    found = grams(heard, key)
    likely, given, numbers = model.likely(found)
    return tuple(
        Proposal(
            category,
            likely[code],
            words.get(code) or whole(passage(heard, found, numbers, given[:, model.categories.index(code)]), edges),
            code in words,
        )
        for code in likely_enough(likely, words)
        if (category := service.category(code))
    )


def likely_enough(likely: Mapping[str, float], words: Iterable[str]) -> list[str]:
    """What stands above its bar, else the likeliest when it is not quite improbable; never more than a few."""
    named = set(words)
    ranked = sorted(likely, key=lambda code: -likely[code])
    chosen = [code for code in ranked if likely[code] >= (WITH_WORD if code in named else ALONE)]
    return chosen[:MOST] or [code for code in ranked[:1] if likely[code] >= LEAST]


def passage(heard: Folded, found: Grams, numbers: Sequence[int], given: Weights) -> tuple[Span, ...]:
    """The passage of the text that gave most to one category; none where nothing spoke for it."""
    letters = np.zeros(len(heard.text))
    for number, share in zip(numbers, given, strict=True):
        for start, stop in found[number]:
            letters[start:stop] += share / len(found[number]) / (stop - start)
    strongest = float(letters.max(initial=0.0))
    if strongest <= 0:
        return ()
    start, stop = best_run(letters - _BELONGS * strongest)
    return ((heard.at[start], heard.at[stop - 1] + 1),)


def best_run(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Span:
    """The run with the greatest sum (Kadane)."""
    best, run, start, found = 0.0, 0.0, 0, (0, 1)
    for index, value in enumerate(values):
        if run <= 0:
            run, start = 0.0, index
        run += float(value)
        if run > best:
            best, found = run, (start, index + 1)
    return found


def edges_of(written: str) -> list[int]:
    """Where the text may be cut: no vowel or tone is torn from its consonant."""
    return list(accumulate(map(len, clusters(written[:LONGEST])), initial=0))


def whole(spans: Iterable[Span], edges: Sequence[int]) -> tuple[Span, ...]:
    """Spans widened to whole clusters, those that overlap as one, in the order of the text."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        first, last = edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, stop)]
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)
