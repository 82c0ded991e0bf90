"""Boundaries on a plane in metres, and where a point lies among them. Pure: knows no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import cos, pi, radians
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import shape

from korat.kernel.geo import Point

NEAR_BORDER_M = 500.0
# A drawn outline that says nothing of its accuracy is not trusted nearer than this.
_COARSE_M = 5000.0
_METRES_A_DEGREE = 6_371_008.8 * pi / 180

Covers = Mapping[str, tuple[tuple[str, bool], ...]]


@dataclass(frozen=True)
class Located:
    """Codes of what a point lies in.

    `near_border`: the map does not decide the jurisdiction, the person does. It is so within 500 m of a
    jurisdiction's border, and in a subdistrict that one without an imported boundary covers.
    `inside_province` None: cannot be told.
    """

    subdistrict: str | None = None
    jurisdiction: str | None = None
    near_border: bool = False
    inside_province: bool | None = None


@dataclass(frozen=True)
class Shapes:
    """Geometries by code, projected by `scale` (metres a degree of longitude and of latitude)."""

    scale: tuple[float, float]
    subdistricts: Mapping[str, Any]
    jurisdictions: Mapping[str, Any]
    asked: frozenset[str]
    province: Any | None
    province_accuracy_m: float

    def locate(self, point: Point) -> Located:
        here = shapely.Point(point.lon * self.scale[0], point.lat * self.scale[1])
        subdistrict = self.areas.holding(here)
        return Located(
            subdistrict=subdistrict,
            jurisdiction=self.powers.holding(here),
            near_border=subdistrict in self.asked or self.powers.border_within(here, NEAR_BORDER_M),
            inside_province=True if subdistrict else self.in_province(here),
        )

    def in_province(self, here: Any) -> bool | None:
        """None when there is no drawing, or the point is nearer to its line than the line is accurate."""
        if self.province is None or here.distance(self.province.boundary) < self.province_accuracy_m:
            return None
        return bool(self.province.contains(here))

    @cached_property
    def areas(self) -> Index:
        return Index(self.subdistricts)

    @cached_property
    def powers(self) -> Index:
        return Index(self.jurisdictions)


class Index:
    """Polygons that can be asked which one holds a point, and whether a border is near."""

    def __init__(self, polygons: Mapping[str, Any]) -> None:
        self.codes = list(polygons)
        self.inside = STRtree(list(polygons.values()))
        self.borders = STRtree([polygon.boundary for polygon in polygons.values()])

    def holding(self, here: Any) -> str | None:
        found = sorted(self.codes[index] for index in self.inside.query(here, predicate="intersects"))
        return found[0] if found else None

    def border_within(self, here: Any, metres: float) -> bool:
        return len(self.borders.query(here, predicate="dwithin", distance=metres)) > 0


def draw(
    boundaries: Mapping[str, Any], kinds: Mapping[str, str], covers: Covers, outline: Mapping[str, Any] | None
) -> Shapes:
    """From GeoJSON geometries by code. A jurisdiction without its own is the sum of what it covers wholly."""
    polygons = {code: shape(boundary) for code, boundary in boundaries.items()}
    drawing = shape(outline["geometry"]) if outline else None
    scale = scale_of([*polygons.values(), *([drawing] if drawing else [])])
    flat = {code: project(polygon, scale) for code, polygon in polygons.items()}
    areas = {code: polygon for code, polygon in flat.items() if kinds.get(code) == "subdistrict"}
    powers = {code: polygon for code, polygon in flat.items() if kinds.get(code) == "jurisdiction"}
    powers |= {
        code: union for code, covered in covers.items() if code not in powers and (union := united(covered, areas))
    }
    return Shapes(
        scale=scale,
        subdistricts=areas,
        jurisdictions=powers,
        asked=frozenset(area for code, covered in covers.items() if code not in powers for area, _ in covered),
        province=project(drawing, scale) if drawing else None,
        province_accuracy_m=accuracy_of(outline),
    )


def accuracy_of(outline: Mapping[str, Any] | None) -> float:
    """A drawing tells how accurate it is, or counts as coarse."""
    properties = (outline or {}).get("properties", {})
    return float(properties.get("accuracy_m", _COARSE_M))


def united(covered: tuple[tuple[str, bool], ...], areas: Mapping[str, Any]) -> Any | None:
    if not all(whole and area in areas for area, whole in covered):
        return None
    return shapely.union_all([areas[area] for area, _ in covered])


def scale_of(polygons: list[Any]) -> tuple[float, float]:
    """Metres a degree about the middle latitude: over a province within half a percent."""
    middle = shapely.union_all(polygons).centroid.y if polygons else 0.0
    return _METRES_A_DEGREE * cos(radians(middle)), _METRES_A_DEGREE


def project(polygon: Any, scale: tuple[float, float]) -> Any:
    return shapely.transform(polygon, lambda degrees: degrees * scale)
