"""Category × owner × side of the border leads to one office, and the reasons are told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.routing import OUTSIDE, Routed, decide
from korat.kernel.errors import Unavailable
from korat.kernel.texts import Text

NAME = Text.of(th="ชื่อ", en="Name")
OFFICES = {"triage": 1, "highways": 2, "port.works": 3}


@dataclass(frozen=True)
class Office:
    id: int
    code: str


def service(**changes: object) -> ServiceDefinition:
    whose = {
        "code": "whose", "type": "singlevaluelist", "label": NAME,
        "options": [{"key": key, "name": NAME} for key in ("street", "highway", "unknown")],
    }  # fmt: skip
    ownership = {"question": "whose", "answers": {"street": "town", "highway": "doh"}}
    steps = [{"code": "new", "names": NAME}, {"code": "end", "names": NAME, "closed": True}]
    return ServiceDefinition.model_validate(
        {
            "code": "s",
            "prefix": "S",
            "names": NAME,
            "summary": NAME,
            "dimensions": ["safety"],
            "clocks": {"answer": "1 day", "completion": "2 days"},
            "steps": steps,
            "first_step": "new",
            "categories": [
                {"code": "road", "names": NAME, "questions": [whose], "ownership": ownership},
                {"code": "noise", "names": NAME},
            ],
            "routes": [
                {"owners": ["doh"], "office": "highways"},
                {"categories": ["noise"], "inside": "jurisdiction", "role": "health"},
                {"inside": "jurisdiction", "role": "works"},
                {"office": "triage"},
            ],
            **changes,
        }
    )


def office_of(jurisdiction: str, role: str) -> Office | None:
    return office(f"{jurisdiction}.{role}")


def office(code: str) -> Office | None:
    return Office(OFFICES[code], code) if code in OFFICES else None


def route(category: str | None, answer: str | None, jurisdiction: str | None, **changes: object) -> Routed:
    made = service(**changes)
    return decide(made, made.category(category or ""), answer, jurisdiction, office_of, office)


@pytest.mark.parametrize(
    ("answer", "jurisdiction", "office", "owner"),
    [
        ("street", "port", "port.works", "town"),
        ("", "port", "port.works", "town"),
        (None, "port", "port.works", "town"),
        ("unknown", "port", "port.works", None),
        ("made up", "port", "port.works", None),
        ("highway", "port", "highways", "doh"),
        ("highway", OUTSIDE, "highways", "doh"),
        ("highway", None, "highways", "doh"),
        ("street", OUTSIDE, "triage", "town"),
        ("street", None, "triage", "town"),
        ("unknown", None, "triage", None),
        ("street", "another-town", "triage", "town"),
    ],
)
def test_the_first_route_whose_office_exists_is_taken(
    answer: str | None, jurisdiction: str | None, office: str, owner: str | None
) -> None:
    routed = route("road", answer, jurisdiction)
    assert (routed.office, routed.office_id, routed.owner) == (office, OFFICES[office], owner)


def test_an_office_that_does_not_exist_is_passed_over() -> None:
    assert route("noise", None, "port").office == "port.works"


@pytest.mark.parametrize(
    ("answer", "jurisdiction", "where", "who"),
    [
        ("street", "port", ("jurisdiction", "port"), ("owner", "town")),
        ("unknown", None, ("unsure", ""), ("owner_unknown", "")),
        ("highway", OUTSIDE, ("outside", ""), ("owner", "doh")),
    ],
)
def test_the_reasons_are_told_in_order(
    answer: str, jurisdiction: str | None, where: tuple[str, str], who: tuple[str, str]
) -> None:
    routed = route("road", answer, jurisdiction)
    assert [(one["code"], one["value"]) for one in routed.why] == [
        ("category", "road"), where, who, ("office", routed.office),
    ]  # fmt: skip


def test_not_being_sure_can_have_a_route_of_its_own() -> None:
    routes = [{"inside": "unsure", "office": "highways"}, {"office": "triage"}]
    assert route("road", None, None, routes=routes).office == "highways"
    assert route("road", None, OUTSIDE, routes=routes).office == "triage"


def test_a_service_without_categories_is_routed_by_place_alone() -> None:
    routed = route(None, None, OUTSIDE, categories=[], routes=[{"office": "triage"}])
    assert [one["code"] for one in routed.why] == ["outside", "office"]


def test_leading_nowhere_is_said_in_words() -> None:
    with pytest.raises(Unavailable) as raised:
        route("road", "street", "port", routes=[{"office": "nobody"}])
    assert raised.value.code == "no_route"
