"""Where a report lies: lat and long, address_string, address_id; inside a town, outside, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from korat.kernel.errors import Invalid
from korat.kernel.geo import Point
from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.blocks.cases.values import Where
    from korat.blocks.places.queries import PlaceView

Read = Callable[..., "Where"]
SIKHIO = {"lat": "14.900", "long": "101.717"}


@pytest.fixture
def read(house: None) -> Read:
    from korat.blocks.places import queries as places
    from korat.standards.open311.read import Parameters
    from korat.standards.open311.where import where

    def of(town: str = "", **given: str) -> Where:
        named: PlaceView | None = places.place(town) if town else None
        return where(Parameters(QueryDict(urlencode(given))), named)

    return of


@pytest.fixture
def mapped(house: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """As if boundaries had been imported: what the map says of any point."""
    from korat.blocks.places import queries as places
    from korat.blocks.places.shapes import Located

    return lambda **said: monkeypatch.setattr(places, "locate", lambda _point: Located(**said))


def sides(where: Where) -> tuple[str | None, bool | None]:
    return where.jurisdiction, where.inside


def test_a_point_without_boundaries_goes_to_be_sorted(read: Read) -> None:
    found = read(**SIKHIO)
    assert found.point == Point(14.9, 101.717)
    assert sides(found) == (None, None)


def test_a_local_governments_id_says_whose_area_it_is(read: Read) -> None:
    assert sides(read("sikhio-town", **SIKHIO)) == ("sikhio-town", True)


def test_an_address_string_is_the_landmark(read: Read) -> None:
    found = read(address_string="หน้าโรงเรียน  บ้านหนองรี")
    assert found.landmark == "หน้าโรงเรียน บ้านหนองรี"
    assert (found.point, found.place, found.inside) == (None, None, None)


def test_an_address_id_is_a_place_or_the_number_on_a_pole(read: Read) -> None:
    community = read(address_id="sikhio-town-07")
    assert (community.place, community.jurisdiction, community.inside) == (
        "sikhio-town-07",
        "sikhio-town",
        True,
    )
    pole = read(address_id=" demo-๐๑-001 ")
    assert (pole.place, pole.inside) == ("sikhio-town-04", True)
    assert pole.point == Point(14.90157, 101.71811)


def test_a_subdistrict_that_a_town_covers_in_part_decides_nothing(read: Read) -> None:
    assert sides(read(address_id="302001")) == (None, None)


def test_all_parts_of_an_address_are_kept_together(read: Read) -> None:
    found = read(address_id="sikhio-town-07", address_string="หน้าวัด", **SIKHIO)
    assert (found.place, found.landmark, found.point) == ("sikhio-town-07", "หน้าวัด", Point(14.9, 101.717))


def test_with_boundaries_the_polygon_decides(read: Read, mapped: Callable[..., None]) -> None:
    mapped(subdistrict="302001", jurisdiction="sikhio-town", inside_province=True)
    found = read(**SIKHIO)
    assert (found.place, found.jurisdiction, found.inside) == ("302001", "sikhio-town", True)
    mapped(subdistrict="302002", inside_province=True)
    assert sides(read(**SIKHIO)) == (None, False)


def test_close_to_a_border_nobody_is_sure_but_the_sender(read: Read, mapped: Callable[..., None]) -> None:
    mapped(subdistrict="302001", jurisdiction="sikhio-town", near_border=True, inside_province=True)
    assert sides(read(**SIKHIO)) == (None, None)
    assert sides(read("sikhio-town", **SIKHIO)) == ("sikhio-town", True)


def test_a_point_outside_the_town_that_was_named_is_refused(read: Read, mapped: Callable[..., None]) -> None:
    mapped(subdistrict="302002", inside_province=True)
    with pytest.raises(Invalid, match="outside that jurisdiction"):
        read("sikhio-town", **SIKHIO)


def test_a_place_of_another_town_than_the_one_named_is_refused(house: None) -> None:
    from korat.blocks.places import queries as places
    from korat.standards.open311.where import side

    town = places.place("sikhio-town")
    assert side(town, "sikhio-town", False) == ("sikhio-town", True)
    with pytest.raises(Invalid, match="outside that jurisdiction"):
        side(town, "another-town", False)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "lat"),
        ({"lat": "14.9"}, "long"),
        ({"long": "101.7"}, "lat"),
        ({"lat": "fourteen", "long": "101.7"}, "lat"),
        ({"lat": "14.9", "long": "nan"}, "long"),
        ({"lat": "95", "long": "101.7"}, "lat"),
        ({"lat": "14.9", "long": "181"}, "lat"),
        ({"lat": "13.7563", "long": "100.5018"}, "lat"),
        ({"lat": "0", "long": "0"}, "lat"),
        ({"address_id": "no-such-pole"}, "address_id"),
        ({"address_id": "isles-north"}, "address_id"),
    ],
)
def test_a_place_that_cannot_be_is_refused_by_its_name(program: Program, given: dict[str, str], name: str) -> None:
    fields = {"service_code": "light", "description": LIGHT["description"]} | given
    assert program.refused(program.post(fields)).startswith(f"{name}: ")


def test_a_point_in_another_province_is_refused_in_words(program: Program) -> None:
    bangkok = {"lat": "13.7563", "long": "100.5018"}
    said = program.refused(program.post(LIGHT | bangkok, headers={"Accept-Language": "en"}))
    assert said == "lat: This point lies outside the province."


def test_what_the_sender_told_comes_back_as_place_names_and_coordinates(program: Program) -> None:
    face = program.face(program.file(**SIKHIO), lang="en")
    assert (face["lat"], face["long"]) == (14.9, 101.717)
    assert face["address"].endswith("Sikhio Town, Sikhio, Nakhon Ratchasima")
    assert face["address_id"] == "sikhio-town-04"
