"""GET requests, and one request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from korat.kernel import clock
from tests.standards.open311.conftest import Program

if TYPE_CHECKING:
    from korat.blocks.catalog.definition import ServiceDefinition

Advance = Callable[..., None]
DAY = timedelta(days=1)
FIELDS = [
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
]


@pytest.fixture(autouse=True)
def today(now: datetime) -> object:
    with clock.frozen(now):
        yield


def test_a_request_has_every_field_of_the_standard_in_its_order(program: Program) -> None:
    assert list(program.face(program.file())) == FIELDS


def test_a_fresh_report_is_open_and_unpublished(program: Program, now: datetime) -> None:
    shown = program.face(program.file(at=now), lang="en")
    assert shown["status"] == "open"
    assert shown["status_notes"] == "Received"
    assert shown["service_name"] == "Street light out"
    assert shown["service_code"] == "light"
    assert shown["description"] is None
    assert shown["media_url"] is None
    assert shown["agency_responsible"] == "Engineering Division, Sikhio Town Municipality"


def test_moments_carry_the_offset_of_the_provinces_clocks(program: Program, now: datetime) -> None:
    shown = program.face(program.file(at=now))
    assert shown["requested_datetime"] == "2026-11-23T10:00:00+07:00"
    assert shown["updated_datetime"] == "2026-11-23T10:00:00+07:00"


def test_the_expected_moment_is_the_clock_of_the_case(program: Program, now: datetime) -> None:
    from korat.blocks.cases import queries

    reference = program.file(at=now)
    face = queries.case_face(reference)
    assert face is not None
    assert face.due_at is not None
    assert datetime.fromisoformat(program.face(reference)["expected_datetime"]) == face.due_at


def test_detail_of_the_state_stands_in_status_notes(program: Program, advance: Advance) -> None:
    reference = program.file()
    advance(reference, "take")
    assert program.face(reference, lang="en")["status_notes"] == "In progress"


def test_a_closed_request_was_updated_when_it_closed(program: Program, advance: Advance, now: datetime) -> None:
    reference = program.file(at=now - 5 * DAY)
    advance(reference, "reject", at=now - 3 * DAY, reason="ไม่ใช่ไฟทาง")
    shown = program.face(reference)
    assert shown["status"] == "closed"
    assert shown["updated_datetime"] == "2026-11-20T10:00:00+07:00"
    assert shown["service_notice"] is None
    assert "ไม่ใช่ไฟทาง" not in str(shown)


def test_what_happens_after_the_closing_does_not_move_it(program: Program, advance: Advance, now: datetime) -> None:
    from korat.blocks.cases import queries
    from korat.standards.open311.faces import Faces

    reference = program.file(at=now - 5 * DAY)
    advance(reference, "reject", at=now - 3 * DAY, reason="x")
    face = queries.case_face(reference)
    assert face is not None
    shown = Faces([replace(face, updated_at=now)], "en").when(replace(face, updated_at=now))
    assert shown["updated_datetime"] == "2026-11-20T10:00:00+07:00"


def test_ids_zipcode_and_keys_are_strings_and_coordinates_numbers(program: Program) -> None:
    shown = program.face(program.file(address_id="300101", lat="14.97", long="102.1"))
    assert isinstance(shown["service_request_id"], str)
    assert (shown["zipcode"], shown["address_id"]) == ("30000", "300101")
    assert (shown["lat"], shown["long"]) == (14.97, 102.1)


def test_a_report_without_a_place_on_the_map_has_null_coordinates(program: Program) -> None:
    shown = program.face(program.file())
    assert (shown["lat"], shown["long"], shown["zipcode"]) == (None, None, None)


def test_xml_is_service_requests_of_request(program: Program) -> None:
    reference = program.file(lat="14.9", long="101.7")
    root = program.xml(f"requests/{reference}")
    assert root.tag == "service_requests"
    assert [field.tag for field in root[0]] == FIELDS
    assert root[0].findtext("service_request_id") == reference
    assert (root[0].findtext("lat"), root[0].findtext("description")) == ("14.9", "")
    assert [child.tag for child in program.xml("requests")] == ["request"]


@pytest.mark.parametrize("written", ["{0}", "rp69/{1}/{2}", "{0} ", "Rp69{1}{2}"])
def test_a_reference_is_known_however_it_is_typed(program: Program, written: str) -> None:
    reference = program.file()
    _, number, check = reference.split("-")
    assert program.listed(service_request_id=written.format(reference, number, check)) == [reference]


@pytest.mark.parametrize("unknown", ["RP69-999999-0", "1", "nothing", "%00", "../services", "RP69-000001-9"])
def test_an_unknown_request_is_404(program: Program, unknown: str) -> None:
    program.refused(program.get(f"requests/{unknown}.json"), 404)


def test_a_sealed_report_has_no_public_face(program: Program, dressed: Callable[..., ServiceDefinition]) -> None:
    light = next(one for one in dressed().categories if one.code == "light")
    dressed(categories=(light.model_copy(update={"sealed": True}),))
    reference = program.file()
    program.refused(program.get(f"requests/{reference}.json"), 404)
    assert program.listed() == program.listed(service_request_id=reference) == []


def test_where_the_category_hides_the_spot_no_coordinates_are_told(program: Program) -> None:
    shown = program.face(program.file(service_code="nuisance", lat="14.9", long="101.7"))
    assert (shown["lat"], shown["long"]) == (None, None)
    assert shown["address_id"] == "sikhio-town-04"


def test_newest_come_first(program: Program, now: datetime) -> None:
    old, new, middle = (program.file(at=now - days * DAY) for days in (9, 1, 5))
    assert program.listed() == [new, middle, old]


def test_only_the_last_90_days_by_default(program: Program, now: datetime) -> None:
    program.file(at=now - 91 * DAY)
    recent = program.file(at=now - 89 * DAY)
    assert program.listed() == [recent]


def test_one_date_means_90_days_from_or_up_to_it(program: Program, now: datetime) -> None:
    first, second, third = (program.file(at=now - days * DAY) for days in (200, 150, 100))
    start = (now - 201 * DAY).isoformat()
    assert program.listed(start_date=start) == [second, first]
    assert program.listed(end_date=(now - 99 * DAY).isoformat()) == [third, second]
    assert program.listed(start_date=start, end_date=(now - 199 * DAY).isoformat()) == [first]


def test_both_ends_of_a_period_belong_to_it(program: Program, now: datetime) -> None:
    reference = program.file(at=now - DAY)
    moment = (now - DAY).isoformat()
    assert program.listed(start_date=moment, end_date=moment) == [reference]


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, "end_date"),
        ({"start_date": "2026-01-01"}, "start_date"),
        ({"end_date": "soon"}, "end_date"),
        ({"status": "pending"}, "status"),
        ({"page": "0"}, "page"),
        ({"page_size": "5000"}, "page_size"),
    ],
)
def test_a_wrong_parameter_is_400_by_its_name(program: Program, parameters: dict[str, str], name: str) -> None:
    assert program.refused(program.get("requests.json", **parameters)).startswith(f"{name}: ")


def test_service_code_is_a_comma_list(program: Program) -> None:
    light, road, waste = (program.file(service_code=code) for code in ("light", "road", "waste"))
    assert program.listed(service_code="road") == [road]
    assert set(program.listed(service_code="light, waste")) == {light, waste}
    assert len(program.listed(service_code="")) == 3
    assert "service_code" in program.refused(program.get("requests.json", service_code="light,quay"), 404)


def test_status_is_a_comma_list(program: Program, advance: Advance) -> None:
    opened, closed = program.file(), program.file()
    advance(closed, "reject", reason="x")
    assert program.listed(status="open") == [opened]
    assert program.listed(status="closed") == [closed]
    assert len(program.listed(status="open,closed")) == 2


def test_a_list_of_ids_overrides_every_other_parameter(program: Program, now: datetime) -> None:
    old, new = program.file(at=now - 300 * DAY), program.file()
    other = {"service_code": "road", "status": "closed", "start_date": "soon", "page": "0"}
    assert set(program.listed(service_request_id=f"{old},{new},,RP69-999999-0", **other)) == {old, new}


@pytest.mark.parametrize("nothing", ["x", "RP69-999999-0", "1,2"])
def test_ids_that_are_none_find_nothing(program: Program, nothing: str) -> None:
    program.file()
    assert program.listed(service_request_id=nothing) == []


def test_pages_follow_each_other(program: Program, now: datetime) -> None:
    references = [program.file(at=now - days * DAY) for days in range(1, 6)]
    assert program.listed(page_size=2) == references[:2]
    assert program.listed(page_size=2, page=2) == references[2:4]
    assert program.listed(page_size=2, page=3) == references[4:]
    assert program.listed(page_size=2, page=4) == []


def test_an_answer_holds_a_thousand_at_most(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from korat.blocks.cases import queries
    from korat.kernel.pages import Page

    asked: list[int] = []

    def faces(_wanted: object, *, offset: int, limit: int) -> Page[object]:
        asked.append(limit)
        return Page(())

    monkeypatch.setattr(queries, "faces", faces)
    program.listed()
    assert asked == [1000]


def test_a_long_list_costs_no_more_queries_than_a_short_one(program: Program) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            program.listed()
        return len(queries)

    program.file(lat="14.9", long="101.7")
    program.listed()
    one = cost()
    for _ in range(9):
        program.file()
    assert cost() == one <= 4
