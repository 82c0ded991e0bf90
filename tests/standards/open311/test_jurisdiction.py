"""jurisdiction_id: one jurisdiction, the province; a local government's id narrows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.blocks.catalog.profile import Profile

ADDRESSES = ("services", "services/light", "requests", "requests/RP69-000001-5", "tokens/x")


def test_it_is_optional_and_the_provinces_id_changes_nothing(program: Program) -> None:
    from korat.blocks.catalog import queries as catalog

    province = catalog.profile().open311.jurisdiction_id
    assert program.json("services") == program.json("services", jurisdiction_id=province)
    assert program.json("services") == program.json("services", jurisdiction_id="")


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_unknown_one_is_404_everywhere(program: Program, path: str) -> None:
    assert "jurisdiction_id" in program.refused(program.get(f"{path}.json", jurisdiction_id="city.gov"), 404)


@pytest.mark.parametrize("code", ["302001", "sikhio-town-04", "30"])
def test_a_place_that_is_no_local_government_is_unknown(program: Program, code: str) -> None:
    program.refused(program.get("services.json", jurisdiction_id=code), 404)


def test_an_unknown_one_refuses_a_report(program: Program) -> None:
    assert "jurisdiction_id" in program.refused(program.post(LIGHT | {"jurisdiction_id": "city.gov"}), 404)


@pytest.mark.parametrize("path", ADDRESSES)
def test_where_the_pack_requires_it_a_missing_one_is_400(
    program: Program, settled: Callable[..., Profile], path: str
) -> None:
    settled(jurisdiction_required=True)
    assert "jurisdiction_id" in program.refused(program.get(f"{path}.json"))
    assert "jurisdiction_id" in program.refused(program.post(LIGHT))


def test_a_local_governments_id_narrows_the_list(program: Program) -> None:
    inside = program.file()
    elsewhere = program.file(address_id="3001")
    assert set(program.listed()) == {inside, elsewhere}
    assert program.listed(jurisdiction_id="sikhio-town") == [inside]


def test_it_may_stand_in_the_address_of_a_post(program: Program) -> None:
    response = program.post(
        {"service_code": "light", "address_string": "x"}, "requests.json?jurisdiction_id=sikhio-town"
    )
    reference = response.json()[0]["service_request_id"]
    assert program.listed(jurisdiction_id="sikhio-town") == [reference]
