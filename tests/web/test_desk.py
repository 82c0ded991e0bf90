"""The desk: an office's queue with filters and pages, a crew's work, nobody else's business."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from korat.blocks.cases import queries
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.web.views import desk
from tests.pages import read, words
from tests.reports import CONTACT, filed, moved

SignIn = Callable[[str], Client]


def test_an_officer_sees_the_own_offices_reports_and_no_names(sign_in: SignIn, resident: Actor) -> None:
    lamp, waste = filed(resident, clock.now()), filed(resident, clock.now(), "waste")
    page = sign_in("officer").get("/desk/")
    assert lamp.reference in words(page)
    assert waste.reference not in words(page)
    assert not any(secret in page.content.decode() for secret in ("คำลับ", CONTACT.phone, CONTACT.email))


def test_what_is_late_stands_on_top_and_says_so(sign_in: SignIn, resident: Actor) -> None:
    soon = filed(resident, clock.now())
    late = filed(resident, clock.now() - timedelta(days=40))
    said = words(sign_in("officer").get("/desk/"))
    assert said.index(late.reference) < said.index(soon.reference)
    assert "เกินกำหนด" in said or "ช้า" in said or "เลย" in said


def test_filters_narrow_and_stay_in_the_link_to_the_next_page(
    sign_in: SignIn, resident: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        filed(resident, clock.now(), "road")
    lamp = filed(resident, clock.now())
    real = queries.queue
    monkeypatch.setattr(desk.queries, "queue", lambda *args, **options: real(*args, limit=2, **options))
    client = sign_in("officer")
    page = client.get("/desk/", {"category": "road"})
    assert lamp.reference not in words(page)
    (onward,) = [link for link in read(page).links if link.startswith("?") and "after=" in link]
    assert "category=road" in onward
    rest = client.get(f"/desk/{onward}")
    assert len([link for link in read(rest).links if "/c/RP" in link]) == 1
    assert not [link for link in read(rest).links if link.startswith("?") and "after=" in link]


def test_more_than_a_thousand_is_said_and_not_counted(
    sign_in: SignIn, resident: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(resident, clock.now())
    monkeypatch.setattr(desk.queries, "waiting", lambda *_, **__: queries.COUNTED + 1)
    assert "1,000" in words(sign_in("officer").get("/desk/"))


@pytest.mark.parametrize(
    "sent",
    [{"category": "nonsense"}, {"state": "x"}, {"place": "'"}, {"late": "maybe"}, {"q": "x"}, {"state": "\x00"}],
)
def test_filters_that_are_none_do_not_narrow(sign_in: SignIn, resident: Actor, sent: dict[str, str]) -> None:
    lamp = filed(resident, clock.now() - timedelta(days=40))
    assert lamp.reference in words(sign_in("officer").get("/desk/", sent))


def test_a_broken_link_to_a_page_is_said_in_words(sign_in: SignIn) -> None:
    page = sign_in("officer").get("/desk/", {"after": "nonsense"})
    assert page.status_code == 400
    assert "ลิงก์ของหน้าถัดไปไม่ถูกต้อง" in words(page)


def test_a_number_typed_into_the_search_opens_its_case(sign_in: SignIn, resident: Actor) -> None:
    lamp = filed(resident, clock.now())
    page = sign_in("officer").get("/desk/", {"q": lamp.reference.lower().replace("-", " ")})
    assert (page.status_code, page["Location"]) == (302, f"/c/{lamp.reference}")


def test_a_crew_finds_the_work_ordered_and_nothing_else(sign_in: SignIn, officer: Actor, resident: Actor) -> None:
    now = clock.now()
    ordered, waiting = filed(resident, now), filed(resident, now)
    moved(officer, now, ordered.reference, "take")
    moved(officer, now, ordered.reference, "order", instruction="เปลี่ยนหลอด")
    page = sign_in("crew").get("/desk/")
    assert ordered.reference in words(page)
    assert waiting.reference not in words(page)
    assert CONTACT.name not in page.content.decode()
    assert 'class="filters"' not in page.content.decode()


def test_each_state_is_offered_once_in_the_words_of_the_office(sign_in: SignIn) -> None:
    offered = re.search(
        r'<select name="state".*?</select>', sign_in("officer").get("/en/desk/").content.decode(), re.DOTALL
    )
    codes = re.findall(r'value="([a-z-]*)"', offered[0] if offered else "")
    assert "closed" in codes and len(codes) == len(set(codes))
    assert "your papers" not in offered[0]


@pytest.mark.parametrize("who", ["mayor", "auditor"])
def test_from_above_the_whole_town_is_seen_but_no_sealed_complaint(sign_in: SignIn, resident: Actor, who: str) -> None:
    lamp, waste = filed(resident, clock.now()), filed(resident, clock.now(), "waste")
    sealed = filed(resident, clock.now(), "service", owner="money")
    said = words(sign_in(who).get("/desk/"))
    assert lamp.reference in said
    assert waste.reference in said
    assert sealed.reference not in said


@pytest.mark.parametrize("who", ["resident", "outsider", "carer"])
def test_a_resident_has_no_desk(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get("/desk/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in_as_an_official(browser: Client) -> None:
    page = browser.get("/desk/?category=road")
    assert page.status_code == 302
    assert page["Location"] == "/sign-in/official/?next=%2Fdesk%2F%3Fcategory%3Droad"
