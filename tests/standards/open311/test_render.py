"""One tree, written as XML and as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.standards.open311.render import FORMATS, Rows, Tree, as_json, as_xml
from tests.standards.open311.reading import xml

REQUEST: Tree = {
    "service_request_id": "SB69-001234-5",
    "status_notes": "",
    "lat": 14.9,
    "order": 1,
    "variable": True,
    "zipcode": "30140",
    "media_url": None,
}


def test_xml_has_a_declaration_and_no_namespace_and_names_each_member() -> None:
    assert as_xml("service_requests", Rows("request", (REQUEST,))).decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<service_requests><request><service_request_id>SB69-001234-5</service_request_id><status_notes />"
        "<lat>14.9</lat><order>1</order><variable>true</variable><zipcode>30140</zipcode><media_url />"
        "</request></service_requests>"
    )


def test_json_is_an_array_even_of_one_and_empty_is_null() -> None:
    assert json.loads(as_json("service_requests", Rows("request", (REQUEST,)))) == [{**REQUEST, "status_notes": None}]


def test_json_of_a_single_thing_is_an_object() -> None:
    definition = {"service_code": "light", "attributes": Rows("attribute", ())}
    assert json.loads(as_json("service_definition", definition)) == {
        "service_code": "light",
        "attributes": [],
    }


def test_an_empty_list_is_an_empty_element_and_an_empty_array() -> None:
    assert as_xml("services", Rows("service", ())).endswith(b"<services />")
    assert as_json("services", Rows("service", ())) == b"[]"


def test_markup_in_a_text_stays_a_text() -> None:
    text = "<script>&\"'</script> ]]> ที่ปรึกษา 🐘"
    root = xml(as_xml("errors", Rows("error", ({"description": text},))))
    assert root.findtext("error/description") == text


@pytest.mark.parametrize("name", FORMATS)
def test_content_types_are_spelt_as_the_standard_spells_them(name: str) -> None:
    expected = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
    assert FORMATS[name].content_type == expected[name]


@given(st.text())
def test_any_text_gives_well_formed_xml_and_json_that_say_the_same(text: str) -> None:
    tree = {"text": text}
    from_xml = xml(as_xml("root", tree)).findtext("text") or ""
    from_json = json.loads(as_json("root", tree))["text"] or ""
    assert from_xml == from_json.replace("\r\n", "\n").replace("\r", "\n")


def test_characters_that_xml_cannot_hold_are_dropped_in_both() -> None:
    tree = {"text": "a\x00b\x0bc\ufffed\ud800e"}
    assert xml(as_xml("root", tree)).findtext("text") == "abcde"
    assert json.loads(as_json("root", tree)) == {"text": "abcde"}
