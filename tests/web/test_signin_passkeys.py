"""Passkeys of officials: added, used, removed; and what a thief or a lying device would try."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from korat.blocks.ledger.models import Act
from korat.web.middleware.actors import PERSON, STRONG
from tests.cast import client_of
from tests.web.authenticators import Device
from tests.web.issuers import HOUSE
from tests.web.test_signin import (
    PHONE,
    by_password,
    family,
    official,
    production,
    set_up_authenticator,
    sign_in_by_code,
)

__all__ = ["official", "production"]
pytestmark = pytest.mark.usefixtures("production", "at_home")


@pytest.fixture
def at_home(production, monkeypatch):
    monkeypatch.setattr(settings, "KORAT", replace(settings.KORAT, address=HOUSE.replace("http:", "https:")))


def options(page):
    """As the page's script reads them."""
    return json.loads(json.dumps(page.context["options"]))


def device(**rest):
    return Device(origin=settings.KORAT.address, **rest)


def add_key(browser, key, name="ในลิ้นชัก", **lies):
    page = browser.get("/my/keys/new/")
    assert page.status_code == 200, page
    return browser.post("/my/keys/new/", {"name": name, "credential": key.make(options(page), **lies)})


def by_passkey(browser, key, onward="/desk/", **lies):
    page = browser.get("/sign-in/passkey/", {"next": onward})
    return browser.post("/sign-in/passkey/", {"next": onward, "credential": key.sign(options(page), **lies)})


@pytest.fixture
def key(browser, official):
    """A passkey that the official has just added, beside no authenticator app."""
    by_password(browser)
    made = device()
    answer = add_key(browser, made)
    assert len(answer.context["codes"]) == 10
    return made


def test_a_passkey_may_be_the_first_second_step_and_opens_the_desk(browser, key, official):
    assert browser.session[STRONG]
    assert browser.get("/desk/").status_code == 200
    assert "ในลิ้นชัก" in browser.get("/my/keys/").content.decode()
    kinds = list(Act.objects.filter(kind__startswith="people.key").values_list("kind", "actor"))
    assert kinds == [("people.key.added", official)]


def test_later_the_passkey_alone_signs_in(key, official):
    browser = Client()
    answer = by_passkey(browser, key)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert (browser.session[PERSON], browser.session[STRONG]) == (official, True)
    assert browser.get("/desk/").status_code == 200


def test_a_password_alone_is_sent_to_the_passkey(key):
    browser = Client()
    assert by_password(browser).url == "/sign-in/official/code/"
    assert browser.get("/sign-in/official/code/").context["passkey"] == "/sign-in/passkey/?next=%2Fdesk%2F"
    assert browser.get("/desk/").url.startswith("/sign-in/official/")
    assert by_passkey(browser, key).url == "/desk/"


def test_the_authenticator_app_and_recovery_codes_stay_beside_it(browser, official):
    by_password(browser)
    _, answer = set_up_authenticator(browser)
    key = device()
    assert add_key(browser, key).url == "/my/keys/"
    by_app = Client()
    by_password(by_app)
    assert by_app.post("/sign-in/official/code/", {"code": answer.context["codes"][0]}).url == "/desk/"
    assert by_passkey(Client(), key).url == "/desk/"
    assert [one.is_passkey for one in browser.get("/my/keys/").context["keys"]] == [False, True]


@pytest.mark.parametrize(
    "lies", [{"challenge": "AAAA"}, {"origin": "https://evil.example"}, {"type": "webauthn.create"}, {"origin": "null"}]
)
def test_an_answer_to_another_question_or_from_another_page_is_refused(key, lies):
    browser = Client()
    assert by_passkey(browser, key, **lies).status_code == 200
    assert PERSON not in browser.session


def test_a_key_of_somebody_else_does_not_open_this_account(key):
    thief = device(owner=key.owner)
    browser = Client()
    assert by_passkey(browser, thief).status_code == 200
    stolen_id = device(owner=key.owner, id=key.id)
    assert by_passkey(browser, stolen_id).status_code == 200
    assert PERSON not in browser.session


def test_an_answer_signs_in_once(key):
    browser = Client()
    said = key.sign(options(browser.get("/sign-in/passkey/")))
    assert browser.post("/sign-in/passkey/", {"credential": said}).status_code == 302
    assert Client().post("/sign-in/passkey/", {"credential": said}).status_code == 200
    browser.post("/sign-out/")
    assert browser.post("/sign-in/passkey/", {"credential": said}).status_code == 200
    assert PERSON not in browser.session


def test_a_device_that_asks_for_no_finger_or_pin_is_one_step_only_and_refused(browser, key):
    assert by_passkey(Client(), replace(key, verifies=False)).status_code == 200
    assert add_key(browser, device(verifies=False)).status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1


SHAPED = {"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}}
NOTHING = {"clientDataJSON": "", "authenticatorData": "", "attestationObject": "", "signature": "", "userHandle": "MQ"}
ANSWERS = (None, [], NOTHING, NOTHING | {"clientDataJSON": "bnVsbA"}, dict.fromkeys(NOTHING, "!"))


@pytest.mark.parametrize(
    "rubbish",
    ["", "{}", "null", "[]", '{"id": 1}', '{"response": {"userHandle": "AA"}}', "x" * 9999]
    + [json.dumps(SHAPED | {"response": one}) for one in ANSWERS],
)
def test_what_is_no_answer_is_refused(browser, key, rubbish):
    stranger = Client()
    for visitor, page in ((stranger, "/sign-in/passkey/"), (browser, "/my/keys/new/")):
        visitor.get(page)
        assert visitor.post(page, {"credential": rubbish}).status_code == 200
    assert PERSON not in stranger.session
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_adding_a_key_asks_who_is_there_when_the_sign_in_is_old(browser, key, monkeypatch):
    monkeypatch.setattr("korat.web.signin.stepup.RECENT", timedelta(0))
    assert browser.get("/my/keys/new/").url == "/sign-in/again/?next=%2Fmy%2Fkeys%2Fnew%2F"
    (mine,) = browser.get("/my/keys/").context["keys"]
    assert browser.post(f"/my/keys/{mine.id}/remove/").url.startswith("/sign-in/again/")
    assert browser.get("/sign-in/again/?next=/my/keys/new/").context["passkey"]
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_a_lost_key_is_removed_and_the_last_one_stays(browser, key):
    spare = device()
    add_key(browser, spare, name="สำรอง")
    first, second = browser.get("/my/keys/").context["keys"]
    assert browser.post(f"/my/keys/{first.id}/remove/").url == "/my/keys/"
    assert by_passkey(Client(), key).status_code == 200
    assert by_passkey(Client(), spare).status_code == 302
    last = browser.post(f"/my/keys/{second.id}/remove/")
    assert (last.status_code, last.context["code"]) == (409, "last_key")


def test_nobody_removes_the_key_of_another(browser, key, monkeypatch):
    mine = Authenticator.objects.get(type="webauthn")
    monkeypatch.setattr(settings, "KORAT", replace(settings.KORAT, mode="demo"))
    stranger = client_of("officer")
    assert stranger.post(f"/my/keys/{mine.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=mine.pk).exists()


def test_a_resident_has_no_keys_and_a_visitor_signs_in_first(browser):
    assert browser.get("/my/keys/").url.startswith("/sign-in/")
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    for page in ("/my/keys/", "/my/keys/new/"):
        assert browser.get(page).status_code == 404


def test_a_key_belongs_to_the_one_address_of_the_house(browser):
    answer = browser.get("/sign-in/passkey/?next=/desk/", headers={"host": "localhost"})
    assert answer.url == f"{settings.KORAT.address}/sign-in/passkey/?next=/desk/"
    assert options(browser.get("/sign-in/passkey/"))["publicKey"]["rpId"] == "testserver"


def test_without_javascript_the_page_leads_to_the_password_and_shows_no_dead_button(browser: Client) -> None:
    shown = browser.get("/en/sign-in/passkey/").content.decode()
    without = shown.split("<noscript>")[1].split("</noscript>")[0]
    assert 'href="/en/sign-in/official/"' in without
    assert re.search(r"<div data-needs-script hidden>\s*<div class=.buttons.>\s*<button class=.button.>", shown)
