"""GeoReport v2 service discovery."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from korat.kernel import settings
from tests.standards.open311.conftest import Program


def test_it_tells_what_a_program_needs_to_begin(program: Program) -> None:
    found = program.json("discovery", lang="en")
    assert list(found) == ["changeset", "contact", "key_service", "endpoints"]
    assert all(found.values())


def test_there_are_two_endpoints_and_both_are_tests_in_a_demonstration(program: Program) -> None:
    assert [(one["url"], one["type"]) for one in program.json("discovery")["endpoints"]] == [
        ("http://localhost:8000/open311/v2", "test"),
        ("http://localhost:8000/open311/v2/test", "test"),
    ]


def test_the_first_endpoint_is_production_in_production(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from korat.standards.open311 import discovery

    monkeypatch.setattr(discovery, "settings", lambda: settings.Settings(mode="production", address="https://a.th"))
    endpoints = program.json("discovery")["endpoints"]
    assert [(one["url"], one["type"]) for one in endpoints] == [
        ("https://a.th/open311/v2", "production"),
        ("https://a.th/open311/v2/test", "test"),
    ]


def test_each_endpoint_names_the_specification_and_its_formats(program: Program) -> None:
    for endpoint in program.json("discovery")["endpoints"]:
        assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["formats"] == ["text/xml", "application/json"]


def test_the_changeset_is_a_moment_in_the_past(program: Program) -> None:
    changeset = datetime.fromisoformat(program.json("discovery")["changeset"])
    assert changeset.utcoffset() is not None
    assert changeset < datetime.now(UTC)


def test_xml_says_the_same_as_json(program: Program) -> None:
    root, found = program.xml("discovery"), program.json("discovery")
    assert root.tag == "discovery"
    assert root.findtext("contact") == found["contact"]
    assert [one.text for one in root.findall("endpoints/endpoint/url")] == [one["url"] for one in found["endpoints"]]
    assert [one.text for one in root.findall("endpoints/endpoint[1]/formats/format")] == [
        "text/xml",
        "application/json",
    ]


def test_every_endpoint_it_names_answers(program: Program) -> None:
    for endpoint in program.json("discovery")["endpoints"]:
        path = endpoint["url"].removeprefix("http://localhost:8000/open311/v2").lstrip("/")
        assert program.get(f"{path}/services.xml".lstrip("/")).status_code == 200
