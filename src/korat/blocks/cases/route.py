"""In which order a crew drives: what is due first comes first, and among equals the shorter way. Straight lines, no roads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from korat.kernel.geo import Point, distance_m

Stop = TypeVar("Stop")


def urgency(due_at: datetime | None, now: datetime, *, urgent: bool = False) -> int:
    """Danger, late, due within the day, within the week, later."""
    if urgent:
        return -1
    if due_at is None:
        return 3
    left = due_at - now
    return 0 if left < timedelta() else 1 if left <= timedelta(days=1) else 2 if left <= timedelta(days=7) else 3


def in_order(
    stops: Sequence[Stop], start: Point | None, group: Callable[[Stop], int], where: Callable[[Stop], Point | None]
) -> list[Stop]:
    """Group after group, each a short way from where the last one ended. Stops without a point come last in theirs."""
    ordered: list[Stop] = []
    at = start
    for number in sorted({group(stop) for stop in stops}):
        here = [(stop, where(stop)) for stop in stops if group(stop) == number]
        placed = [(stop, point) for stop, point in here if point is not None]
        way = short_way(at, [point for _stop, point in placed])
        ordered += [placed[index][0] for index in way]
        ordered += [stop for stop, point in here if point is None]
        at = placed[way[-1]][1] if way else at
    return ordered


def length_m(start: Point | None, points: Sequence[Point]) -> float:
    """How far it is from one to the next; the way back is no part of it."""
    return sum(distance_m(one, other) for one, other in pairwise([*([start] if start else []), *points]))


def short_way(start: Point | None, points: Sequence[Point]) -> list[int]:
    """By index: the nearest next, then every stretch turned around that is shorter the other way (2-opt), until none is."""
    away = [[distance_m(one, other) for other in points] for one in points]
    # The row behind the last is the start; with none known every stop is as good to begin with.
    away.append([distance_m(start, one) if start else 0.0 for one in points])
    way: list[int] = []
    while len(way) < len(points):
        at = away[way[-1] if way else -1]
        way.append(min((index for index in range(len(points)) if index not in way), key=at.__getitem__))
    while turned := better(way, away):
        way = turned
    return way


def better(way: list[int], away: Sequence[Sequence[float]]) -> list[int] | None:
    """The way with one stretch turned around, if that makes it shorter by a metre at least."""
    for first in range(len(way) - 1):
        before = way[first - 1] if first else -1
        for last in range(first + 1, len(way)):
            was, now = away[before][way[first]], away[before][way[last]]
            if last + 1 < len(way):
                was, now = was + away[way[last]][way[last + 1]], now + away[way[first]][way[last + 1]]
            if now < was - 1:
                return [*way[:first], *reversed(way[first : last + 1]), *way[last + 1 :]]
    return None
