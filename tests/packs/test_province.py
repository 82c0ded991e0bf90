"""The first province's places, offices and calendar are whole, and say what nobody has checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from korat.config.packs.compose import load
from korat.config.packs.format import Pack

METRES_A_DEGREE = 108_000
FOLDER = Path(__file__).resolve().parents[2] / "packs" / "th-30-nakhon-ratchasima"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FOLDER)


def test_it_has_every_district_and_subdistrict(pack: Pack) -> None:
    kinds = [place.kind for place in pack.places]
    assert (kinds.count("district"), kinds.count("subdistrict"), kinds.count("community")) == (32, 289, 19)


def test_every_district_has_a_point_and_names_its_source(pack: Pack) -> None:
    for place in pack.places:
        if place.kind == "district":
            assert place.lat is not None, place.code
            assert "GeoNames" in place.source, place.code


def test_no_seat_of_a_district_lies_further_outside_the_outline_than_the_outline_admits(pack: Pack) -> None:
    assert pack.outline
    outline = shape(pack.outline.geometry.model_dump())
    admitted = pack.outline.properties.accuracy_m / METRES_A_DEGREE
    for place in pack.places:
        if place.kind == "district":
            assert outline.distance(Point(place.lon, place.lat)) < admitted, place.code


def test_the_outline_fits_a_page() -> None:
    assert (FOLDER / "places" / "outline.geojson").stat().st_size <= 8 * 1024


def test_the_pilot_town_covers_parts_of_two_subdistricts_only(pack: Pack) -> None:
    town = next(place for place in pack.places if place.kind == "jurisdiction")
    assert [(cover.area, cover.whole) for cover in town.covers] == [("302001", False), ("302009", False)]


def test_names_of_communities_say_that_nobody_checked_them(pack: Pack) -> None:
    communities = [place for place in pack.places if place.kind == "community"]
    assert not any(place.verified for place in communities)
    assert all("ยังไม่ตรวจสอบ" in place.names.show("th") for place in communities)


def test_pole_numbers_say_that_they_are_made_up(pack: Pack) -> None:
    assert pack.fixtures
    assert all(fixture.number.startswith("DEMO-") for fixture in pack.fixtures)


def test_every_office_that_can_get_a_case_has_a_post_that_handles_it(pack: Pack) -> None:
    handling = {post.organisation for post in pack.posts if "case.handle" in post.purposes}
    roles = {office.role: office.code for office in pack.organisations}
    for service in pack.services:
        routed = {route.office or roles[route.role] for route in service.routes}
        assert routed <= handling


def test_a_crew_does_nothing_but_repair_and_reaches_its_division_and_the_crews_below(pack: Pack) -> None:
    parents = {office.code: office.parent for office in pack.organisations}
    divisions = {parents[office.code] for office in pack.organisations if (office.role or "").endswith("crew")}
    crews = [post for post in pack.posts if post.purposes == ("case.repair",)]
    assert "crew" in {post.persona for post in crews}
    assert divisions == {post.organisation for post in crews}
    assert all(post.reaches_below for post in crews)


def test_offices_work_on_childrens_day_and_labour_day(pack: Pack) -> None:
    days_off = {holiday.date for holiday in pack.years[2026].holidays}
    assert date(2026, 5, 13) in days_off, "the Royal Ploughing Ceremony"
    assert not days_off & {date(2026, 1, 10), date(2026, 5, 1)}


def test_a_year_is_confirmed_for_demonstration_only_and_the_next_not_at_all(pack: Pack) -> None:
    confirmed = pack.years[2026].confirmed
    assert confirmed
    assert "not an official confirmation" in confirmed.by.show("en")
    assert pack.years[2027].confirmed is None
