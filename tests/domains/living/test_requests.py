"""Asking for a service: only what it asks, evidence that the office alone opens, a name where one is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client

from korat.blocks.cases.models import Case, CaseContact, Task
from korat.blocks.catalog.rules import Spot
from korat.blocks.documents.models import Document
from korat.blocks.ledger import sealing
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.messages import queries as messages
from korat.blocks.people import queries as people
from korat.blocks.reactions.follow import follow
from korat.domains.living.place_form import PlaceForm
from korat.kernel import clock
from tests.cast import client_of, holder
from tests.pages import read, words
from tests.reports import moved
from tests.requests import sent

pytestmark = pytest.mark.usefixtures("house")

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PERMIT = {"landmark": "99/1", "community": "sikhio-town-04", "q-works": "build", "q-area": "120"}


def pdf(data: bytes = PDF, name: str = "plan.pdf") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def permit(client: Client) -> Case:
    reference = sent(client, "building-permit", **PERMIT, **{"file-plans": pdf(), "file-deed": pdf()})
    return Case.objects.get(reference=reference)


def test_a_service_asks_only_what_it_says(browser: Client) -> None:
    first = read(browser.get("/report/information-request/")).forms[-1]
    assert "inside" in first.names, "no place: which local government, since the route needs one"
    assert not {"landmark", "photo", "lat"} & first.names
    reference = sent(browser, "information-request", **{"q-wanted": "งบประมาณ"})
    case = Case.objects.get(reference=reference)
    assert (case.place, case.latitude, case.jurisdiction and case.jurisdiction.code) == (None, None, "sikhio-town")


def test_outside_the_towns_that_answer_people_say_where_to_go(browser: Client) -> None:
    reference = sent(browser, "information-request", inside="outside", **{"q-wanted": "งบประมาณ"})
    assert Case.objects.get(reference=reference).route["why"][-1] == {"code": "office", "value": "triage"}


def test_a_name_and_a_way_to_reach_are_asked_where_the_service_needs_them(browser: Client) -> None:
    answers = {"landmark": "หลังวัด", "q-since": "2560", "q-use": "โรงเรียน"}
    for left_out in ("name", "phone"):
        with pytest.raises(AssertionError, match=r"contact|ท่าน|reach"):
            sent(browser, "residence-certificate", **{left_out: ""}, **answers)
    assert not Case.objects.filter(service="residence-certificate").exists()
    assert sent(browser, "residence-certificate", **answers).startswith("RC")
    assert sent(browser, "mosquito-spraying", name="", phone="", landmark="หลังวัด").startswith("MS")
    assert not CaseContact.objects.using("owner").filter(case__service="mosquito-spraying").exists()


def test_required_evidence_must_come_and_anything_but_a_pdf_or_photo_is_refused(browser: Client) -> None:
    with pytest.raises(AssertionError, match="แบบแปลน"):
        sent(browser, "building-permit", **PERMIT)
    with pytest.raises(AssertionError, match="PDF"):
        sent(browser, "building-permit", **PERMIT, **{"file-plans": pdf(b"MZ\x90 not a plan"), "file-deed": pdf()})
    assert not Document.objects.exists()


def test_evidence_is_kept_under_its_name_and_stays_through_the_pages(sign_in: Callable[[str], Client]) -> None:
    case = permit(sign_in("resident"))
    found = Document.objects.filter(about=case.uuid).order_by("label")
    assert [(one.label, one.kind, one.media_type) for one in found] == [
        ("deed", "evidence", "application/pdf"), ("plans", "evidence", "application/pdf"),
    ]  # fmt: skip


def test_who_is_signed_in_finds_their_own_number_after_the_files_too(
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in("resident")
    typed = {**PERMIT, "inside": "sikhio-town", "file-plans": pdf(), "file-deed": pdf()}
    shown = read(client.get("/report/building-permit/")).forms[-1]
    for _ in range(4):
        if "phone" in shown.names:
            break
        answers = {name: value for name, value in typed.items() if name in shown.names}
        shown = read(client.post("/report/building-permit/", shown.fields | answers)).forms[-1]
    assert shown.fields["phone"] == ["081-000-0001"], "as a number is written here"
    assert shown.fields["name"][0]


def test_the_office_opens_evidence_as_a_download_and_the_look_is_written(
    sign_in: Callable[[str], Client], resident: object, now: datetime
) -> None:
    case = permit(sign_in("resident"))
    plans = Document.objects.get(about=case.uuid, label="plans")
    engineer = sign_in("officer")
    assert f"/d/{plans.uuid}" in read(engineer.get(f"/c/{case.reference}")).links
    answer = engineer.get(f"/d/{plans.uuid}")
    assert (answer.content, answer["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    assert answer["Cache-Control"] == "no-store"
    looks = Act.objects.filter(kind="documents.photo.looked", about=case.uuid)
    assert ActSubject.objects.using("owner").filter(act__in=looks, subject_id=case.subject_id).exists()


@pytest.mark.parametrize("who", ["outsider", "crew", "dpo", None])
def test_nobody_else_opens_evidence(who: str | None, sign_in: Callable[[str], Client]) -> None:
    case = permit(sign_in("resident"))
    plans = Document.objects.get(about=case.uuid, label="plans")
    client = client_of(who) if who else Client()
    assert client.get(f"/d/{plans.uuid}").status_code == 404


def test_footage_is_to_be_kept_from_the_moment_it_is_asked_for(browser: Client) -> None:
    """The office learns of it by a message that follows from the act, whatever it decides later."""

    reference = sent(
        browser, "cctv-footage", community="sikhio-town-04",
        **{"q-ground": "victim", "q-day_day": "20", "q-day_month": "11", "q-day_year": "2569", "q-time": "สองทุ่ม",
           "q-event": "รถชน"},
    )  # fmt: skip
    while sealing.seal() + follow(clock.now()):
        pass
    case = Case.objects.get(reference=reference)
    told = [(one.template, one.channel) for one in messages.sent_about(case.uuid)]
    assert ("keep-footage", "inbox") in told and ("case-received", "inbox") in told


def test_a_bill_is_announced_before_the_request_is_sent(browser: Client) -> None:
    page = browser.get("/en/services/septic-emptying/")
    said = words(page)
    assert "Sikhio Town Municipality: 250 baht (not verified)" in said
    assert "31 days (the office's own promise)" in said


def test_who_acts_for_an_office_that_is_not_concerned_sees_no_such_case(
    sign_in: Callable[[str], Client], now: datetime
) -> None:
    case = permit(sign_in("resident"))
    holder("sikhio-town.social-worker", now)
    assert sign_in("dpo").get(f"/c/{case.reference}").status_code == 404


def test_a_crew_with_work_on_the_case_does_not_open_its_papers(sign_in: Callable[[str], Client], now: datetime) -> None:
    case = permit(sign_in("resident"))
    crew = people.organisation("sikhio-town.lights-crew")
    assert crew
    Task.objects.using("owner").create(case_id=case.pk, office_id=crew.id, state="ordered", ordered_at=now)
    client = sign_in("crew")
    page = client.get(f"/c/{case.reference}")
    plans = Document.objects.get(about=case.uuid, label="plans")
    assert page.status_code == 200 and f"/d/{plans.uuid}" not in read(page).links
    assert client.get(f"/d/{plans.uuid}").status_code == 404


def test_who_is_refused_reads_the_way_to_appeal_on_the_page_of_the_request(
    sign_in: Callable[[str], Client], now: datetime
) -> None:
    """The refusal says that it stands there; the office needs no telling."""
    own, office = sign_in("resident"), holder("sikhio-town.health-officer", now)
    page = "/en/c/" + sent(own, "waste-fee", **{"q-wish": "join"})
    appeal = "If you disagree · Appeal to the maker of the decision within 15 days"
    assert appeal not in words(own.get(page))
    moved(office, clock.now(), page[6:], "refuse", reason="อยู่นอกเขตเก็บขน")
    said = words(own.get(page))
    assert appeal in said and "not needed any more" not in said, "a refusal is an answer"
    assert appeal not in words(sign_in("mayor").get(page))


class TestTheQuestionOfThePlace:
    """What is asked of the place is a fact of the service's file, by page and at the counter alike."""

    def test_a_request_at_a_house_asks_its_address_and_no_number_on_a_pole(self, browser: Client) -> None:
        page = browser.get("/en/report/waste-fee/")
        assert "At which house or shop?" in words(page)
        assert "House number, alley, road" in words(page)
        assert "landmark" in read(page).forms[-1].names
        assert "pole" not in read(page).forms[-1].names
        html = page.content.decode()
        assert html.index('name="landmark"') < html.index("data-place"), "the address first, then the map"
        assert "road (optional)" not in words(page)

    def test_the_community_alone_does_not_find_a_house(self, browser: Client) -> None:
        with pytest.raises(AssertionError, match=r"address|ที่อยู่"):
            sent(browser, "waste-fee", landmark="", community="sikhio-town-04", **{"q-wish": "join"})
        assert not Case.objects.filter(service="waste-fee").exists()

    def test_a_report_of_a_thing_in_the_street_still_asks_for_the_number_on_a_pole(self, browser: Client) -> None:
        page = browser.post("/en/report/report-problem/", {"key": "0" * 32, "step": "photo"})
        assert "Where is it?" in words(page)
        assert {"pole", "landmark", "lat"} <= read(page).forms[-1].names

    def test_at_the_counter_the_same_is_asked(self, sign_in: Callable[[str], Client]) -> None:
        page = sign_in("clerk").post(
            "/desk/counter/waste-fee/", {"key": "0" * 32, "step": "caller", "channel": "phone"}
        )
        assert "เก็บขยะที่บ้านหรือร้านไหน" in words(page)
        assert "pole" not in read(page).forms[-1].names

    def test_the_office_reads_an_address_and_is_not_asked_which_lamp_it_is(
        self, browser: Client, sign_in: Callable[[str], Client]
    ) -> None:
        sign = {"q-width": "100", "q-height": "50", "q-script": "thai"}
        page = words(sign_in("cashier").get(f"/en/c/{sent(browser, 'signboard-tax', **sign)}"))
        assert "Address 99/1 ถนนลับ-2b7" in page
        assert "which lamp" not in page

    def test_of_a_community_alone_nothing_else_is_asked(self) -> None:
        form = PlaceForm({"inside": "sikhio-town", "community": "sikhio-town-04"}, spot=Spot(kind="community"))
        assert form.is_valid(), form.errors
        assert set(form.fields) == {"inside", "community", "area"}
        assert "community" in PlaceForm({"inside": "sikhio-town"}, spot=Spot(kind="community")).errors
