"""The way of a crew's day: shorter than nearest-first alone, never longer than as it came, every stop once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from korat.blocks.cases.route import in_order, length_m, urgency
from korat.kernel.geo import Point

DEPOT = Point(14.89, 101.72)
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def scattered(seed: int, count: int) -> list[Point]:
    dice = Random(seed)
    return [Point(14.8 + dice.random() / 5, 101.6 + dice.random() / 5) for _ in range(count)]


def way(points: list[Point], start: Point | None = DEPOT) -> list[Point]:
    return in_order(points, start, lambda _one: 0, lambda one: one)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_at_most_a_tenth_longer_than_the_best_there_is(seed: int) -> None:
    points = scattered(seed, 7)
    best = min(length_m(DEPOT, one) for one in permutations(points))
    found = way(points)
    assert sorted(found, key=repr) == sorted(points, key=repr)
    assert length_m(DEPOT, found) <= 1.10 * best


def test_a_way_that_nearest_first_spoils_is_mended() -> None:
    """Along one road on both sides of the depot: nearest first would go to and fro."""
    road = [Point(14.89, 101.72 + east) for east in (0.010, -0.012, 0.030, -0.034, 0.080)]
    found = way(road)
    assert [one.lon > DEPOT.lon for one in found] == [False, False, True, True, True]


@pytest.mark.parametrize("count", [0, 1, 2, 60])
def test_every_stop_once_however_many_and_without_a_known_start(count: int) -> None:
    points = scattered(99, count)
    for start in (DEPOT, None):
        assert sorted(way(points, start), key=repr) == sorted(points, key=repr)


def test_groups_follow_each_other_and_what_has_no_point_comes_last_in_its_own() -> None:
    stops = [(1, scattered(1, 1)[0]), (0, None), (0, DEPOT), (1, None)]
    found = in_order(stops, DEPOT, lambda one: one[0], lambda one: one[1])
    assert [(group, point is None) for group, point in found] == [(0, False), (0, True), (1, False), (1, True)]


def test_danger_then_late_then_today_then_this_week_then_later() -> None:
    dues = [NOW - timedelta(1), NOW + timedelta(hours=3), NOW + timedelta(3), NOW + timedelta(30)]
    assert [urgency(dues[3], NOW, urgent=True), *(urgency(due, NOW) for due in dues)] == [-1, 0, 1, 2, 3]
