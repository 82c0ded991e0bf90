"""A page of a long list. No total: it is counted only as far as a person would read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """`next` is the key to ask for the following page, None on the last."""

    items: tuple[Item, ...]
    next: str | None = None

    @classmethod
    def cut(cls, rows: Sequence[Item], limit: int, key: Callable[[Item], str]) -> Page[Item]:
        """From up to `limit` + 1 rows: the extra one only tells that there is more."""
        shown = tuple(rows[:limit])
        return cls(shown, key(shown[-1]) if len(rows) > limit else None)
