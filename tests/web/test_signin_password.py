"""An official's password: the printed first one is asked anew, and a page changes it afterwards."""

from __future__ import annotations

import pytest
from django.test import Client

from korat.blocks.ledger.models import Act
from korat.blocks.people import actions, queries
from korat.kernel.errors import Invalid
from korat.web.middleware.actors import STRONG
from tests.cast import client_of
from tests.pages import words
from tests.web.test_signin import PASSWORD, by_password, current_totp, official, production, set_up_authenticator

__all__ = ["official", "production"]
pytestmark = pytest.mark.usefixtures("house")

NEXT = "a whole new sentence"
CHANGE = "/my/keys/password/"
SETUP = "/sign-in/official/setup/"


def account() -> int:
    found = queries.account_for_email("head@example.com")
    assert found is not None
    return found.id


def printed(password: str = PASSWORD) -> None:
    """As `korat appoint` leaves it."""
    actions.set_password(account=account(), password=password, printed=True)


@pytest.mark.usefixtures("production", "official")
def test_a_printed_password_is_asked_anew_before_anything_else(browser: Client) -> None:
    printed()
    assert by_password(browser).url.startswith(SETUP)
    page = browser.get(SETUP)
    assert page.context["printed"]
    assert browser.get("/desk/").url.startswith(SETUP)
    again = browser.post(SETUP, {"password": PASSWORD})
    assert again.context["form"].errors["password"], "the printed one again is no new one"
    assert queries.has_printed_password(account())
    assert browser.post(SETUP, {"password": NEXT, "next": "/desk/"}).status_code == 302
    assert not queries.has_printed_password(account())
    _, answer = set_up_authenticator(browser)
    assert (answer.status_code, browser.get("/desk/").status_code) == (200, 200)
    assert by_password(Client(), NEXT).status_code == 302
    assert by_password(Client()).status_code == 200, "the printed one opens nothing more"


@pytest.mark.usefixtures("official")
def test_in_the_demonstration_too_a_printed_password_leads_to_one_of_ones_own_and_that_to_the_desk(
    browser: Client,
) -> None:
    printed()
    given = {"email": "head@example.com", "password": PASSWORD}
    asked = browser.post("/sign-in/official/", given).url
    assert asked.startswith(SETUP)
    done = browser.post(asked, {"password": NEXT, "next": browser.get(asked).context["carried"][0][1]})
    assert (done.status_code, done.url) == (302, "/desk/")
    assert Client().post("/sign-in/official/", {**given, "password": NEXT}).url == "/desk/"


@pytest.mark.usefixtures("production", "official")
def test_who_has_an_authenticator_and_is_given_a_printed_password_anew_chooses_one_too(browser: Client) -> None:
    by_password(browser)
    secret, _ = set_up_authenticator(browser)
    printed()
    later = Client()
    assert by_password(later).url == "/sign-in/official/code/"
    from allauth.mfa.models import Authenticator
    from django.core.cache import cache

    cache.clear()
    Authenticator.objects.update(last_used_at=None)
    answer = later.post("/sign-in/official/code/", {"code": current_totp(secret)})
    assert answer.url.startswith(SETUP)
    assert not later.session[STRONG]
    assert later.get("/desk/").url.startswith(SETUP)
    assert later.post(SETUP, {"password": NEXT, "next": "/desk/"}).status_code == 302
    assert later.session[STRONG]
    assert later.get("/desk/").status_code == 200


@pytest.fixture
def inside(production: None, official: int, browser: Client) -> Client:
    by_password(browser)
    set_up_authenticator(browser)
    return browser


def changed(client: Client, old: str = PASSWORD, new: str = NEXT, again: str = NEXT):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again})


def test_the_present_password_and_twice_a_new_one_change_it(inside: Client, official: int) -> None:
    assert inside.get(CHANGE).status_code == 200
    assert CHANGE in inside.get("/my/keys/").content.decode()
    assert changed(inside).url == "/my/keys/"
    assert inside.get("/desk/").status_code == 200, "this browser stays"
    assert by_password(Client(), NEXT).status_code == 302
    assert by_password(Client()).status_code == 200
    assert Act.objects.get(kind="people.password.changed").actor_id == official


def test_every_other_browser_is_signed_out(inside: Client, official: int) -> None:
    other = Client()
    by_password(other)
    other.cookies, before = inside.cookies.copy(), inside.session.session_key
    changed(inside)
    assert inside.session.session_key != before
    assert other.get("/my/").url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"old": "not this one at all"}, "oldpassword"),
        ({"new": "short", "again": "short"}, "password1"),
        ({"new": "password1234", "again": "password1234"}, "password1"),
        ({"again": "another sentence"}, "password2"),
        ({"new": PASSWORD, "again": PASSWORD}, "password1"),
    ],
    ids=str,
)
def test_a_wrong_one_is_said_beside_its_field(inside: Client, given: dict[str, str], field: str) -> None:
    answer = changed(inside, **given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert by_password(Client()).status_code == 302
    assert not Act.objects.filter(kind="people.password.changed").exists()


def test_tries_are_rationed(inside: Client) -> None:
    answers = [changed(inside, old=f"wrong wrong {number}").status_code for number in range(11)]
    assert answers[-1] == 429


def test_an_old_sign_in_is_proven_once_more(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    monkeypatch.setattr("korat.web.signin.stepup.RECENT", timedelta(0))
    assert inside.get(CHANGE).url.startswith("/sign-in/again/")
    assert changed(inside).url.startswith("/sign-in/again/")


def test_a_persona_is_exempt_and_told_so(house: None) -> None:
    client = client_of("officer")
    refused = client.get(f"/en{CHANGE}")
    assert refused.status_code == 409
    assert "A made-up person has none" in words(refused) and "faster" not in words(refused)
    assert CHANGE not in client.get("/my/keys/").content.decode()
    assert client_of("resident").get(CHANGE).status_code == 404


def test_the_printed_one_is_no_choice(official: int) -> None:
    printed()
    with pytest.raises(Invalid):
        actions.set_password(account=account(), password=PASSWORD)
