"""Before filing: "23 m from here, the same kind: follow it?", as a browser without scripts meets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Opened
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from tests.domains.living.slips import URL, key_on, reference_on
from tests.pages import read, words
from tests.reports import BEND, filed, moved, row

if TYPE_CHECKING:
    from django.http import HttpResponse

METRE = 1 / 111_195
Answers = Callable[..., dict[str, Any]]


@pytest.fixture
def lamp(resident: Actor) -> Opened:
    return filed(resident, clock.now() - timedelta(hours=5))


@pytest.fixture
def kind(answers: Answers) -> dict[str, Any]:
    """The page that asks for the kind, answered 23 m away from the lamp."""
    return answers(step="kind", lat=f"{BEND.lat + 23 * METRE:.7f}", lon=f"{BEND.lon:.7f}")


def offered(browser: Client, kind: dict[str, Any]) -> HttpResponse:
    page = browser.post(URL, kind)
    assert page.status_code == 200
    return page


def pressed(browser: Client, page: HttpResponse, choice: str) -> HttpResponse:
    (shown,) = read(page).forms
    assert ("follow", choice) in shown.buttons
    return browser.post(URL, {**shown.fields, "follow": choice})


def test_a_report_close_by_is_offered_with_its_distance_before_anything_is_told(
    browser: Client, lamp: Opened, kind: dict[str, Any]
) -> None:
    said = words(offered(browser, kind))
    assert lamp.reference in said
    assert "23" in said
    assert "คำลับ" not in said


def test_one_touch_says_that_mine_is_another_one(browser: Client, lamp: Opened, kind: dict[str, Any]) -> None:
    page = pressed(browser, offered(browser, kind), "no")
    assert "description" in {name for one in read(page).forms for name in one.names}


def test_who_follows_describes_nothing_and_gets_an_own_number_and_key(
    browser: Client, lamp: Opened, answers: Answers, kind: dict[str, Any]
) -> None:
    kind = {name: value for name, value in kind.items() if name not in ("description", "name", "phone", "email")}
    page = pressed(browser, offered(browser, kind), lamp.reference)
    (contact,) = [one for one in read(page).forms if "phone" in one.names]
    page = browser.post(URL, contact.filled(phone="081 234 5678"))
    assert lamp.reference in words(page)
    (send,) = [one for one in read(page).forms if not one.buttons or ("", "") in one.buttons]
    sent = browser.post(URL, send.fields, follow=True)
    own = row(reference_on(sent))
    assert key_on(sent)
    assert lamp.reference in words(sent)
    assert (own.state, own.main_id) == ("joined", row(lamp.reference).pk)


def test_a_report_that_was_closed_meanwhile_becomes_one_of_its_own(
    browser: Client, officer: Actor, lamp: Opened, answers: Answers
) -> None:
    moved(officer, clock.now(), lamp.reference, "reject", reason="ไม่ใช่ของเรา")
    page = browser.post(URL, answers(follow=lamp.reference, lat=str(BEND.lat), lon=str(BEND.lon)))
    assert page.status_code == 200
    assert Case.objects.count() == 1
    (send,) = [one for one in read(page).forms if not one.buttons]
    assert send.fields["follow"] == ["no"]
    browser.post(URL, send.fields)
    assert Case.objects.filter(state="open").count() == 1
    assert Case.objects.count() == 2


def test_without_a_point_or_another_report_nobody_is_asked(browser: Client, lamp: Opened, answers: Answers) -> None:
    page = browser.post(URL, answers(step="kind"))
    assert "description" in {name for one in read(page).forms for name in one.names}


def test_who_goes_on_after_the_danger_page_has_an_urgent_report(browser: Client, answers: Answers) -> None:
    said = answers(description="สายไฟขาดห้อยลงมา ไฟช็อต")
    assert browser.post(URL, said).status_code == 200
    assert Case.objects.count() == 0
    browser.post(URL, said | {"safe": "1"})
    assert Case.objects.get().urgent
    browser.post(URL, answers(safe="1"))
    assert not Case.objects.latest("pk").urgent
