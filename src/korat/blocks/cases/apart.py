"""How far two reports lie apart, as far as it is known; and from where on that is too far to be one thing unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from korat.blocks.catalog.definition import Category
from korat.blocks.places import queries as places
from korat.kernel.geo import CELL_M, Point, distance_m


@dataclass(frozen=True)
class Spot:
    """Where a report points to: the pin, the place that it names, the thing that it is about (row id)."""

    point: Point | None
    place: str | None
    asset: int | None


def apart_m(one: Spot, other: Spot) -> int:
    """Metres between two; 0 for one and the same thing, and where it is not known."""
    if one.asset is not None and one.asset == other.asset:
        return 0
    if one.place == other.place and not (one.point and other.point):
        return 0
    here, there = (spot.point or point_of(spot.place) for spot in (one, other))
    return round(distance_m(here, there)) if here and there else 0


def point_of(code: str | None) -> Point | None:
    found = places.place(code) if code else None
    return found.point if found else None


def farthest_m(spots: Sequence[Spot]) -> int:
    return max((apart_m(one, other) for one, other in combinations(spots, 2)), default=0)


def near_enough_m(category: Category | None) -> int:
    """Within so many metres two reports are taken for one thing: the pack's `near_m`, else what the pages call close by."""
    return category.near_m if category and category.near_m else round(CELL_M)
