"""Bad input and bad days: a clear sentence in the format asked for, never a page for people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standards.open311.conftest import LIGHT, Program
from tests.standards.open311.reading import xml


@pytest.mark.parametrize(
    "path",
    [
        "",
        "services",
        "services.html",
        "services.XML",
        "nothing.json",
        "requests/1/2.json",
        "test/discovery.json",
        "a/b",
    ],
)
def test_an_address_that_the_standard_lacks_is_404_as_an_error_list(program: Program, path: str) -> None:
    response = program.get(path)
    assert response.status_code == 404
    if path.endswith(".json"):
        assert response.json()[0]["code"] == 404
    else:
        assert xml(response.content).findtext("error/code") == "404"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_wrong_method_is_405_and_says_which_are_right(program: Program, method: str) -> None:
    response = getattr(program.client, method)("/open311/v2/requests.json")
    assert response.status_code == 405
    assert response.json()[0]["code"] == 405
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["services", "discovery", "tokens/x", "requests/x", "test/services/light"])
def test_what_can_only_be_read_takes_no_post(program: Program, path: str) -> None:
    assert program.post(LIGHT, f"{path}.json").status_code == 405


def test_other_sites_may_read_but_not_post(program: Program) -> None:
    assert program.get("services.json").headers["Access-Control-Allow-Origin"] == "*"
    assert program.get("requests/x.json").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in program.post(LIGHT).headers
    asked = program.client.options("/open311/v2/requests.json")
    assert (asked.status_code, asked.content) == (204, b"")


def test_head_is_a_get_without_its_body(program: Program) -> None:
    response = program.client.head("/open311/v2/services.xml")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_errors_in_xml_are_errors_of_error(program: Program) -> None:
    root = xml(program.post({"service_code": "light", "email": "x"}, "requests.xml").content)
    assert root.tag == "errors"
    assert [child.tag for child in root] == ["error", "error"]
    assert [field.tag for field in root[0]] == ["code", "description"]
    assert root[0].findtext("code") == "400"


def post_raw(program: Program, body: bytes, content_type: str) -> Any:
    return program.client.post("/open311/v2/requests.json", body, content_type=content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"service_code": "light"}', "application/json"),
        (b"service_code=light", "text/plain"),
        (b"service_code=light", "application/x-www-form-urlencoded; charset=tis-620"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"a=1&" * 1000, "application/x-www-form-urlencoded"),
        (b"service_code=light&description=" + b"a" * 1_000_000, "application/x-www-form-urlencoded"),
    ],
    ids=["json", "text", "charset", "cut off", "no boundary", "a thousand fields", "a field of 1 MB"],
)
def test_a_body_that_is_no_form_is_refused_in_words(program: Program, body: bytes, content_type: str) -> None:
    response = post_raw(program, body, content_type)
    assert response.status_code == 400, response.content
    assert response.json()[0]["description"]
    assert program.listed() == []


def test_json_is_told_how_a_form_is_sent(program: Program) -> None:
    said = program.refused(post_raw(program, b'{"service_code": "light"}', "application/json"))
    assert "application/x-www-form-urlencoded" in said


def test_an_empty_post_says_what_is_missing(program: Program) -> None:
    assert "service_code" in program.refused(post_raw(program, b"", "application/x-www-form-urlencoded"))


def test_bytes_that_are_no_text_do_no_harm(program: Program) -> None:
    body = b"service_code=light&address_string=\xff\xfe%ff&description=%00%0b%ed%a0%80ok"
    assert post_raw(program, body, "application/x-www-form-urlencoded").status_code == 200


def test_a_database_that_is_away_is_told_in_the_format_asked(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from korat.blocks.cases import actions, queries

    def gone(*_args: object, **_named: object) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(queries, "faces", gone)
    monkeypatch.setattr(actions, "open_case", gone)
    for response in (program.get("requests.json"), program.post(LIGHT)):
        assert response.status_code == 503
        assert response.json()[0]["code"] == 503
        assert response.headers["Retry-After"]
        assert "server" not in response.content.decode()


@pytest.mark.usefixtures("house")
def test_before_a_pack_is_applied_the_answer_is_an_error_list(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import RequestFactory

    from korat.blocks.catalog import queries
    from korat.kernel.errors import Unavailable
    from korat.standards.open311 import views
    from korat.standards.open311.answer import answering

    def nothing() -> None:
        raise Unavailable()

    monkeypatch.setattr(queries, "profile", nothing)
    response = answering(GET=views.services)(RequestFactory().get("/services.xml"), format="xml")
    assert response.status_code == 503
    assert xml(response.content).findtext("error/code") == "503"


NAMES = (
    *("jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "email", "device_id"),
    *("account_id", "first_name", "last_name", "phone", "description", "media_url", "api_key", "lang"),
    *(
        "attribute[lamps]",
        "attribute[fault]",
        "attribute[fault][]",
        "attribute",
        "attribute[",
        "media",
        "\x00",
    ),
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["light", "sikhio-town", "14.9", "101.7", "๑๔.๙", "out", "081 234 5678", "a@b.th", ""]),
)


@settings(max_examples=60)
@given(sent=st.dictionaries(st.sampled_from(NAMES), TEXTS), kind=st.sampled_from(["json", "xml"]))
def test_whatever_is_posted_gets_a_receipt_or_an_error_list(program: Program, sent: dict[str, str], kind: str) -> None:
    printable = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}
    response = program.post(printable, f"test/requests.{kind}")
    assert response.status_code in (200, 400, 403, 404)
    found = response.json() if kind == "json" else list(xml(response.content))
    assert len(found) >= 1


@settings(max_examples=60)
@given(sent=st.dictionaries(st.sampled_from(["service_request_id", "start_date", "page", *NAMES]), TEXTS))
def test_whatever_is_asked_gets_a_list_or_an_error_list(program: Program, sent: dict[str, str]) -> None:
    printable = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}
    response = program.get("requests.json", **{"params": ""} | printable)
    assert response.status_code in (200, 400, 404)
    assert isinstance(response.json(), list)
