"""Where a point lies: on drawn shapes, without any table."""

from __future__ import annotations

from math import cos, radians
from typing import Any

import pytest

from korat.blocks.places.shapes import Located, Shapes, draw
from korat.kernel.geo import Point

# Two subdistricts side by side on a degree square, split at 101.5 E; the town lies across the border.
KINDS = {"west": "subdistrict", "east": "subdistrict", "town": "jurisdiction"}
METRE = 1 / 111_195  # degrees of latitude
METRE_EAST = METRE / cos(radians(14.5))


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(**properties: float) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": square(101, 14, 102, 15)}


AREAS = {"west": square(101, 14, 101.5, 15), "east": square(101.5, 14, 102, 15)}
TOWN = AREAS | {"town": square(101.4, 14.4, 101.6, 14.6)}
PARTLY = {"town": (("west", False), ("east", False))}


@pytest.fixture
def town() -> Shapes:
    return draw(TOWN, KINDS, PARTLY, None)


def test_a_point_lies_in_its_subdistrict_and_town(town: Shapes) -> None:
    assert town.locate(Point(14.5, 101.45)) == Located("west", "town", False, True)
    assert town.locate(Point(14.5, 101.55)) == Located("east", "town", False, True)


def test_a_point_outside_every_town_has_no_jurisdiction(town: Shapes) -> None:
    assert town.locate(Point(14.2, 101.2)) == Located("west", None, False, True)


@pytest.mark.parametrize(("metres", "near"), [(490, True), (510, False), (-490, True), (-510, False)])
def test_within_500_metres_of_a_border_the_person_decides(town: Shapes, metres: int, near: bool) -> None:
    assert town.locate(Point(14.5, 101.6 + metres * METRE_EAST)).near_border is near
    assert town.locate(Point(14.6 + metres * METRE, 101.45)).near_border is near


def test_a_subdistrict_covered_in_part_without_a_boundary_leaves_it_to_the_person() -> None:
    shapes = draw(AREAS, KINDS, {"town": (("west", False),)}, None)
    assert shapes.locate(Point(14.5, 101.2)) == Located("west", None, True, True)
    assert shapes.locate(Point(14.5, 101.8)) == Located("east", None, False, True)


def test_a_town_that_covers_whole_subdistricts_is_their_sum() -> None:
    shapes = draw(AREAS, KINDS, {"town": (("west", True),)}, None)
    assert shapes.locate(Point(14.5, 101.2)) == Located("west", "town", False, True)
    assert shapes.locate(Point(14.5, 101.5 - 100 * METRE)).near_border


def test_without_boundaries_the_outline_tells_only_the_province() -> None:
    shapes = draw({}, {}, PARTLY, outline(accuracy_m=5000))
    assert shapes.locate(Point(14.5, 101.5)) == Located(inside_province=True)
    assert shapes.locate(Point(13.75, 100.5)) == Located(inside_province=False)


@pytest.mark.parametrize(("metres", "inside"), [(4900, None), (-4900, None), (5100, False), (-5100, True)])
def test_nearer_than_its_accuracy_an_outline_tells_nothing(metres: int, inside: bool | None) -> None:
    shapes = draw({}, {}, {}, outline())
    assert shapes.locate(Point(15 + metres * METRE, 101.5)).inside_province is inside


def test_a_true_boundary_of_the_province_is_taken_at_its_word() -> None:
    shapes = draw({}, {}, {}, outline(accuracy_m=0))
    assert shapes.locate(Point(15 + 10 * METRE, 101.5)).inside_province is False


def test_outside_all_subdistricts_the_province_still_tells() -> None:
    shapes = draw({"west": AREAS["west"]}, KINDS, {}, outline(accuracy_m=0))
    assert shapes.locate(Point(14.5, 101.8)) == Located(None, None, False, True)


def test_without_any_shape_nothing_is_told() -> None:
    assert draw({}, {}, {}, None).locate(Point(14.5, 101.5)) == Located()
