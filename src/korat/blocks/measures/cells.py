"""Figures that name nobody: days to the day from a histogram, and small cells that no subtraction brings back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
SMALLEST = 5


def quantile(days: Mapping[int, int], share: float) -> int | None:
    """The day by which this share of all was done; None of nothing. Exact: the histogram holds every one."""
    whole, reached = sum(days.values()), 0
    for day in sorted(days):
        reached += days[day]
        if reached >= share * whole:
            return day
    return None


def hidden(counts: Mapping[Key, int], smallest: int = SMALLEST) -> frozenset[Key]:
    """Which parts of a published total stay untold.

    Those below `smallest`; and while the hidden ones are a single part or together below it, so that the total less what is
    shown would tell them, the next smallest as well. A part of nothing is no part.
    """
    parts = sorted((n, repr(key), key) for key, n in counts.items() if n > 0)
    kept_back = [(n, key) for n, _, key in parts if n < smallest]
    rest = [(n, key) for n, _, key in parts if n >= smallest]
    while kept_back and rest and (len(kept_back) < 2 or sum(n for n, _ in kept_back) < smallest):
        kept_back.append(rest.pop(0))
    return frozenset(key for _, key in kept_back)
