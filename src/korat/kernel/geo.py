"""Points on the earth (WGS 84) and how far they lie apart."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from korat.kernel.errors import Invalid

_EARTH_RADIUS_M = 6_371_008.8
_PUBLIC_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Latitude and longitude in degrees. Invalid outside −90…90 and −180…180, or when not a number."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise Invalid(
                "พิกัดไม่ถูกต้อง ละติจูดต้องอยู่ระหว่าง −90 ถึง 90 และลองจิจูดระหว่าง −180 ถึง 180",
                "These coordinates cannot be: latitude runs from −90 to 90, longitude from −180 to 180.",
                code="coordinates",
            )


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine on the mean sphere, within 0.5 %)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.lon - a.lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def round_for_public(point: Point) -> Point:
    """The point on a grid of about 100 m, so that it names a street and not a house."""
    return Point(round(point.lat, _PUBLIC_DECIMALS), round(point.lon, _PUBLIC_DECIMALS))
