"""A file of boundaries: read, checked, and matched to places. Pure: changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import shapely
from shapely.geometry import mapping, shape

from korat.kernel.errors import Invalid, TooLarge
from korat.kernel.texts import Text

LIMIT = 100_000_000
# How far (degrees) a boundary may reach beyond the province's drawing before it is taken for a mistake.
_SLACK = 1.0
_TWICE = ("สถานที่นี้มีขอบเขตในไฟล์นี้แล้ว", "An earlier feature of this file is this place already.")
_DEPTH = {"province": 0, "district": 1, "subdistrict": 2, "jurisdiction": 3, "community": 4, "market": 5}


class Known(Protocol):
    """What must be known of a place to match it."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def parent_code(self) -> str | None: ...
    @property
    def names(self) -> Text: ...
    @property
    def retired(self) -> bool: ...


@dataclass(frozen=True)
class Boundary:
    """A place's id and its polygon as a GeoJSON geometry."""

    place: int
    geometry: Mapping[str, Any]
    source: str = ""


@dataclass(frozen=True)
class Skipped:
    """A feature that was not taken: its position in the file (from 1), and why."""

    feature: int
    th: str
    en: str


@dataclass(frozen=True)
class ImportReport:
    imported: int
    skipped: tuple[Skipped, ...]


class Unfit(Invalid):
    """One feature that cannot be used."""


def read(path: Path) -> tuple[list[Any], str]:
    """The features of a GeoJSON file and its source: the file's own word for it, else its name."""
    try:
        if path.stat().st_size > LIMIT:
            raise TooLarge(th="ไฟล์ขอบเขตต้องไม่เกิน 100 MB", en="A file of boundaries may have at most 100 MB.")
        document = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid(
            th=f"อ่านไฟล์ {path.name} ไม่ได้ ต้องเป็น GeoJSON (UTF-8)",
            en=f"{path.name} cannot be read. It must be GeoJSON in UTF-8.",
            code="geojson",
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Invalid(
            th=f"ไฟล์ {path.name} ไม่มี features ต้องเป็น FeatureCollection",
            en=f"{path.name} has no features. It must be a FeatureCollection.",
            code="geojson",
        )
    return features, str(document.get("source") or document.get("name") or path.name)[:400]


def match(
    features: Sequence[Any], places: Mapping[str, Known], outline: Mapping[str, Any] | None
) -> tuple[list[Boundary], list[Skipped]]:
    """What can be taken, one boundary a place, and what not."""
    finder, area = Finder(places.values()), reachable(outline)
    found: dict[int, Boundary] = {}
    skipped: list[Skipped] = []
    for number, feature in enumerate(features, start=1):
        try:
            boundary = boundary_of(feature, finder, area)
        except Unfit as unfit:
            skipped.append(Skipped(number, unfit.th, unfit.en))
            continue
        if boundary.place in found:
            skipped.append(Skipped(number, *_TWICE))
        found.setdefault(boundary.place, boundary)
    return list(found.values()), skipped


def boundary_of(feature: Any, finder: Finder, area: Any | None) -> Boundary:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise Unfit(th="ไม่มี properties ให้รู้ว่าเป็นที่ใด", en="There are no properties to tell which place it is.")
    place = finder.find(properties)
    return Boundary(place.id, polygon(feature.get("geometry"), area), str(properties.get("source", ""))[:400])


def polygon(geometry: Any, area: Any | None) -> Mapping[str, Any]:
    """The geometry when it is a sound polygon in degrees near the province; small faults are mended."""
    try:
        drawn = shape(geometry)
    except (
        AttributeError,
        IndexError,
        KeyError,
        TypeError,
        ValueError,
        shapely.errors.ShapelyError,
    ) as error:
        raise Unfit(th="รูปทรงเสียหรือว่างเปล่า", en="The geometry is broken or empty.") from error
    if not drawn.is_valid:
        drawn = shapely.make_valid(drawn, method="structure")
    if drawn.is_empty or drawn.geom_type not in ("Polygon", "MultiPolygon"):
        raise Unfit(th="ต้องเป็น Polygon หรือ MultiPolygon", en="It must be a Polygon or a MultiPolygon.")
    west, south, east, north = drawn.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Unfit(th="พิกัดต้องเป็นองศา WGS 84 (EPSG:4326)", en="Coordinates must be degrees in WGS 84 (EPSG:4326).")
    if area is not None and not area.covers(drawn):
        raise Unfit(
            th="อยู่ไกลจากจังหวัด โปรดตรวจว่าเรียงลองจิจูดก่อนละติจูด",
            en="It lies far from the province. Check that longitude comes before latitude.",
        )
    made: Mapping[str, Any] = mapping(drawn)
    return made


def reachable(outline: Mapping[str, Any] | None) -> Any | None:
    return shape(outline["geometry"]).buffer(_SLACK).envelope if outline else None


class Finder:
    """Places by code, and by name within their parents."""

    def __init__(self, places: Iterable[Known]) -> None:
        self.by_code = {one.code: one for one in places if not one.retired}
        self.by_name: dict[str, list[Known]] = {}
        for one in self.by_code.values():
            for name in names_of(one):
                self.by_name.setdefault(name, []).append(one)

    def find(self, properties: Mapping[str, Any]) -> Known:
        """By the property `code`; else by a name with the own code, or within the parent's code or name."""
        if (own := self.by_code.get(folded(properties.get("code")))) is not None:
            return own
        words = {
            word for value in properties.values() if isinstance(value, str | int) for word in spellings(folded(value))
        }
        named = {one.code: one for word in words for one in self.by_name.get(word, ())}
        coded = [one for code, one in named.items() if code in words]
        found = deepest(coded or [one for one in named.values() if self.parent_named(one, words)])
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(sorted(one.code for one in found))
            raise Unfit(
                th=f"ตรงกับหลายแห่ง ({listed}) โปรดใส่ code ใน properties",
                en=f"It fits several places ({listed}). Add the property code.",
            )
        raise Unfit(
            th="ไม่มีสถานที่ใดในชุดข้อมูลตรงกับ code หรือชื่อนี้",
            en="No place of the pack has this code, or this name within this parent.",
        )

    def parent_named(self, place: Known, values: set[str]) -> bool:
        parent = self.by_code.get(place.parent_code or "")
        return parent is None or folded(parent.code) in values or bool(set(names_of(parent)) & values)


def deepest(places: list[Known]) -> list[Known]:
    """A feature names the areas around it too: the smallest kind is the one it means."""
    depth = max((_DEPTH[one.kind] for one in places), default=0)
    return [one for one in places if _DEPTH[one.kind] == depth]


def spellings(value: str) -> Iterator[str]:
    """A code as it stands, and without leading letters: `th302001` is 302001 to the pack."""
    yield value
    yield value.lstrip("abcdefghijklmnopqrstuvwxyz")


def names_of(place: Known) -> list[str]:
    return [folded(wording.text) for _, wording in place.names.wordings]


def folded(value: object) -> str:
    return " ".join(str(value).split()).casefold() if value is not None else ""
