"""Reporting a problem, as a browser without scripts does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from korat.blocks.cases import queries
from korat.blocks.cases.models import Case, CaseReport
from korat.blocks.documents import queries as documents
from korat.blocks.documents.papers import attached
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.dates import format_datetime
from tests.blocks.documents.pictures import SIKHIO, exif, red_corner, saved
from tests.domains.living.slips import REFERENCE, URL, key_on, reference_on
from tests.pages import form, read, words
from tests.reports import office

if TYPE_CHECKING:
    from django.http import HttpResponse

ONE_PAGE = "a" * 32
Send = Callable[..., "HttpResponse"]


def only_case() -> Case:
    return Case.objects.get()


def kept_answers() -> dict[str, Any]:
    """The answers of the only report, read as the owner: they are private."""
    answers: dict[str, Any] = CaseReport.objects.using("owner").get().answers
    return answers


def answer(browser: Client, page: HttpResponse, having: str, **typed: Any) -> HttpResponse:
    """Fill in the form on this page and press its first button."""
    assert page.status_code == 200, words(page)[:600]
    return browser.post(URL, form(page, having).filled(**typed))


def test_question_after_question_to_a_reference_number(browser: Client) -> None:
    page = browser.get(f"{URL}?category=light")
    page = answer(browser, page, "photo", photo=SimpleUploadedFile("lamp.jpg", saved(red_corner(), "JPEG")))
    page = answer(browser, page, "landmark", inside="sikhio-town", community="sikhio-town-04", landmark="หน้าวัด")
    page = answer(browser, page, "category")
    page = answer(browser, page, "description", description="ไฟดับ 😀", q__light__owner="town")
    page = answer(browser, page, "phone", phone="๐๘๑ ๒๓๔ ๕๖๗๘")
    assert "081-234-5678" in words(page)
    assert Case.objects.count() == 0
    (send,) = [one for one in read(page).forms if not one.buttons]
    page = browser.post(URL, send.fields, follow=True)
    case = only_case()
    assert reference_on(page) == case.reference
    assert (case.category, case.office_id, case.channel) == ("light", office("sikhio-town.engineering"), "web")
    assert [one.kind for one in documents.photos(case.uuid)] == ["photo"]


def test_an_answer_can_be_changed_and_the_others_stay(browser: Client, send: Send) -> None:
    page = send(step="contact", checked="1")
    change = next(one for one in read(page).forms if ("go", "place") in one.buttons)
    page = browser.post(URL, change.filled(go="place"))
    place = form(page, "landmark")
    assert place.fields["landmark"] == ["หน้าวัด"]
    assert {"description", "category", "phone", "key"} <= set(place.fields)
    page = browser.post(URL, place.filled(landmark="หน้าตลาด"))
    assert "หน้าตลาด" in words(page) and "ไฟดับที่ทางโค้ง" in words(page)


def test_a_report_is_an_act_of_somebody_unnamed_and_private_to_them(send: Send, now: datetime) -> None:
    page = send()
    case = only_case()
    (act,) = ledger_read.about(case.uuid, since=now)
    assert (act.kind, act.actor, act.ground) == ("cases.case.opened", case.subject_id, "self")
    assert len(act.uuid.hex) == 32 and key_on(page)
    reporter = queries.reporter_by_key(case.reference, key_on(page), clock.now())
    assert reporter is not None
    shown = queries.case_page(actor=reporter, reference=case.reference, now=clock.now())
    assert shown.report and shown.contact
    assert (shown.report.description, shown.contact.phone) == ("ไฟดับที่ทางโค้ง คำลับ-7d1", "+66812345678")


def test_the_browser_that_sent_it_may_follow_it_and_another_may_not(browser: Client, send: Send) -> None:
    reference = reference_on(send())
    assert "คำลับ-7d1" in words(browser.get(f"/c/{reference}"))
    stranger = Client().get(f"/c/{reference}")
    assert stranger.status_code == 200
    assert "คำลับ" not in stranger.content.decode() and "081-234" not in stranger.content.decode()


def test_the_confirmation_can_be_loaded_again_with_its_key_and_is_no_page_for_others(
    browser: Client, send: Send, sign_in: Callable[[str], Client]
) -> None:
    first = send()
    address, key = f"/sent/{reference_on(first)}", key_on(first)
    assert key and key_on(browser.get(address)) == key
    assert Client().get(address).status_code == 404
    assert sign_in("resident").get(address).status_code == 404


@pytest.mark.parametrize("times", [2, 3])
def test_a_double_click_gives_the_same_number_and_the_same_key_and_one_case(send: Send, times: int) -> None:
    pages = [send(key=ONE_PAGE) for _ in range(times)]
    assert {page.status_code for page in pages} == {200}
    assert len({reference_on(page) for page in pages}) == len({key_on(page) for page in pages}) == 1
    assert key_on(pages[0])
    assert Case.objects.count() == 1


def test_a_second_report_from_the_same_browser_has_a_key_of_its_own(send: Send) -> None:
    first, second = send(), send()
    assert key_on(first) and key_on(second) and key_on(first) != key_on(second)
    assert len(set(Case.objects.values_list("subject_id", flat=True))) == 2


def test_who_is_signed_in_reports_in_their_own_name(
    sign_in: Callable[[str], Client], send: Send, resident: Actor
) -> None:
    client = sign_in("resident")
    page = send(client, key=ONE_PAGE)
    assert key_on(page) == ""
    assert only_case().subject_id == resident.subject
    assert reference_on(send(client, key=ONE_PAGE)) == reference_on(page)
    assert Case.objects.count() == 1


def test_name_and_number_known_already_need_not_be_typed(sign_in: Callable[[str], Client], send: Send) -> None:
    page = send(sign_in("resident"), step="details", name=None, phone=None, email=None)
    contact = form(page, "phone")
    assert "สมใจ" in contact.fields["name"][0] and contact.fields["phone"] == ["081-000-0001"]


def test_a_number_among_the_answers_is_kept(send: Send) -> None:
    assert send(q__lamps="3").status_code == 200
    assert kept_answers()["lamps"] == 3


def test_a_date_among_the_answers_is_kept(send: Send) -> None:
    send(category="service", q__matter="manner", q__when_day="๑", q__when_month="11", q__when_year="๒๕๖๙")
    assert kept_answers()["when"] == "2026-11-01"


def test_a_choice_of_several_is_kept_whole(send: Send) -> None:
    send(category="footpath", q__obstacle=["stall", "goods"])
    assert kept_answers()["obstacle"] == ["stall", "goods"]


@pytest.mark.parametrize(
    ("inside", "kept"), [("sikhio-town", "sikhio-town.engineering"), ("outside", "triage"), ("unsure", "triage")]
)
def test_inside_outside_or_not_sure_each_has_an_office(send: Send, inside: str, kept: str) -> None:
    community = "sikhio-town-04" if inside == "sikhio-town" else ""
    send(inside=inside, community=community)
    assert only_case().office_id == office(kept)


def test_the_number_on_the_pole_tells_the_place(send: Send) -> None:
    send(pole="demo-๐๑-๐๐๑", community="", landmark="")
    case = only_case()
    assert (case.latitude, case.longitude, case.accuracy_m) == (14.90157, 101.71811, None)


def test_the_place_inside_a_photograph_is_offered_and_used_only_when_wished(browser: Client, send: Send) -> None:
    picture = SimpleUploadedFile("lamp.jpg", saved(red_corner(), "JPEG", exif=exif(gps=SIKHIO)))
    page = send(step="photo", photo=picture)
    offered = form(page, "landmark")
    assert "use_photo" in offered.names
    carried = {**offered.fields, "inside": "sikhio-town", "landmark": "หน้าวัด"}
    del carried["step"]
    browser.post(URL, carried)
    assert only_case().latitude is None
    browser.post(URL, {**carried, "use_photo": "on", "key": "b" * 32, "handle": ""})
    chosen = Case.objects.latest("id")
    assert (chosen.latitude, chosen.longitude) == (pytest.approx(14.89, abs=0.001), pytest.approx(101.72, abs=0.001))


def test_the_page_begins_with_the_kind_that_was_chosen_before(browser: Client) -> None:
    assert form(browser.get(f"{URL}?category=light"), "photo").fields["category"] == ["light"]
    assert "category" not in form(browser.get(f"{URL}?category=nonsense"), "photo").fields


@pytest.mark.parametrize("path", ["/report/no-such-service/", "/en/report/no-such-service/"])
def test_an_unknown_service_is_not_found(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_in_english_too(browser: Client) -> None:
    page = browser.get(f"/en{URL}")
    assert page["Content-Language"] == "en"
    assert "Question 1 of 5" in words(page)


def test_the_promise_on_the_slip_is_the_one_that_is_kept(send: Send) -> None:
    with clock.frozen(datetime(2026, 11, 23, 3, 0, tzinfo=UTC)):
        page = send()
    due = only_case().answer_due_at
    assert due is not None and due.astimezone(clock.BANGKOK).date().isoformat() == "2026-11-26"
    assert format_datetime(due, clock.BANGKOK) in words(page)


def test_danger_stops_the_form_with_numbers_to_call_and_keeps_the_words(browser: Client, send: Send) -> None:
    page = send(step="details", description="สายไฟขาดตกพื้น มีประกายไฟ")
    assert {"tel:199", "tel:1129"} <= set(read(page).links)
    onward = form(page, "description")
    assert onward.fields["description"] == ["สายไฟขาดตกพื้น มีประกายไฟ"]
    assert onward.buttons == [("safe", "1")]
    page = browser.post(URL, onward.filled(safe="1"))
    assert form(page, "phone").fields["description"] == ["สายไฟขาดตกพื้น มีประกายไฟ"]


def test_danger_is_not_passed_by_sending_everything_at_once(send: Send) -> None:
    page = send(description="สายไฟขาดตกพื้น")
    assert "tel:199" in read(page).links
    assert Case.objects.count() == 0
    assert REFERENCE.search(words(send(description="สายไฟขาดตกพื้น", safe="1")))
    assert Case.objects.count() == 1


def test_the_confirmation_and_the_slip_with_the_key_can_be_taken_as_papers(browser: Client, send: Send) -> None:
    page = send()
    slip, confirmation = (
        form(page, "follow_key"),
        [one for one in read(page).forms if one.action.endswith("/confirmation")],
    )
    paper = browser.post(slip.action, slip.fields)
    assert paper["Content-Type"] == "application/pdf"
    assert key_on(page).encode() in (attached.files(paper.content) or {})[attached.DATA]
    taken = browser.post(confirmation[0].action, confirmation[0].fields)
    assert (
        reference_on(page).encode()
        in (attached.files(browser.get(f"{taken['Location']}/paper.pdf").content) or {})[attached.DATA]
    )
    assert Client().post(confirmation[0].action).status_code == 404
