"""Points on the earth (WGS 84) and how far they lie apart."""

from dataclasses import dataclass
from math import asin, cos, floor, radians, sin, sqrt

from korat.kernel.errors import Invalid

_EARTH_RADIUS_M = 6_371_008.8
_PUBLIC_DECIMALS = 3
# A cell is this high and at least as wide: 0.0009° of a meridian are 100.08 m.
CELL_M = 100.0
_CELL_DEGREES = 0.0009
_COLUMNS = 400_001


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


def distance(metres: int, language: str) -> str:
    """`80 m`, `2.3 km`, in Thai or English."""
    thai = language == "th"
    if metres < 1000:
        return f"{metres} {'เมตร' if thai else 'm'}"
    return f"{metres / 1000:,.1f} {'กม.' if thai else 'km'}"


def round_for_public(point: Point) -> Point:
    """The point on a grid of about 100 m, so that it names a street and not a house."""
    return Point(round(point.lat, _PUBLIC_DECIMALS), round(point.lon, _PUBLIC_DECIMALS))


def cell(point: Point) -> int:
    """The number of the cell that holds the point, on a grid of about 100 m. Rows run from south to north."""
    row = floor((point.lat + 90) / _CELL_DEGREES)
    return row * _COLUMNS + floor((point.lon + 180) / _width(row))


def cells_around(point: Point) -> tuple[int, ...]:
    """The cells that hold everything within `CELL_M` of the point: nine, fewer at the poles.

    A cell is nowhere narrower than the steps taken here, so none lies between two of them.
    """
    found = set()
    for up in (-1, 0, 1):
        lat = max(-90.0, min(90.0, point.lat + up * _CELL_DEGREES))
        width = _width(floor((lat + 90) / _CELL_DEGREES))
        found |= {cell(Point(lat, _turned(point.lon + aside * width))) for aside in (-1, 0, 1)}
    return tuple(sorted(found))


def _width(row: int) -> float:
    """How many degrees wide the cells of a row are: by its edge nearer to a pole, so that none is too narrow."""
    edges = (row * _CELL_DEGREES - 90, (row + 1) * _CELL_DEGREES - 90)
    return _CELL_DEGREES / max(0.001, min(cos(radians(max(-90.0, min(90.0, edge)))) for edge in edges))


def _turned(lon: float) -> float:
    return (lon + 180) % 360 - 180
