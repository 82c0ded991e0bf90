"""In which order a crew drives: what is due first comes first, and among equals the shorter way. Straight lines, no roads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from korat.kernel.geo import Point, distance_m

Stop = TypeVar("Stop")


def urgency(due_at: datetime | None, now: datetime) -> int:
    """Late, due within the day, within the week, later."""
    if due_at is None:
        return 3
    left = due_at - now
    return 0 if left < timedelta() else 1 if left <= timedelta(days=1) else 2 if left <= timedelta(days=7) else 3


def in_order(
    stops: Sequence[Stop], start: Point | None, group: Callable[[Stop], int], where: Callable[[Stop], Point | None]
) -> list[Stop]:
    """Group after group; in each the nearest neighbour of where the last one ended. Stops without a point come last in theirs."""
    ordered: list[Stop] = []
    at = start
    for number in sorted({group(stop) for stop in stops}):
        left = [stop for stop in stops if group(stop) == number and where(stop) is not None]
        while left:
            following = min(left, key=lambda stop: away(at, where(stop)))
            left.remove(following)
            ordered.append(following)
            at = where(following)
        ordered += [stop for stop in stops if group(stop) == number and where(stop) is None]
    return ordered


def away(at: Point | None, to: Point | None) -> float:
    return distance_m(at, to) if at and to else 0.0
