"""Writing a pack's places, inside the transaction of its application. Imported boundaries stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.places.models import Cover, Fixture, Place
from korat.blocks.places.pack import FixtureDefinition, OutlineDefinition, PlaceDefinition
from korat.kernel.geo import Point, cell

# Parents are written before their children.
_LEVELS = ("province", "district", "subdistrict", "jurisdiction", "community", "market")
_FIELDS = (
    "kind",
    "parent_id",
    "names",
    "order",
    "latitude",
    "longitude",
    "postcode",
    "source",
    "note",
    "verified",
    "outline",
)

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Places:
    """All places of a pack."""

    places: Sequence[PlaceDefinition]
    fixtures: Sequence[FixtureDefinition] = ()
    outline: OutlineDefinition | None = None


def differences(wanted: Places) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    return {
        "places": compare(present_places(), wanted_places(wanted)),
        "fixtures": compare(present_fixtures(), {one.number: fixture_content(one) for one in wanted.fixtures}),
    }


def apply_definitions(wanted: Places, now: datetime) -> dict[str, Difference]:
    """Bring the tables in line, by code. What is gone is retired; a pole that an office's own list holds too stays."""
    found = differences(wanted)
    contents = wanted_places(wanted)
    changed = {code: contents[code] for code in found["places"].written}
    for level in _LEVELS:
        write_places({code: content for code, content in changed.items() if content["kind"] == level})
    write_covers(changed)
    Place.objects.filter(code__in=found["places"].retired).update(retired_at=now)
    write_fixtures([one for one in wanted.fixtures if one.number in found["fixtures"].written])
    gone = Fixture.objects.filter(number__in=found["fixtures"].retired)
    gone.filter(owner=None).update(retired_at=now)
    gone.update(packed=False)
    return found


def wanted_places(wanted: Places) -> dict[str, Content]:
    outline = wanted.outline.model_dump(mode="json") if wanted.outline else None
    return {
        one.code: place_content(one) | {"outline": outline if one.kind == "province" else None} for one in wanted.places
    }


def place_content(one: PlaceDefinition) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "parent": one.parent,
        "names": one.names.as_json(),
        "order": one.order,
        "latitude": one.lat,
        "longitude": one.lon,
        "postcode": one.postcode,
        "source": one.source,
        "note": one.note.as_json() if one.note else None,
        "verified": one.verified,
        "covers": sorted((cover.area, cover.whole) for cover in one.covers),
    }


def present_places() -> dict[str, Content]:
    covers: dict[str, list[tuple[str, bool]]] = {}
    rows = Cover.objects.order_by("area__code").values_list("jurisdiction__code", "area__code", "whole")
    for jurisdiction, area, whole in rows:
        covers.setdefault(jurisdiction, []).append((area, whole))
    names = ("code", "parent__code", *(name for name in _FIELDS if name != "parent_id"))
    return {row["code"]: stored(row, covers) for row in Place.objects.filter(retired_at=None).values(*names)}


def stored(row: Content, covers: Mapping[str, list[tuple[str, bool]]]) -> Content:
    rest = {name: value for name, value in row.items() if name not in ("code", "parent__code")}
    return {**rest, "parent": row["parent__code"], "covers": covers.get(row["code"], [])}


def ids() -> dict[str, int]:
    return dict(Place.objects.values_list("code", "id"))


def write_places(contents: Mapping[str, Content]) -> None:
    """One level in one statement."""
    if not contents:
        return
    known = ids()
    rows = [
        Place(
            code=code,
            parent_id=known[content["parent"]] if content["parent"] else None,
            **{name: content[name] for name in _FIELDS if name != "parent_id"},
        )
        for code, content in contents.items()
    ]
    Place.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=[*_FIELDS, "retired_at"]
    )


def write_covers(contents: Mapping[str, Content]) -> None:
    known = ids()
    Cover.objects.filter(jurisdiction__code__in=contents).delete()
    Cover.objects.bulk_create(
        Cover(jurisdiction_id=known[code], area_id=known[area], whole=whole)
        for code, content in contents.items()
        for area, whole in content["covers"]
    )


def fixture_content(one: FixtureDefinition) -> Content:
    return {"place": one.place, "latitude": one.lat, "longitude": one.lon}


def present_fixtures() -> dict[str, Content]:
    known = Fixture.objects.filter(packed=True, retired_at=None)
    rows = known.values_list("number", "place__code", "latitude", "longitude")
    return {number: {"place": place, "latitude": lat, "longitude": lon} for number, place, lat, lon in rows}


def write_fixtures(fixtures: Iterable[FixtureDefinition]) -> None:
    known = ids()
    Fixture.objects.bulk_create(
        [
            Fixture(
                number=one.number,
                place_id=known[one.place],
                latitude=one.lat,
                longitude=one.lon,
                cell=cell(Point(one.lat, one.lon)),
                packed=True,
            )
            for one in fixtures
        ],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["place_id", "latitude", "longitude", "cell", "packed", "retired_at"],
    )
