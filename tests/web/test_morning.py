"""The morning page: late, urgent, in whose hands, what reporters say; what waits for a decision is signed there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.queries import ActView
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import follow
from korat.kernel import clock
from korat.web.demo import personas
from tests.pages import form, read, words
from tests.reports import WORDS, filed, moved, row

SignIn = Callable[[str], Client]
MORNING = "/en/desk/morning/"


@pytest.fixture
def put_up(resident: Actor, officer: Actor) -> str:
    """A lamp that the engineer put up for the mayor's decision; its reference."""
    lamp = filed(resident, clock.now())
    moved(officer, clock.now(), lamp.reference, "take")
    moved(officer, clock.now(), lamp.reference, "submit", note="เกินงบ คำลับ-9a1")
    return lamp.reference


def acts_of(reference: str) -> Sequence[ActView]:
    case = row(reference)
    return ledger_read.about(case.uuid, since=case.opened_at)


@pytest.mark.parametrize(("who", "leads"), [("mayor", True), ("crew", False)])
def test_the_desk_of_who_heads_several_offices_leads_to_it(sign_in: SignIn, who: str, leads: bool) -> None:
    assert (MORNING in read(sign_in(who).get("/en/desk/")).links) is leads


def test_what_waits_for_the_mayor_is_signed_on_the_page(sign_in: SignIn, put_up: str) -> None:
    mayor = sign_in("mayor")
    page = mayor.get(MORNING)
    assert put_up in words(page)
    assert WORDS not in page.content.decode(), "what the reporter wrote stands on the page of the case alone"
    approve = form(page, "approve")
    answer = mayor.post(approve.action, approve.filled())
    assert (answer.status_code, answer.url) == (302, MORNING)
    assert row(put_up).step == "accepted"
    act = [one for one in acts_of(put_up) if not one.look][-1]
    assert (act.facts["move"], act.post) == ("approve", "sikhio-town.mayor")
    assert put_up not in words(mayor.get(MORNING))


def test_who_put_it_up_and_in_which_words_stands_beside_it_under_a_look_that_its_reporter_reads(
    sign_in: SignIn, put_up: str
) -> None:
    page = words(sign_in("mayor").get(MORNING))
    assert "เกินงบ คำลับ-9a1 Civil Engineer, Engineering Division" in page
    looks = words(sign_in("resident").get("/en/my/looks/"))
    assert "Deciding what an office put up" in looks and put_up in looks


def test_many_decisions_take_one_look_and_long_words_end_in_dots(
    sign_in: SignIn, resident: Actor, outsider: Actor, officer: Actor
) -> None:
    mayor = sign_in("mayor")
    asked: list[int] = []
    for who, wrote in ((resident, "ก" * 3000), (outsider, "สั้น")):
        lamp = filed(who, clock.now())
        moved(officer, clock.now(), lamp.reference, "take")
        moved(officer, clock.now(), lamp.reference, "submit", note=wrote)
        mayor.get(MORNING)
        with CaptureQueriesContext(connection) as made:
            page = words(mayor.get(MORNING))
        asked.append(len(made))
    assert asked[0] == asked[1], asked
    assert "ก" * 399 + "…" in page and "ก" * 400 not in page and "สั้น" in page
    for who in ("resident", "outsider"):
        assert "Deciding what an office put up" in words(sign_in(who).get("/en/my/looks/"))


def test_a_decision_without_its_reason_comes_back_with_a_sentence(sign_in: SignIn, put_up: str) -> None:
    mayor = sign_in("mayor")
    decline = form(mayor.get(MORNING), "decline")
    answer = mayor.post(decline.action, decline.filled(decline__reason=""))
    assert answer.status_code == 422
    assert "Please fill in: " in words(answer) or "inline-error" in answer.content.decode()
    assert row(put_up).step == "deciding"


def test_whose_report_was_declined_reads_that_it_cannot_be_done_and_no_untruth_about_powers(
    sign_in: SignIn, put_up: str
) -> None:
    mayor = sign_in("mayor")
    decline = form(mayor.get(MORNING), "decline")
    assert mayor.post(decline.action, decline.filled(decline__reason="งบปีนี้หมดแล้ว")).status_code == 302
    said = words(sign_in("resident").get(f"/en/c/{put_up}"))
    assert "We cannot do this; the reason stands below." in said and "outside our powers" not in said


def test_a_decision_is_signed_once_and_not_on_an_old_page(sign_in: SignIn, put_up: str) -> None:
    mayor = sign_in("mayor")
    approve = form(mayor.get(MORNING), "approve")
    for _ in range(2):
        assert mayor.post(approve.action, approve.filled()).status_code == 302
    answer = mayor.post(approve.action, approve.filled(key="0" * 32))
    assert answer.status_code == 409
    assert len([act for act in acts_of(put_up) if act.facts.get("move") == "approve"]) == 1


def test_only_whoever_holds_the_purpose_decides(sign_in: SignIn, put_up: str) -> None:
    approve = form(sign_in("mayor").get(MORNING), "approve")
    officer = sign_in("officer")
    assert put_up not in words(officer.get(MORNING)).split("Incidents")[0]
    assert officer.post(approve.action, approve.filled()).status_code == 403
    assert sign_in("outsider").post(approve.action, approve.filled()).status_code == 404
    assert row(put_up).step == "deciding"


def test_a_move_that_is_no_decision_is_not_made_there(sign_in: SignIn, put_up: str) -> None:
    version = row(put_up).version
    sent = {"move": "publish", "publish-version": version, "publish-public_text": "x"}
    assert sign_in("mayor").post(f"/desk/morning/{put_up}/", sent).status_code == 404


def test_a_decision_asks_once_more_who_signs(sign_in: SignIn, put_up: str) -> None:
    mayor = sign_in("mayor")
    approve = form(mayor.get(MORNING), "approve")
    session = mayor.session
    session["account_authentication_methods"] = []
    session.save()
    answer = mayor.post(approve.action, approve.filled(), headers={"referer": f"http://testserver{MORNING}"})
    assert "/sign-in/again/" in answer.url
    assert row(put_up).step == "deciding"


def test_outsiders_crews_and_posts_of_one_office_find_no_page(sign_in: SignIn) -> None:
    for name in ("outsider", "crew", "dpo"):
        assert sign_in(name).get(MORNING).status_code == 404


def test_each_number_opens_what_is_behind_it(sign_in: SignIn, resident: Actor, officer: Actor) -> None:
    late = filed(resident, clock.now() - timedelta(days=60))
    waste = filed(resident, clock.now(), "waste")
    moved(officer, clock.now(), late.reference, "take")
    mayor = sign_in("mayor")
    links = read(mayor.get(MORNING)).links
    (behind,) = [one for one in links if "late=on" in one and "office=" in one and "engineering" in one]
    listed = words(mayor.get(behind))
    assert late.reference in listed
    assert waste.reference not in listed
    hands = next(one for one in links if "official=" in one and "official=0" not in one)
    assert f"official={personas.person_of('engineer')}" in hands
    assert late.reference in words(mayor.get(hands))


def test_what_nobody_has_in_hand_is_told_and_opened(sign_in: SignIn, resident: Actor, officer: Actor) -> None:
    taken, waiting = filed(resident, clock.now()), filed(resident, clock.now())
    moved(officer, clock.now(), taken.reference, "take")
    mayor = sign_in("mayor")
    page = mayor.get(MORNING)
    assert "Nobody yet 1" in words(page)
    (behind,) = [one for one in read(page).links if "official=0" in one]
    listed = words(mayor.get(behind))
    assert "in nobody's hands" in listed
    assert waiting.reference in listed
    assert taken.reference not in listed


def test_what_reporters_say_is_counted_and_opens_its_cases(sign_in: SignIn, resident: Actor, officer: Actor) -> None:
    at = clock.now() - timedelta(days=2)
    good, bad = filed(resident, at), filed(resident, at)
    for case in (good, bad):
        moved(officer, at, case.reference, "take")
        moved(officer, at, case.reference, "complete", note="เสร็จ")
    moved(resident, at, good.reference, "confirm", solved=True)
    moved(resident, at, bad.reference, "reopen", note="ดับอีก")
    while sealing.seal():
        pass
    follow.follow(actor=service_actor("measures"), now=clock.now())
    mayor = sign_in("mayor")
    page = mayor.get(MORNING)
    assert "50 % of 2" in words(page)
    assert "Billed, not paid yet 0 baht" in words(page)
    yes, no = (
        [one for one in read(page).links if said in one and "office=" in one] for said in ("what=solved", "solved=no")
    )
    assert good.reference in words(mayor.get(yes[0])) and bad.reference not in words(mayor.get(yes[0]))
    assert "50 % of 2 1 1 1" in words(page)
    assert bad.reference in words(mayor.get(no[0])) and good.reference not in words(mayor.get(no[0]))


def test_a_sealed_complaint_is_in_no_number_of_who_reaches_the_office_from_above(
    sign_in: SignIn, resident: Actor
) -> None:
    filed(resident, clock.now() - timedelta(days=90), "service")
    links = read(sign_in("mayor").get(MORNING)).links
    assert not [one for one in links if "late=on" in one and "office=" in one]
