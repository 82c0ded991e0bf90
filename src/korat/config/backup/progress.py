"""What is being done, for the person who waits at the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Protocol, TypeVar

Item = TypeVar("Item", covariant=True)
_EVERY = 0.5  # seconds


class Many(Sized, Iterable[Item], Protocol[Item]): ...


def say(th: str, en: str) -> None:
    print(f"  {th}\n  {en}", flush=True)


def counted(items: Many[Item], th: str, en: str) -> Iterator[Item]:
    """The items one by one, telling now and then how many are done: on one line of a terminal, else at the end alone."""
    total, due, shown = len(items), 0.0, sys.stdout.isatty()
    for number, item in enumerate(items):
        if shown and time.monotonic() > due:
            print(f"\r  {th} · {en}: {number:,} / {total:,} ", end="", flush=True)
            due = time.monotonic() + _EVERY
        yield item
    print(f"{chr(13) if shown else ''}  {th} · {en}: {total:,} / {total:,} ", flush=True)
