"""An order for a flood, from its form to the last clock that runs again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from korat.blocks.cases.models import Surge
from korat.blocks.cases.values import Opened
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.web.post_forms import today
from tests.blocks.documents.papers import House
from tests.blocks.documents.pictures import red_corner, saved
from tests.pages import read, words
from tests.reports import filed, office, row

SignIn = Callable[[str], Client]
URL = "/desk/surges/"


@pytest.fixture
def lamp(resident: Actor) -> Opened:
    return filed(resident, clock.now())


def typed(**changed: object) -> dict[str, object]:
    given: dict[str, object] = {
        "title": "น้ำท่วมตลาด", "number": "สค 12/2569", "offices": [str(office("sikhio-town.engineering"))], "categories": ["light"],
    }  # fmt: skip
    for name, day in (("order_on", today()), ("begins_on", today()), ("ends_on", today() + timedelta(days=5))):
        given |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return {**given, **changed}


def test_an_order_is_entered_gathers_the_reports_and_ends(sign_in: SignIn, lamp: Opened) -> None:
    browser = sign_in("mayor")
    assert URL in read(browser.get("/desk/")).links
    answer = browser.post(URL, typed())
    assert answer.status_code == 302, words(answer)[:500]
    page = browser.get(answer.url)
    assert "น้ำท่วมตลาด" in words(page) and "00:00" not in words(page)
    (form,) = read(page).forms
    before = row(lamp.reference).due_at
    browser.post(form.action, {**form.fields, "do": "gather"})
    assert row(lamp.reference).due_at > before
    mine = words(sign_in("resident").get(f"/c/{lamp.reference}"))
    assert "น้ำท่วมตลาด" in mine
    assert "สค 12/2569" in mine
    browser.post(form.action, {**form.fields, "do": "end"})
    browser.post(form.action, {**form.fields, "do": "release"})
    assert Surge.objects.get().ended_at is not None
    assert row(lamp.reference).due_at < before + timedelta(minutes=5)


def test_the_signed_order_can_be_opened_by_whose_report_it_covers_and_its_list_is_danger_first(
    sign_in: SignIn, resident: Actor, lamp: Opened
) -> None:
    browser, wire = sign_in("mayor"), filed(resident, clock.now(), urgent=True)
    paper = SimpleUploadedFile("order.pdf", b"%PDF-1.7\norder\n%%EOF\n", "application/pdf")
    answer = browser.post(URL, typed(paper=paper, places=["sikhio-town-04"]))
    assert answer.status_code == 302, words(answer)[:500]
    (form,) = read(browser.get(answer.url)).forms
    browser.post(form.action, {**form.fields, "do": "gather"})
    page = words(browser.get(answer.url))
    assert page.index(wire.reference) < page.index(lamp.reference)
    (url,) = [link for link in read(sign_in("resident").get(f"/c/{lamp.reference}")).links if link.startswith("/d/")]
    file = Client().get(url)
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert file["Content-Disposition"].startswith("attachment")


def test_the_page_says_what_the_signature_of_the_order_says_and_refuses_nothing(
    sign_in: SignIn, tmp_path: Path, house: None
) -> None:
    signed, picture = House(tmp_path, clock.now()), saved(red_corner(), "PNG")
    orders = {
        ("order.pdf", signed.paper(), "application/pdf"): "Who vouches for that name is not known here",
        ("order.pdf", signed.unsigned()[0], "application/pdf"): "bears no digital signature",
        ("order.pdf", b"%PDF-1.7\norder\n%%EOF\n", "application/pdf"): "its signature cannot be checked",
        ("order.png", picture, "image/png"): "This is a picture",
    }
    browser = sign_in("mayor")
    for file, said in orders.items():
        answer = browser.post(f"/en{URL}", typed(paper=SimpleUploadedFile(*file)))
        assert answer.status_code == 302
        assert said in words(browser.get(answer.url)), said


def test_what_is_no_paper_is_refused_beside_its_field(sign_in: SignIn) -> None:
    paper = SimpleUploadedFile("order.pdf", b"MZ", "application/pdf")
    assert sign_in("mayor").post(URL, typed(paper=paper)).status_code == 422
    assert Surge.objects.count() == 0


def test_what_is_missing_is_said_beside_its_field(sign_in: SignIn) -> None:
    browser = sign_in("mayor")
    for gap in ({"number": ""}, {"offices": []}, {"ends_on_day": "1", "ends_on_month": "1"}, {"offices": ["1"]}):
        assert browser.post(URL, typed(**gap)).status_code == 422, gap
    assert Surge.objects.count() == 0


@pytest.mark.parametrize("who", ["resident", "officer", "clerk", "crew", "auditor"])
def test_who_may_not_order_finds_nothing(sign_in: SignIn, who: str) -> None:
    assert sign_in("mayor").post(URL, typed()).status_code == 302
    browser, one = sign_in(who), Surge.objects.get().uuid
    for page in (URL, f"{URL}{one}/"):
        assert browser.get(page).status_code in (302, 404)
    assert browser.post(f"{URL}{one}/onward/", {"do": "end"}).status_code in (302, 404)
    assert Surge.objects.get().ended_at is None
