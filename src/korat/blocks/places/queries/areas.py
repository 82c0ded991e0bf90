"""Where: places, jurisdictions, communities, and what a point lies in. Pack data, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from korat.blocks.ledger import packs
from korat.blocks.places.models import Cover, Place
from korat.blocks.places.shapes import Located, Shapes, draw
from korat.kernel.geo import Point
from korat.kernel.texts import Text


@dataclass(frozen=True)
class PlaceView:
    """One place. `covers`: for a jurisdiction, the subdistricts it covers and whether wholly."""

    id: int
    code: str
    kind: str
    parent_code: str | None
    names: Text
    order: int
    latitude: float | None
    longitude: float | None
    postcode: str
    has_boundary: bool
    covers: tuple[tuple[str, bool], ...] = ()
    note: Text | None = None
    verified: bool = True
    source: str = ""
    retired: bool = False

    @property
    def point(self) -> Point | None:
        return (
            Point(self.latitude, self.longitude) if self.latitude is not None and self.longitude is not None else None
        )


@dataclass(frozen=True)
class Book:
    """Every place, retired ones too: old cases name them. `children` and `kinds`: those of today, in order."""

    by_code: Mapping[str, PlaceView]
    by_id: Mapping[int, PlaceView]
    children: Mapping[str | None, tuple[PlaceView, ...]]
    kinds: Mapping[str, tuple[PlaceView, ...]]

    def of_kind(self, kind: str) -> tuple[PlaceView, ...]:
        return self.kinds.get(kind, ())

    def below(self, code: str) -> Iterator[PlaceView]:
        for child in self.children.get(code, ()):
            yield child
            yield from self.below(child.code)


@packs.cached
def book() -> Book:
    covers: dict[int, tuple[tuple[str, bool], ...]] = {}
    for jurisdiction, area, whole in Cover.objects.order_by("area__code").values_list(
        "jurisdiction_id", "area__code", "whole"
    ):
        covers[jurisdiction] = (*covers.get(jurisdiction, ()), (area, whole))
    rows = Place.objects.order_by("order", "code").values(
        "id", "code", "kind", "parent__code", "names", "order", "latitude", "longitude", "postcode",
        "boundary_source", "note", "verified", "source", "retired_at",
    )  # fmt: skip
    views = tuple(replace(view(row), covers=covers.get(row["id"], ())) for row in rows)
    children: dict[str | None, list[PlaceView]] = {}
    kinds: dict[str, list[PlaceView]] = {}
    for one in views:
        if not one.retired:
            children.setdefault(one.parent_code, []).append(one)
            kinds.setdefault(one.kind, []).append(one)
    return Book(
        {one.code: one for one in views},
        {one.id: one for one in views},
        {code: tuple(found) for code, found in children.items()},
        {kind: tuple(found) for kind, found in kinds.items()},
    )


def view(row: Mapping[str, Any]) -> PlaceView:
    return PlaceView(
        id=row["id"],
        code=row["code"],
        kind=row["kind"],
        parent_code=row["parent__code"],
        names=Text.from_json(row["names"]),
        order=row["order"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        postcode=row["postcode"],
        has_boundary=bool(row["boundary_source"]),
        note=Text.from_json(row["note"]) if row["note"] else None,
        verified=row["verified"],
        source=row["source"],
        retired=row["retired_at"] is not None,
    )


def place(code: str) -> PlaceView | None:
    return book().by_code.get(code)


def by_id(id: int) -> PlaceView | None:
    return book().by_id.get(id)


def id_of(code: str | None) -> int | None:
    found = book().by_code.get(code) if code else None
    return found.id if found else None


def code_of(id: int | None) -> str | None:
    found = book().by_id.get(id) if id is not None else None
    return found.code if found else None


def ids_within(code: str) -> tuple[int, ...]:
    """The place and everything below it; nothing for an unknown one."""
    found = place(code)
    return (found.id, *(one.id for one in book().below(code))) if found else ()


def children(code: str, kind: str | None = None) -> tuple[PlaceView, ...]:
    return tuple(one for one in book().children.get(code, ()) if kind in (None, one.kind))


def province() -> PlaceView | None:
    return next(iter(book().of_kind("province")), None)


def districts() -> tuple[PlaceView, ...]:
    return book().of_kind("district")


def subdistricts(district_code: str) -> tuple[PlaceView, ...]:
    return children(district_code, "subdistrict")


def jurisdictions() -> tuple[PlaceView, ...]:
    return book().of_kind("jurisdiction")


def communities(jurisdiction_code: str) -> tuple[PlaceView, ...]:
    return children(jurisdiction_code, "community")


def inner(jurisdiction_code: str) -> tuple[PlaceView, ...]:
    """What people name as their place in a town: its communities, then its markets."""
    return (*communities(jurisdiction_code), *children(jurisdiction_code, "market"))


def jurisdiction_of(code: str) -> str | None:
    """The jurisdiction that a place is or lies in; None where no single one holds all of it."""
    found = place(code)
    while found is not None:
        if found.kind == "jurisdiction":
            return found.code
        if whole := [one.code for one in jurisdictions() if (found.code, True) in one.covers]:
            return whole[0]
        found = place(found.parent_code) if found.parent_code else None
    return None


@packs.cached
def outline() -> dict[str, Any] | None:
    """The province as a GeoJSON feature: the imported boundary, or else the pack's coarse outline."""
    row = (
        Place.objects.filter(kind="province", retired_at=None).values("boundary", "boundary_source", "outline").first()
    )
    if row is None or row["boundary"] is None:
        found: dict[str, Any] | None = row["outline"] if row else None
        return found
    properties = {"source": row["boundary_source"], "accuracy_m": 0}
    return {"type": "Feature", "properties": properties, "geometry": row["boundary"]}


@packs.cached
def sources() -> tuple[tuple[str, Text | None], ...]:
    """Whence every point, name, drawing and boundary is, each source once and word for word, with the place when it is of one
    place alone."""
    of: dict[str, list[Text]] = defaultdict(list)
    for one in book().by_code.values():
        of["" if one.retired else one.source].append(one.names)
    drawn, boundaries = outline(), Place.objects.filter(retired_at=None).values_list("boundary_source", flat=True)
    said = {*of, *boundaries, *([str(drawn["properties"]["source"])] if drawn else [])} - {""}
    return tuple((source, of[source][0] if len(of[source]) == 1 else None) for source in sorted(said))


@packs.cached
def shapes() -> Shapes:
    rows = Place.objects.filter(retired_at=None).exclude(boundary=None).order_by("code").values_list("code", "boundary")
    return draw(
        dict(rows),
        {one.code: one.kind for one in book().by_code.values()},
        {one.code: one.covers for one in jurisdictions()},
        outline(),
    )


def locate(point: Point) -> Located:
    """The imported boundaries a point lies in; without any, only the outline's word on the province."""
    return shapes().locate(point)
