"""attribute[code]: six types of questions, each checked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from korat.kernel.errors import Problems
from korat.standards.open311.attributes import answers
from korat.standards.open311.read import Parameters
from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.config.packs import Pack

AZORES = ZoneInfo("Atlantic/Azores")
WANTED = {"attribute[berth]": "7", "attribute[part]": "ring"}


def read(isles: Pack, given: dict[str, str | list[str]], category: str = "quay") -> dict[str, object]:
    service = next(each for each in isles.services if each.code == "harbour-report")
    chosen = service.category(category)
    assert chosen is not None
    return answers(Parameters(QueryDict(urlencode(given, doseq=True))), chosen.questions, AZORES)


def refused(isles: Pack, given: dict[str, str | list[str]]) -> list[str]:
    with pytest.raises(Problems) as caught:
        read(isles, given)
    return [str(each.field) for each in caught.value]


def test_each_type_becomes_a_value_of_its_own(isles: Pack) -> None:
    given: dict[str, str | list[str]] = {
        "attribute[berth]": "7 b",
        "attribute[length]": "๒.๕",
        "attribute[seen]": "2026-11-23T09:30",
        "attribute[story]": "one\ntwo",
        "attribute[part]": "plank",
        "attribute[hazards][]": ["trip", "boats", "trip"],
    }
    assert read(isles, given) == {
        "berth": "7 b",
        "length": 2.5,
        "seen": "2026-11-23T09:30:00-01:00",
        "story": "one\ntwo",
        "part": "plank",
        "hazards": ["trip", "boats"],
    }


def test_empty_attributes_are_absent(isles: Pack) -> None:
    assert read(isles, WANTED | {"attribute[length]": "", "attribute[hazards][]": [""], "attribute[x]": " "}) == {
        "berth": "7",
        "part": "ring",
    }


@pytest.mark.parametrize("name", ["attribute[hazards]", "attribute[hazards][]", "attribute[hazards][0]"])
def test_a_list_of_several_may_be_written_in_every_usual_way(isles: Pack, name: str) -> None:
    assert read(isles, WANTED | {name: "trip"})["hazards"] == ["trip"]


def test_required_ones_must_be_there(isles: Pack) -> None:
    assert refused(isles, {"attribute[length]": "2"}) == ["attribute[berth]", "attribute[part]"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"attribute[part]": "sail"}, "attribute[part]"),
        ({"attribute[part]": ["ring", "plank"]}, "attribute[part]"),
        ({"attribute[hazards][]": ["trip", "sharks"]}, "attribute[hazards]"),
        ({"attribute[length]": "long"}, "attribute[length]"),
        ({"attribute[length]": "1e9"}, "attribute[length]"),
        ({"attribute[seen]": "yesterday"}, "attribute[seen]"),
        ({"attribute[seen]": "2026-02-30"}, "attribute[seen]"),
        ({"attribute[berth]": "7" * 401}, "attribute[berth]"),
        ({"attribute[story]": "x" * 2001}, "attribute[story]"),
        ({"attribute[colour]": "red"}, "attribute"),
        ({"attribute[]": "red"}, "attribute"),
    ],
)
def test_what_the_definition_does_not_allow_is_refused(
    isles: Pack, given: dict[str, str | list[str]], name: str
) -> None:
    assert refused(isles, WANTED | given) == [name]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-23T09:30:00Z", "2026-11-23T09:30:00+00:00"),
        ("๒๐๒๖-๑๑-๒๓", "2026-11-23"),
        ("20261123T0930+07:00", "2026-11-23T09:30:00+07:00"),
    ],
)
def test_a_moment_is_any_iso_8601_date(isles: Pack, text: str, kept: str) -> None:
    assert read(isles, WANTED | {"attribute[seen]": text})["seen"] == kept


def test_a_whole_number_stays_whole(isles: Pack) -> None:
    found = read(isles, WANTED | {"attribute[length]": "3.0"})["length"]
    assert (found, type(found)) == (3, int)


def test_a_string_has_one_line(isles: Pack) -> None:
    assert read(isles, WANTED | {"attribute[berth]": "7\r\n8"})["berth"] == "7 8"


def test_an_unknown_attribute_of_a_service_is_400(program: Program) -> None:
    assert program.refused(program.post(LIGHT | {"attribute[colour]": "red"})).startswith("attribute: ")


def test_answers_never_come_out_of_a_get(program: Program) -> None:
    reference = program.file(**{"attribute[pole]": "canary-attribute"})
    assert "canary-attribute" not in program.get(f"requests/{reference}.json").content.decode()
