"""Places as a pack writes them: areas in CSV, local governments and communities in YAML, one outline."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from korat.blocks.ledger.typed import Latitude, Longitude, PlaceCode, Typed
from korat.blocks.places.boundaries import polygon
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text, arabic_digits

Kind = Literal["province", "district", "subdistrict", "jurisdiction", "community", "market"]
Source = Annotated[str, Field(max_length=200)]
Order = Annotated[int, Field(ge=0, le=2_000_000_000)]


class CoverDefinition(Typed):
    """A subdistrict that a jurisdiction covers, wholly or in part."""

    area: PlaceCode
    whole: bool


class PlaceDefinition(Typed):
    """One place. `verified` false: nobody checked the names; `source`: whence names and point are."""

    code: PlaceCode
    kind: Kind
    parent: PlaceCode | None = None
    order: Order = 0
    names: Text
    lat: Latitude | None = None
    lon: Longitude | None = None
    postcode: str = Field(default="", pattern=r"^[0-9A-Za-z -]{0,10}$")
    source: Source = ""
    note: Text | None = None
    verified: bool = True
    covers: tuple[CoverDefinition, ...] = ()

    @model_validator(mode="after")
    def has_a_whole_point(self) -> PlaceDefinition:
        return both_or_none(self)


class CommunityDefinition(Typed):
    code: PlaceCode
    names: Text
    order: Order = 0
    lat: Latitude | None = None
    lon: Longitude | None = None
    source: Source = ""
    note: Text | None = None
    verified: bool = True


class JurisdictionDefinition(Typed):
    """Where one local government has power, and the communities in it."""

    code: PlaceCode
    names: Text
    parent: PlaceCode | None = None
    order: Order = 0
    covers: tuple[CoverDefinition, ...] = Field(min_length=1)
    lat: Latitude | None = None
    lon: Longitude | None = None
    source: Source = ""
    note: Text | None = None
    verified: bool = True
    communities: tuple[CommunityDefinition, ...] = ()
    # Where stalls stand: a place of its own for what is asked and permitted there.
    markets: tuple[CommunityDefinition, ...] = ()


class JurisdictionsFile(Typed):
    """`places/*.yaml`"""

    jurisdictions: tuple[JurisdictionDefinition, ...]


def normal_number(number: str) -> str:
    """A pole's number however it was typed: capitals, Arabic digits, no spaces."""
    return re.sub(r"\s+", "", arabic_digits(number[:80])).upper()[:40]


class FixtureDefinition(Typed):
    """A row of `places/fixtures.csv`."""

    number: Annotated[str, AfterValidator(normal_number)] = Field(min_length=1, max_length=40)
    place: PlaceCode
    lat: Latitude
    lon: Longitude


class OutlineProperties(Typed):
    """`accuracy_m`: how far the drawn line may lie from the true border."""

    source: str = Field(min_length=1, max_length=400)
    accuracy_m: float = Field(default=5000, ge=0)


class OutlineGeometry(Typed):
    type: Literal["Polygon", "MultiPolygon"]
    coordinates: tuple[Any, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def can_be_drawn(self) -> OutlineGeometry:
        polygon(self.model_dump(), None)
        return self


class OutlineDefinition(Typed):
    """`places/outline.geojson`: one GeoJSON feature, drawn by hand or simplified."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Literal["Feature"]
    properties: OutlineProperties
    geometry: OutlineGeometry


def both_or_none(place: PlaceDefinition) -> PlaceDefinition:
    if (place.lat is None) != (place.lon is None):
        raise Invalid(
            th=f"สถานที่ {place.code}: ใส่ lat และ lon ทั้งคู่ หรือเว้นว่างทั้งคู่",
            en=f"Place {place.code}: give both lat and lon, or leave both empty.",
        )
    return place
