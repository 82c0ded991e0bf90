"""What comes back for a report: by type of service, at the test endpoint, and when words tell of danger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from korat.kernel import clock
from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.blocks.catalog.definition import ServiceDefinition

Dress = Callable[..., "ServiceDefinition"]


def receipt(program: Program, path: str = "requests.json", **fields: str) -> dict[str, Any]:
    return dict(program.post(LIGHT | fields, path).json()[0])


def test_realtime_answers_the_id_at_once(program: Program) -> None:
    found = receipt(program)
    assert list(found) == ["service_request_id", "service_notice", "account_id"]
    assert program.face(found["service_request_id"])["service_code"] == "light"


def test_batch_answers_a_token_and_the_token_gives_both_ids(program: Program, dressed: Dress) -> None:
    dressed(open311="batch")
    found = receipt(program)
    assert list(found) == ["token", "service_notice", "account_id"]
    (ids,) = program.json(f"tokens/{found['token']}")
    assert list(ids) == ["service_request_id", "token"]
    assert ids["token"] == found["token"]
    assert program.listed() == [ids["service_request_id"]]
    assert ids["service_request_id"] not in str(found)


def test_the_answer_to_a_token_in_xml(program: Program, dressed: Dress) -> None:
    dressed(open311="batch")
    token = receipt(program)["token"]
    root = program.xml(f"tokens/{token}")
    assert root.tag == "service_requests"
    assert root.findtext("request/token") == token
    assert root.findtext("request/service_request_id") == program.listed()[0]


def test_blackbox_answers_neither(program: Program, dressed: Dress) -> None:
    dressed(open311="blackbox")
    assert list(receipt(program)) == ["service_notice", "account_id"]


@pytest.mark.parametrize("token", ["nothing", "01a20760-0692-767b-b69d-9876c6c72a62", "RP69-000001-5", "%00", "💡"])
def test_an_unknown_token_is_404(program: Program, token: str) -> None:
    assert "token" in program.refused(program.get(f"tokens/{token}.json"), 404)


@pytest.mark.parametrize("kind", ["realtime", "blackbox"])
def test_the_inner_id_of_a_case_is_no_token_for_other_types(program: Program, dressed: Dress, kind: str) -> None:
    from korat.blocks.cases import queries

    reference = program.file()
    face = queries.case_face(reference)
    assert face is not None
    dressed(open311=kind)
    program.refused(program.get(f"tokens/{face.uuid}.json"), 404)


def test_the_id_of_a_case_that_came_another_way_is_no_token(program: Program, dressed: Dress) -> None:
    from korat.blocks.cases import actions
    from korat.blocks.cases.values import Request, Where

    service = dressed(open311="batch")
    wanted = Request(service, service.categories[0], Where(landmark="x"), "web")
    opened = actions.open_case(actor=None, now=clock.now(), request=wanted, key="web-1")
    program.refused(program.get(f"tokens/{opened.uuid}.json"), 404)


def test_an_unnamed_reporter_can_come_back_with_the_key_in_the_notice(program: Program) -> None:
    from korat.blocks.cases import queries

    found = receipt(program)
    reference = found["service_request_id"]
    key = found["service_notice"].partition("รหัสติดตาม ")[2].split()[0]
    assert f"http://localhost:8000/c/{reference}" in found["service_notice"]
    assert queries.reporter_by_key(reference, key, clock.now()) is not None
    assert queries.reporter_by_key(reference, "AAAA-AAAA-AAAA", clock.now()) is None


def test_words_of_danger_say_whom_to_call_and_the_report_is_filed(program: Program) -> None:
    found = receipt(program, description="สายไฟ ขาด ตกอยู่กลางถนน")
    assert found["service_notice"].startswith("อย่าแตะสายไฟ")
    assert "199" in found["service_notice"]
    assert program.listed() == [found["service_request_id"]]


def test_danger_is_heeded_in_any_category_and_any_field(program: Program) -> None:
    assert "1129" in receipt(program, service_code="waste", address_string="มีสายไฟขาดหน้าวัด")["service_notice"]
    assert "1129" in receipt(program, **{"attribute[pole]": "สายไฟขาด"})["service_notice"]
    assert "1129" not in receipt(program)["service_notice"]


def test_a_number_that_the_advice_leaves_out_is_added(dressed: Dress) -> None:
    from korat.blocks.catalog.definition import Danger
    from korat.kernel.texts import Text
    from korat.standards.open311 import notices

    danger = Danger(words=("fire",), call=("199",), advice=Text.of(th="ออกมา", en="Get out."))
    assert notices.whom_to_call([danger], "en") == "Get out. Call 199."
    assert notices.whom_to_call([danger], "th") == "ออกมา โทร 199"


def test_the_test_endpoint_validates_and_keeps_nothing(program: Program) -> None:
    found = receipt(program, "test/requests.json", account_id="acc-7")
    assert found["service_request_id"] == "test"
    assert found["account_id"] == "acc-7"
    assert "ไม่ได้บันทึก" in found["service_notice"]
    assert program.listed() == []
    assert "email" in program.refused(program.post(LIGHT | {"email": "x"}, "test/requests.json"))
    program.refused(program.post(LIGHT | {"service_code": "quay"}, "test/requests.json"), 404)


def test_the_test_endpoint_leaves_no_file_behind(program: Program) -> None:
    from django.core.files.storage import default_storage

    from korat.blocks.documents.models import Upload
    from tests.standards.open311.test_media import photo

    def files() -> set[str]:
        root = Path(default_storage.path("uploads"))
        return {str(path) for path in root.rglob("*") if path.is_file()}

    before, kept = files(), Upload.objects.count()
    assert program.post(LIGHT | {"media": photo()}, "test/requests.json").status_code == 200
    assert (files(), Upload.objects.count()) == (before, kept)
    program.file(media=photo())
    assert len(files()) == len(before) + 1


def test_what_a_program_files_carries_the_number_of_its_request(program: Program) -> None:
    from korat.blocks.ledger.models import Act

    answer = program.post(LIGHT)
    act = Act.objects.get(kind="cases.case.opened", about__isnull=False, id=Act.objects.latest("id").pk)
    assert act.request == answer.headers["X-Request-Id"]
    assert len(act.request) == 32


def test_the_test_endpoint_answers_in_the_form_of_the_services_type(program: Program, dressed: Dress) -> None:
    dressed(open311="batch")
    assert receipt(program, "test/requests.json")["token"] == "test"
    dressed(open311="blackbox")
    assert list(receipt(program, "test/requests.json")) == ["service_notice", "account_id"]


def test_the_test_endpoint_reads_like_the_other(program: Program) -> None:
    reference = program.file()
    assert program.json("test/services") == program.json("services")
    assert program.json("test/requests") == program.json("requests")
    assert program.json(f"test/requests/{reference}") == program.json(f"requests/{reference}")
    program.refused(program.get("test/requests/test.json"), 404)


def test_the_test_endpoint_still_tells_of_danger(program: Program) -> None:
    assert "199" in receipt(program, "test/requests.json", description="สายไฟขาด")["service_notice"]
