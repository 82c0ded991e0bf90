"""POST requests: what it takes, and what it keeps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from korat.standards.open311 import filing
from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.blocks.cases.values import CasePage
    from korat.blocks.ledger.actor import Actor

RECEIPT = ["service_request_id", "service_notice", "account_id"]


def page(officer: Actor, reference: str, now: datetime) -> CasePage:
    from korat.blocks.cases import queries

    return queries.case_page(actor=officer, reference=reference, now=now)


def test_a_form_gets_an_id_a_notice_and_the_account_back(program: Program) -> None:
    response = program.post(LIGHT | {"account_id": "acc-7"})
    assert response.status_code == 200
    (receipt,) = response.json()
    assert list(receipt) == RECEIPT
    assert receipt["service_request_id"].startswith("RP69-")
    assert "3 วันทำการ" in receipt["service_notice"]
    assert receipt["account_id"] == "acc-7"


def test_the_receipt_in_xml_is_service_requests_of_request(program: Program) -> None:
    from tests.standards.open311.reading import xml

    root = xml(program.post(LIGHT, "requests.xml").content)
    assert root.tag == "service_requests"
    assert [child.tag for child in root] == ["request"]
    assert [field.tag for field in root[0]] == RECEIPT
    assert root[0].findtext("account_id") == ""


def test_urlencoded_and_multipart_forms_are_both_read(program: Program) -> None:
    plain = program.client.post(
        "/open311/v2/requests.json",
        "service_code=light&address_string=%E0%B8%AB%E0%B8%99%E0%B9%89%E0%B8%B2",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
    )
    assert plain.status_code == 200
    assert program.post(LIGHT).status_code == 200


def test_it_keeps_the_words_and_how_to_reach_the_reporter_private(
    program: Program, officer: Actor, now: datetime
) -> None:
    reference = program.file(
        first_name="สมชาย",
        last_name="ใจดี",
        phone="๐๘๑-๒๓๔ ๕๖๗๘",
        email="somchai@example.org",
        device_id="device-1",
        account_id="acc-7",
        address_string="หน้าโรงเรียน",
        media_url="https://photos.example.org/1.jpg",
    )
    kept = page(officer, reference, now)
    assert kept.contact is not None
    assert (kept.contact.name, kept.contact.phone) == ("สมชาย ใจดี", "+66812345678")
    assert kept.contact.email == "somchai@example.org"
    assert kept.report is not None
    assert kept.report.description == LIGHT["description"]
    assert kept.report.landmark == "หน้าโรงเรียน"
    assert kept.report.media_url == "https://photos.example.org/1.jpg"


def test_device_and_account_reach_the_contact() -> None:
    from django.http import QueryDict

    from korat.standards.open311.read import Parameters

    found = filing.contact(Parameters(QueryDict("device_id=d1&account_id=a1&first_name=Ann")))
    assert (found.device, found.account, found.name) == ("d1", "a1", "Ann")


def test_the_case_is_one_like_any_other(program: Program, officer: Actor, now: datetime) -> None:
    reference = program.file(at=now, **{"attribute[lamps]": "2", "attribute[light-owner]": "town"})
    shown = page(officer, reference, now)
    face = shown.face
    assert face.channel == "open311"
    assert face.opened_at == now
    assert shown.report is not None
    assert shown.report.answers == {"lamps": 2, "light-owner": "town"}
    assert face.jurisdiction == "sikhio-town"
    assert {"code": "owner", "value": "town"} in face.route["why"]


def test_answers_say_who_owns_the_thing_and_so_which_office(program: Program) -> None:
    from korat.blocks.cases import queries
    from korat.blocks.people import queries as people

    face = queries.case_face(program.file(**{"attribute[light-owner]": "wires"}))
    assert face is not None
    office = people.organisation_by_id(face.office)
    assert office is not None
    assert office.code != "sikhio-town.engineering"


def test_a_description_of_4000_characters_fits_and_one_more_does_not(program: Program) -> None:
    assert program.post(LIGHT | {"description": "ก" * 4000}).status_code == 200
    assert "description" in program.refused(program.post(LIGHT | {"description": "ก" * 4001}))


def test_a_description_keeps_its_lines_and_emoji_and_loses_what_nobody_sees(
    program: Program, officer: Actor, now: datetime
) -> None:
    reference = program.file(description="มืด\r\nมาก\u200b 👨‍👩‍👧 \x00\u202e<b>!</b>")
    kept = page(officer, reference, now).report
    assert kept is not None
    assert kept.description == "มืด\nมาก 👨‍👩‍👧 <b>!</b>"


def test_service_code_is_required_and_must_be_known(program: Program) -> None:
    assert "service_code" in program.refused(program.post(LIGHT | {"service_code": ""}))
    assert "service_code" in program.refused(program.post(LIGHT | {"service_code": "quay"}), 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "not an address"),
        ("email", "a@" + "b" * 300 + ".th"),
        ("phone", "12"),
        ("phone", "call me"),
        ("first_name", "ก" * 111),
        ("device_id", "d" * 201),
        ("account_id", "a" * 201),
        ("address_string", "ก" * 401),
        ("media_url", "javascript:alert(1)"),
        ("media_url", "ftp://example.org/a.jpg"),
        ("media_url", "https://[bad"),
        ("media_url", "https://example.org/a b.jpg"),
        ("media_url", "https://example.org/" + "a" * 2000),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_and_not_repeated(program: Program, name: str, value: str) -> None:
    said = program.refused(program.post(LIGHT | {name: value}))
    assert said.startswith(f"{name}: ")
    assert value not in said


def test_all_that_is_wrong_is_told_at_once_in_the_language_asked(program: Program) -> None:
    wrong = LIGHT | {"email": "x", "phone": "1", "description": "ก" * 4001, "attribute[lamps]": "two"}
    said = program.refused(program.post(wrong, headers={"Accept-Language": "en"}))
    assert [line.partition(":")[0] for line in said.split("\n")] == [
        "attribute[lamps]",
        "description",
        "phone",
        "email",
    ]
    assert "This is not an e-mail address." in said
    assert "อีเมลไม่ถูกต้อง" in program.refused(program.post(wrong))


def test_what_was_refused_left_nothing(program: Program) -> None:
    program.refused(program.post(LIGHT | {"email": "x"}))
    assert program.listed() == []


def test_a_file_of_a_media_url_is_never_fetched(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def caught(address: tuple[str, int], *_rest: object, **_more: object) -> None:
        raise AssertionError(f"fetched from {address}")

    monkeypatch.setattr(socket, "create_connection", caught)
    assert program.file(media_url="http://127.0.0.1:9/photo.jpg")
