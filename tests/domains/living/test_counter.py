"""A clerk takes in a report by telephone, at the counter or off paper: the same case, read back, with a slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case
from korat.blocks.documents.models import Document
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages.models import Message
from korat.kernel import clock
from tests.blocks.documents.pictures import phone_photo
from tests.pages import form, read, words
from tests.reports import IN_TOWN, moved
from tests.reports import filed as taken
from tests.things import lamp

SignIn = Callable[[str], Client]
PAGE = "/desk/counter/report-problem/"
TOLD = {
    "landmark": "หน้าตลาด", "inside": "unsure", "community": "", "area": "", "pole": "", "category": "light",
    "description": "ไฟทางดับ", "name": "นางสมหญิง ใจดี", "phone": "081 234 5678", "email": "",
}  # fmt: skip


def begun(browser: Client, channel: str = "phone") -> dict[str, str]:
    """The first page answered; what the pages carry."""
    first = browser.get(PAGE)
    assert first.status_code == 200
    key = dict(first.context["carried"])["key"]
    return {"key": key, "channel": channel, **TOLD}


def filed(browser: Client, channel: str = "phone") -> str:
    told = begun(browser, channel)
    read_back = browser.post(PAGE, told | {"step": "contact", "checked": "1"})
    assert read_back.status_code == 200 and "หน้าตลาด" in read_back.content.decode()
    sent = browser.post(PAGE, told | {"checked": "1"})
    assert sent.status_code == 302, sent.content[:400]
    return sent.url


@pytest.mark.parametrize("channel", ["phone", "counter", "paper"])
def test_a_report_taken_in_is_the_callers_by_the_clerks_act(channel: str, sign_in: SignIn, clerk: Actor) -> None:
    url = filed(sign_in("clerk"), channel)
    face = cases.case_face(url.rpartition("/")[2])
    assert face is not None and face.channel == channel and face.subject != clerk.subject
    act = Act.objects.get(about=face.uuid, kind="cases.case.opened")
    assert (act.actor_id, act.ground, act.purpose) == (clerk.subject, "post", "case.file")


def test_the_clerk_prints_a_slip_with_the_key_by_which_the_caller_follows(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    url = filed(browser)
    page = browser.get(url)
    key, reference = page.context["key"], url.rpartition("/")[2]
    slip = browser.post(f"/c/{reference}/slip", {"follow_key": key})
    assert slip.status_code == 200 and slip.content.startswith(b"%PDF")
    followed = Client().post("/follow/", {"reference": reference, "key": key})
    assert followed.status_code == 302


def test_the_clerk_goes_on_to_the_next_caller_or_back_to_the_desk(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    page = browser.get("/en" + filed(browser))
    assert {"/en" + PAGE, "/en/desk/"} <= set(read(page).links)
    said = words(page)
    assert "Taken in" in said and "You reported without an account" not in said and "Follow my report" not in said


def test_the_caller_is_told_by_the_telephone_that_was_given(sign_in: SignIn, now) -> None:
    from korat.blocks.ledger import sealing
    from korat.blocks.reactions.follow import follow

    filed(sign_in("clerk"))
    while sealing.seal():
        pass
    while follow(now):
        pass
    assert Message.objects.filter(template="case-received", channel="sms").count() == 1


def test_a_scan_of_a_letter_goes_with_it_and_only_the_office_that_answers_opens_it(
    sign_in: SignIn, officer: Actor, now: datetime
) -> None:
    browser = sign_in("clerk")
    told = begun(browser, "paper")
    scan = SimpleUploadedFile("scan.jpg", phone_photo(), "image/jpeg")
    page = browser.post(PAGE, {**told, "step": "files", "file-letter": scan})
    handle = dict(page.context["carried"])["handle-letter"]
    url = browser.post(PAGE, told | {"handle-letter": handle, "inside": "sikhio-town", "checked": "1"}).url
    reference = url.rpartition("/")[2]
    face = cases.case_face(reference)
    assert face is not None
    letter = Document.objects.get(about=face.uuid)
    assert (letter.kind, letter.label) == ("evidence", "letter")
    moved(officer, now, reference, "take")
    moved(officer, now, reference, "order", instruction="เปลี่ยนหลอด")
    for who, shown in (("officer", True), ("crew", False)):
        signed = sign_in(who)
        assert (f"/d/{letter.uuid}" in signed.get(f"/c/{reference}").content.decode()) is shown
        assert (signed.get(f"/d/{letter.uuid}").status_code == 200) is shown


def test_who_is_asked_for_one_file_reads_which(sign_in: SignIn) -> None:
    """The heading speaks of files; the label alone names it."""
    browser = sign_in("clerk")
    page = browser.post("/en" + PAGE, begun(browser, "paper") | {"step": "details"})
    assert dict(page.context["carried"])["step"] == "files"
    assert '<label for="id_file-letter">The letter, scanned <' in page.content.decode()


def test_a_letter_is_compared_and_nobody_who_calls_or_writes_is_asked_for_a_photograph(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    for channel, said in (("phone", "Read every line back"), ("paper", "Compare every line with the letter")):
        told = begun(browser, channel)
        following = browser.post("/en" + PAGE, told | {"step": "caller"})
        assert dict(following.context["carried"])["step"] == "place"
        assert said in words(browser.post("/en" + PAGE, told | {"step": "contact"}))


def test_everything_is_read_back_before_it_is_sent(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    told = begun(browser)
    page = browser.post(PAGE, told | {"step": "contact"}).content.decode()
    for line in ("หน้าตลาด", "ไฟทางดับ", "สมหญิง", "081-234-5678"):
        assert line in page
    assert Case.objects.filter(channel="phone").count() == 0


def test_danger_stops_the_clerk_too(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    told = begun(browser) | {"description": "สะพานพังลงมา ขอกู้ภัย"}
    assert "1669" in browser.post(PAGE, told | {"step": "details"}).content.decode()
    assert browser.post(PAGE, told | {"checked": "1"}).status_code == 200
    assert Case.objects.filter(channel="phone").count() == 0


def test_the_same_page_sent_twice_makes_one_case(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    told = begun(browser) | {"checked": "1"}
    assert browser.post(PAGE, told).url == browser.post(PAGE, told).url
    assert Case.objects.filter(channel="phone").count() == 1


def test_a_caller_is_offered_the_same_lamp_and_follows_it_with_an_own_number_and_key(
    sign_in: SignIn, resident: Actor, clerk: Actor, now
) -> None:
    lamp("SK-1", now)
    other = taken(resident, clock.now() - timedelta(hours=3), where=replace(IN_TOWN, asset="SK-1"))
    browser = sign_in("clerk")
    told = begun(browser) | {"inside": "sikhio-town", "pole": "SK-1"}
    page = browser.post(PAGE, told | {"step": "kind"})
    assert ("follow", other.reference) in read(page).forms[0].buttons
    read_back = browser.post(PAGE, told | {"step": "contact", "checked": "1", "follow": other.reference})
    assert other.reference in read_back.content.decode()
    url = browser.post(PAGE, told | {"checked": "1", "follow": other.reference}).url
    face = cases.case_face(url.rpartition("/")[2])
    assert face is not None and face.lead is not None and face.lead.reference == other.reference
    assert face.subject != clerk.subject
    act = Act.objects.get(about=face.uuid, kind="cases.case.joined")
    assert (act.actor_id, act.ground, act.purpose) == (clerk.subject, "post", "case.file")
    assert browser.get(url).context["key"]


def test_a_proposed_kind_is_decided_before_anything_is_sent_and_several_become_cases(sign_in: SignIn) -> None:
    browser = sign_in("clerk")
    told = begun(browser) | {"description": "ไฟทางดับ แล้วขยะก็ล้นถัง มาสามวันแล้ว"}
    page = browser.post(PAGE, told | {"step": "details"})
    kinds = form(page, "also")
    page = browser.post(PAGE, kinds.filled(also=["waste"]))
    assert page.status_code == 200 and Case.objects.count() == 0
    page = browser.post(PAGE, form(page, "phone").filled())
    url = browser.post(PAGE, form(page, "description").filled()).url
    assert sorted(Case.objects.values_list("category", flat=True)) == ["light", "waste"]
    assert Case.objects.get(category="waste").reference in browser.get(url).content.decode()


@pytest.mark.parametrize("who", ["resident", "crew", "mayor"])
def test_nobody_else_finds_the_page(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_another_official_does_not_see_the_key(sign_in: SignIn) -> None:
    url = filed(sign_in("clerk"))
    assert sign_in("mayor").get(url).status_code == 404


def test_the_desk_of_who_takes_in_reports_shows_the_way(sign_in: SignIn) -> None:
    assert PAGE in sign_in("clerk").get("/desk/").content.decode()
    assert PAGE not in sign_in("crew").get("/desk/").content.decode()
