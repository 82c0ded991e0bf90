"""Places as the applied pack has them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from korat.blocks.places import queries

pytestmark = pytest.mark.usefixtures("house")


def test_every_district_and_subdistrict_is_there_in_its_order() -> None:
    districts = queries.districts()
    assert len(districts) == 32
    assert sum(len(queries.subdistricts(one.code)) for one in districts) == 289
    orders = [one.order for one in districts]
    assert orders == sorted(orders)


def test_names_that_repeat_are_told_apart_by_code() -> None:
    names = [one.names.show("th") for district in queries.districts() for one in queries.subdistricts(district.code)]
    assert len(names) > len(set(names))
    codes = [one.code for one in queries.book().by_code.values()]
    assert len(codes) == len(set(codes))


def test_a_jurisdiction_knows_what_it_covers_and_its_communities() -> None:
    [town] = queries.jurisdictions()
    assert {whole for _, whole in town.covers} == {False}
    communities = queries.communities(town.code)
    assert len(communities) == 19
    assert not any(one.verified for one in communities)
    assert queries.jurisdiction_of(communities[0].code) == town.code
    assert queries.jurisdiction_of(town.covers[0][0]) is None


def test_ids_and_codes_lead_to_each_other_and_nowhere_for_the_unknown() -> None:
    province = queries.province()
    assert province is not None
    assert queries.code_of(queries.id_of(province.code)) == province.code
    assert queries.by_id(province.id) == province
    assert queries.id_of("nowhere") is None
    assert queries.id_of(None) is None
    assert queries.code_of(None) is None
    assert queries.place("nowhere") is None
    assert queries.ids_within("nowhere") == ()


def test_all_within_a_place_are_found() -> None:
    district = queries.districts()[0]
    within = queries.ids_within(district.code)
    assert set(within) >= {district.id, *(one.id for one in queries.subdistricts(district.code))}
    province = queries.province()
    assert province is not None
    assert len(queries.ids_within(province.code)) == len(queries.book().by_code)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\u200a"])
def test_a_pole_is_found_however_its_number_is_typed(typed: str) -> None:
    from korat.blocks.places.models import Fixture

    known = Fixture.objects.first()
    assert known is not None
    found = queries.fixture(typed.format(known.number.lower()))
    assert found is not None
    assert (found.number, found.latitude) == (known.number, known.latitude)


def test_an_unknown_pole_is_none() -> None:
    assert queries.fixture("x" * 1000) is None
    assert queries.fixture("") is None


def test_every_source_is_named() -> None:
    sources = " ".join(source for source, _ in queries.sources())
    for name in ("GeoThai", "GeoNames", "Natural Earth"):
        assert name in sources


def test_reading_places_again_asks_the_database_nothing() -> None:
    queries.districts()
    with CaptureQueriesContext(connection) as asked:
        queries.districts()
        queries.jurisdictions()
        queries.outline()
    assert len(asked) <= 1
