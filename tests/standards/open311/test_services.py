"""GET services, and a service's definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.standards.open311.conftest import Program

if TYPE_CHECKING:
    from korat.blocks.catalog.definition import ServiceDefinition
    from korat.config.packs import Pack

FIELDS = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]


def service(program: Program, code: str, **parameters: str) -> dict[str, object]:
    (found,) = (one for one in program.json("services", **parameters) if one["service_code"] == code)
    return dict(found)


def test_each_category_of_an_offered_service_is_a_service(program: Program) -> None:
    light = service(program, "light", lang="en")
    assert list(light) == FIELDS
    assert light["service_name"] == "Street light out"
    assert light["metadata"] is True
    assert light["type"] == "realtime"
    assert "street light, lamp" in str(light["keywords"])
    assert light["group"] == "Roads, lights and paths"


def test_service_codes_are_unique(program: Program) -> None:
    codes = [one["service_code"] for one in program.json("services")]
    assert len(codes) >= 12
    assert len(codes) == len(set(codes))


def test_xml_is_services_of_service(program: Program) -> None:
    root = program.xml("services")
    assert root.tag == "services"
    assert {child.tag for child in root} == {"service"}
    assert [field.tag for field in root[0]] == FIELDS
    assert root[0].findtext("metadata") == "true"


def test_content_types_and_the_declaration_are_exact(program: Program) -> None:
    as_xml, as_json = program.get("services.xml"), program.get("services.json")
    assert as_xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert as_xml.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<services><service>')
    assert b"xmlns" not in as_xml.content
    assert as_json.headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_service_without_questions_needs_no_definition(
    program: Program, dressed: Callable[..., ServiceDefinition]
) -> None:
    plain = dressed().categories[0].model_copy(update={"questions": (), "keywords": (), "group": None, "says": None})
    whole = dressed(categories=(plain,))
    found = service(program, plain.code)
    assert found["metadata"] is False
    assert found["keywords"] is None
    assert found["group"] == whole.names.show("th")
    assert found["description"] == whole.summary.show("th")
    assert program.json(f"services/{plain.code}") == {"service_code": plain.code, "attributes": []}


def test_a_service_without_categories_is_one_service(
    program: Program, dressed: Callable[..., ServiceDefinition]
) -> None:
    dressed(categories=())
    assert [one["service_code"] for one in program.json("services")] == ["report-problem"]


def test_a_service_that_the_pack_does_not_offer_is_not_listed(
    program: Program, dressed: Callable[..., ServiceDefinition]
) -> None:
    reference = program.file()
    dressed(open311=None)
    assert program.json("services") == []
    assert program.xml("services").tag == "services"
    assert program.listed() == program.listed(service_request_id=reference) == []


def test_a_code_that_two_services_use_is_told_apart(in_the_isles: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    from korat.blocks.catalog import queries as catalog

    one = next(each for each in in_the_isles.services if each.code == "harbour-report")
    twin = one.model_copy(update={"code": "river-report", "categories": one.categories[:1]})
    shelf = {each.code: (each, False) for each in (one, twin)}
    monkeypatch.setattr(catalog, "shelf", lambda: shelf)
    program = Program()
    codes = [each["service_code"] for each in program.json("services", jurisdiction_id="isles.example")]
    assert codes == ["harbour-report.quay", "lamp", "gull", "river-report.quay"]
    found = program.json("services/river-report.quay", jurisdiction_id="isles.example")
    assert found["service_code"] == "river-report.quay"


def test_all_three_types_are_told(in_the_isles: Pack) -> None:
    kinds = {one["service_code"]: one["type"] for one in Program().json("services", jurisdiction_id="isles.example")}
    assert (kinds["quay"], kinds["apple"], kinds["conduct"]) == ("realtime", "batch", "blackbox")


def test_a_definition_is_one_object_with_all_six_types(in_the_isles: Pack) -> None:
    found = Program().json("services/quay", jurisdiction_id="isles.example")
    assert found["service_code"] == "quay"
    assert [(one["code"], one["datatype"], one["required"]) for one in found["attributes"]] == [
        ("berth", "string", True),
        ("length", "number", False),
        ("seen", "datetime", False),
        ("story", "text", False),
        ("part", "singlevaluelist", True),
        ("hazards", "multivaluelist", False),
    ]


def test_order_counts_from_one_and_values_stand_with_lists_alone(in_the_isles: Pack) -> None:
    attributes = Program().json("services/quay", jurisdiction_id="isles.example")["attributes"]
    assert [one["order"] for one in attributes] == [1, 2, 3, 4, 5, 6]
    assert all(one["variable"] is True for one in attributes)
    assert [one["code"] for one in attributes if "values" in one] == ["part", "hazards"]
    assert attributes[4]["values"][0] == {"key": "plank", "name": "Plank"}
    assert attributes[5]["datatype_description"] == "Choose all that apply."


def test_a_definition_in_xml_has_the_shape_of_the_standard(in_the_isles: Pack) -> None:
    root = Program().xml("services/quay", jurisdiction_id="isles.example")
    assert root.tag == "service_definition"
    assert [child.tag for child in root] == ["service_code", "attributes"]
    part = root.findall("attributes/attribute")[4]
    assert [value.findtext("key") for value in part.findall("values/value")] == [
        "plank",
        "ring",
        "ladder",
        "wall",
    ]
    assert [field.tag for field in part] == [
        *(
            "variable",
            "code",
            "datatype",
            "required",
            "datatype_description",
            "order",
            "description",
            "values",
        ),
    ]


@pytest.mark.parametrize("path", ["services/nothing", "services/harbour-report", "services/%E0%B8%81"])
def test_an_unknown_service_is_404(program: Program, path: str) -> None:
    assert "service_code" in program.refused(program.get(f"{path}.json"), 404)


def test_names_are_thai_first_english_when_asked_and_lang_wins(program: Program) -> None:
    english = {"Accept-Language": "fr;q=1, en-GB;q=0.8"}
    assert service(program, "light")["service_name"] == "ไฟทางดับ"
    assert "Street light out" in program.get("services.json", headers=english).content.decode()
    both = program.get("services.json", headers=english, lang="th")
    assert "ไฟทางดับ" in both.content.decode()
    assert both.headers["Content-Language"] == "th"
    assert "Accept-Language" in both.headers["Vary"]


def test_a_language_the_pack_lacks_gives_its_first(in_the_isles: Pack) -> None:
    first = Program().get("services.json", headers={"Accept-Language": "de"}, jurisdiction_id="isles.example")
    assert first.headers["Content-Language"] == "en"
    other = Program().get("services.json", lang="eo", jurisdiction_id="isles.example")
    assert "Kajo aŭ moleo" in other.content.decode()
