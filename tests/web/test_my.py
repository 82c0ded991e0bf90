"""One's own pages: my reports, who looked, my messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from korat.blocks.cases import queries
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.reactions.follow import follow
from korat.kernel import clock
from tests.pages import read, words
from tests.reports import filed

SignIn = Callable[[str], Client]
PAGES = ("/my/", "/my/looks/", "/my/messages/")


def told() -> None:
    for _ in range(3):
        sealing.seal()
        follow(clock.now())


def test_my_page_greets_by_name_and_lists_my_reports_alone(sign_in: SignIn, resident: Actor, outsider: Actor) -> None:
    mine, other = filed(resident, clock.now()), filed(outsider, clock.now())
    said = words(sign_in("resident").get("/my/"))
    assert "สมใจ" in said
    assert mine.reference in said
    assert other.reference not in said


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(browser: Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 302
    assert page["Location"].startswith("/sign-in/?next=%2Fmy%2F")


@pytest.mark.parametrize("path", PAGES)
def test_an_unnamed_reporter_has_a_report_and_no_page(browser: Client, path: str) -> None:
    opened = filed(None, clock.now())
    browser.post("/follow/", {"reference": opened.reference, "key": opened.follow_key})
    page = browser.get(path)
    assert (page.status_code, "/sign-in/" in page["Location"]) == (302, True)


def test_nobody_looked_is_said(sign_in: SignIn) -> None:
    assert "ไม่มีใครเปิดดูข้อมูลของท่าน" in words(sign_in("resident").get("/my/looks/"))


def test_each_look_has_office_post_purpose_ground_and_a_way_to_the_case(
    sign_in: SignIn, resident: Actor, officer: Actor, mayor: Actor
) -> None:
    opened = filed(resident, clock.now())
    for actor in (officer, mayor):
        queries.case_page(actor=actor, reference=opened.reference, now=clock.now())
    page = sign_in("resident").get("/my/looks/")
    for line in ("วิศวกรโยธา", "ดำเนินการตามเรื่องที่แจ้ง", "นายกเทศมนตรี", "ติดตามและตรวจสอบการทำงาน"):
        assert line in words(page)
    assert read(page).links.count(f"/c/{opened.reference}") == 2


def test_a_disputed_look_leads_to_its_case_and_has_no_flag_any_more(
    sign_in: SignIn, resident: Actor, officer: Actor
) -> None:
    opened = filed(resident, clock.now())
    for _ in range(2):
        queries.case_page(actor=officer, reference=opened.reference, now=clock.now())
    client = sign_in("resident")
    flag = next(one for one in read(client.get("/en/my/looks/")).forms if "/dispute" in one.action)
    case = client.post(flag.action, flag.filled())["Location"]
    page = client.get("/en/my/looks/")
    assert "You disputed this look" in words(page)
    assert case in read(page).links
    assert flag.action not in page.content.decode()
    assert client.post(flag.action, flag.filled())["Location"] == case
    shown = words(client.get(case))
    assert "Engineering" in shown and flag.action.split("/")[-2] not in shown


def test_the_review_of_an_emergency_is_named_as_one_and_is_no_report_of_mine(
    sign_in: SignIn, resident: Actor, clerk: Actor
) -> None:
    from korat.blocks.cases import actions

    actions.break_glass(
        actor=clerk, subject=resident.subject, reason="บ้านข้างเคียงไฟไหม้ ต้องแจ้งให้อพยพ", now=clock.now(), key="k"
    )
    shown = words(sign_in("resident").get("/en/my/"))
    assert "Emergency looks at my data, under review" in shown
    assert "You have not asked for anything yet." in shown
    assert "Emergency looks" not in words(sign_in("outsider").get("/en/my/"))


def test_looks_at_others_are_not_mine_to_see(sign_in: SignIn, resident: Actor, outsider: Actor, officer: Actor) -> None:
    opened = filed(outsider, clock.now())
    queries.case_page(actor=officer, reference=opened.reference, now=clock.now())
    assert opened.reference not in words(sign_in("resident").get("/my/looks/"))


def test_own_looks_are_folded_to_one_a_session_and_kind(sign_in: SignIn, resident: Actor) -> None:
    client = sign_in("resident")
    for _ in range(3):
        client.get("/my/")
        client.get("/my/looks/")
    now = clock.now()
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now, kind="ledger.looks.read"):
        own = [look.kind for look in ledger_read.looks_at(resident.subject).items if look.actor == resident.subject]
    assert own.count("people.person.looked") <= 2
    assert own.count("ledger.looks.read") == 2, "one of the browser's session, one of this test's"


def test_messages_are_mine_and_lead_to_the_case(sign_in: SignIn, resident: Actor, outsider: Actor) -> None:
    mine, other = filed(resident, clock.now()), filed(outsider, clock.now())
    told()
    client = sign_in("resident")
    assert 'class="count">1<' in client.get("/my/").content.decode()
    page = client.get("/my/messages/")
    assert mine.reference in words(page)
    assert f"/c/{mine.reference}" in read(page).links
    assert other.reference not in words(page)
    assert 'class="count"' not in client.get("/my/").content.decode(), "what was read is new no more"


@pytest.mark.parametrize("path", ["/my/looks/", "/my/messages/", "/reports/"])
@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "๑", "1'", "\x00", ""])
def test_a_broken_link_to_an_older_page_starts_from_the_first(sign_in: SignIn, path: str, before: str) -> None:
    assert sign_in("resident").get(path, {"before": before}).status_code == 200
