"""What belongs together: the office's page for it, and what each reader's case page says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from korat.blocks.cases import actions
from korat.blocks.cases.models import Case, CaseLink
from korat.blocks.cases.values import Opened, Where
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.geo import Point
from tests.pages import Form, read, words
from tests.reports import BEND, COMMUNITY, TOWN, filed, moved, row

if TYPE_CHECKING:
    from django.http import HttpResponse

SignIn = Callable[[str], Client]


@pytest.fixture
def first(resident: Actor) -> Opened:
    return filed(resident, clock.now() - timedelta(hours=3))


@pytest.fixture
def second(outsider: Actor) -> Opened:
    return filed(outsider, clock.now() - timedelta(hours=2))


def links(opened: Opened) -> str:
    return f"/c/{opened.reference}/links"


def asking(page: HttpResponse, do: str) -> Form:
    (found,) = [form for form in read(page).forms if form.fields.get("do") == [do]]
    return found


def send(browser: Client, opened: Opened, do: str, **typed: object) -> HttpResponse:
    form = asking(browser.get(links(opened)), do)
    return browser.post(links(opened), form.filled(**typed))


def test_the_office_joins_what_lies_close_by(sign_in: SignIn, first: Opened, second: Opened) -> None:
    browser = sign_in("officer")
    assert links(first) in read(browser.get(f"/c/{first.reference}")).links
    assert second.reference in words(browser.get(links(first)))
    answer = send(browser, first, "join", join__near=[second.reference])
    assert answer.status_code == 302
    assert row(second.reference).main_id == row(first.reference).pk
    page = browser.get(f"/c/{first.reference}")
    assert f"/c/{second.reference}" in read(page).links


def test_by_number_in_either_direction(sign_in: SignIn, first: Opened, second: Opened) -> None:
    browser = sign_in("officer")
    typed = second.reference.replace("-", " ")
    assert send(browser, first, "join", join__reference=typed).status_code == 302
    assert row(second.reference).state == "joined"
    (part,) = [form for form in read(browser.get(f"/c/{second.reference}")).forms if form.action.endswith("/part")]
    assert browser.post(part.action, part.fields).status_code == 302
    assert row(second.reference).state == "open"
    assert send(browser, first, "into", into__reference=second.reference).status_code == 302
    assert row(first.reference).main_id == row(second.reference).pk


def test_what_cannot_be_is_said_in_words_beside_the_field(sign_in: SignIn, first: Opened) -> None:
    browser = sign_in("officer")
    for typed in ("", "nonsense", "RP69-999999-9", first.reference):
        answer = send(browser, first, "join", join__reference=typed)
        assert answer.status_code == 422, typed
        assert 'href="#id_join-reference"' in answer.content.decode() or "error" in answer.content.decode()
    assert not Case.objects.filter(state="joined").exists()


def test_one_that_lies_far_off_is_joined_when_the_office_says_why(
    sign_in: SignIn, first: Opened, outsider: Actor
) -> None:
    far = filed(outsider, clock.now(), where=Where(COMMUNITY, TOWN, True, Point(BEND.lat + 0.02, BEND.lon)))
    client = sign_in("officer")
    sent = asking(client.get(f"/en{links(first)}"), "join").filled(**{"join-reference": far.reference})
    again = client.post(f"/en{links(first)}", sent)
    assert again.status_code == 422
    assert f"{far.reference} lies 2.2 km away" in words(again)
    why = asking(again, "join").filled(**{"join-reference": far.reference, "join-reason": "สายไฟเส้นเดียวกัน"})
    assert client.post(links(first), why).status_code == 302
    assert row(far.reference).state == "joined"


def test_an_old_page_is_told_so(sign_in: SignIn, officer: Actor, first: Opened, second: Opened) -> None:
    browser = sign_in("officer")
    form = asking(browser.get(links(first)), "join")
    moved(officer, clock.now(), first.reference, "take")
    answer = browser.post(links(first), form.filled(join__reference=second.reference))
    assert answer.status_code == 422
    assert row(second.reference).state == "open"


def test_splitting_and_linking_from_the_page(sign_in: SignIn, first: Opened, second: Opened) -> None:
    browser = sign_in("officer")
    assert send(browser, first, "split").status_code == 422
    assert send(browser, first, "split", split__categories=["road", "tree"]).status_code == 302
    assert send(browser, first, "relate", relate__reference=second.reference).status_code == 302
    assert set(CaseLink.objects.values_list("kind", flat=True)) == {"split", "related"}
    said = words(browser.get(f"/c/{first.reference}"))
    assert second.reference in said
    mine = words(sign_in("resident").get(f"/c/{first.reference}"))
    assert all(part.reference in mine for part in Case.objects.filter(category__in=["road", "tree"]))


def test_a_joined_reporter_reads_that_it_is_joined_and_how_the_work_stands(
    sign_in: SignIn, officer: Actor, first: Opened, second: Opened
) -> None:
    actions.join(actor=officer, now=clock.now(), into=first.reference, references=[second.reference])
    moved(officer, clock.now(), first.reference, "take")
    page = sign_in("outsider").get(f"/c/{second.reference}")
    assert first.reference in words(page)
    assert not [form for form in read(page).forms if form.action.endswith("/part")]
    theirs = words(sign_in("resident").get(f"/c/{first.reference}"))
    assert second.reference not in theirs


@pytest.mark.parametrize("who", ["resident", "outsider", "clerk", "mayor", "crew"])
def test_outsiders_find_no_such_page(sign_in: SignIn, first: Opened, second: Opened, who: str) -> None:
    browser = sign_in(who)
    assert browser.get(links(first)).status_code == 404
    answer = browser.post(links(first), {"do": "join", "join-reference": second.reference, "join-version": "1"})
    assert answer.status_code == 404
    assert browser.post(f"/c/{second.reference}/part").status_code in (302, 403, 404)
    assert row(second.reference).state == "open"


def test_a_sealed_case_stays_alone(sign_in: SignIn, resident: Actor) -> None:
    sealed = filed(resident, clock.now(), "service", owner="money")
    assert sign_in("officer").get(links(sealed)).status_code == 404
    page = sign_in("resident").get(f"/c/{sealed.reference}")
    assert links(sealed) not in read(page).links
