"""The n-grams of a text as keyed numbers: what a model knows cannot be turned back into words without the house's key."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from korat.blocks.catalog.proposing.folding import Folded

SHORTEST, LONGEST = 2, 5
_BYTES = 8

Grams = Mapping[int, tuple[tuple[int, int], ...]]


def grams(folded: Folded, key: bytes) -> Grams:
    """Each n-gram that lies within a word or between two spaces, by its number, with where it stands."""
    places: dict[str, list[tuple[int, int]]] = {}
    text, end = folded.text, len(folded.text)
    for start in range(end):
        for stop in range(start + SHORTEST, min(start + LONGEST, end) + 1):
            if " " in text[start:stop]:
                break
            places.setdefault(text[start:stop], []).append((start, stop))
    keyed = blake2b(key=key, digest_size=_BYTES)
    return {number(gram, keyed): tuple(found) for gram, found in places.items()}


def number(gram: str, keyed: blake2b) -> int:
    """Signed, as a column of 64-bit integers holds it."""
    found = keyed.copy()
    found.update(gram.encode())
    return int.from_bytes(found.digest(), "big", signed=True)
