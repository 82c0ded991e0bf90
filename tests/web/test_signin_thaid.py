"""Signing in with ThaID, against a real issuer on loopback: the good day, and the bad ones."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from korat.blocks.ledger.models import Act
from korat.blocks.people import actions, queries
from korat.blocks.people.models import Identifier, PersonPrivate
from korat.config.standins.issuer import challenge
from korat.kernel import clock
from korat.kernel.errors import Conflict
from korat.web.demo import personas
from korat.web.middleware.actors import PERSON
from tests.web.issuers import ELDER, HOUSE, NEWCOMER, asked, confirmed, sign_in

pytestmark = pytest.mark.usefixtures("house")
NUMBER = NEWCOMER.claims["pid"]


# The good day


def test_a_newcomer_is_enrolled_by_number_and_name_and_goes_where_they_wanted(browser, issuer):
    answer = sign_in(browser)
    assert (answer.status_code, answer.url) == (302, "/my/looks/")
    person = browser.session[PERSON]
    shown = queries.person_private(queries.actor_of(person, "test"), person, clock.now())
    assert (shown.names.show(), shown.citizen_number) == ("นางแก้ว ใหม่มา", NUMBER)
    assert browser.get("/my/").status_code == 200


def test_the_second_time_it_is_the_same_person(browser, issuer):
    sign_in(browser)
    later = Client()
    sign_in(later)
    assert later.session[PERSON] == browser.session[PERSON]


def test_who_was_enrolled_at_the_counter_is_recognised_and_keeps_the_name(browser, issuer, outsider):
    sign_in(browser, "elder")
    assert browser.session[PERSON] == outsider.subject == personas.person_of("elder")
    shown = queries.person_private(outsider, outsider.subject, clock.now())
    assert shown.names.given != ELDER.claims["given_name"]


def test_recognising_and_linking_are_acts(browser, issuer, outsider):
    before = Act.objects.count()
    sign_in(browser, "elder")
    kinds = list(Act.objects.order_by("id").values_list("kind", flat=True)[before:])
    assert kinds[:2] == ["people.person.resolved", "people.account.linked"]


def test_the_number_lies_sealed_and_hashed_and_nothing_else_is_kept(browser, issuer):
    sign_in(browser)
    assert Identifier.objects.get(kind="citizen", subject=browser.session[PERSON]).digest
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'socialaccount%'")
        assert cursor.fetchall() == []
    kept = str(dict(browser.session.items()))
    assert NUMBER not in kept
    assert "แก้ว" not in kept
    assert NUMBER not in queries.account(int(browser.session["_auth_user_id"])).__repr__()
    assert PersonPrivate.objects.count() == 0  # without a look there is nothing to read


def test_we_ask_for_little_with_state_nonce_and_pkce(browser, issuer):
    url, question = asked(browser)
    assert url.startswith(f"{issuer.address}/authorize?")
    assert question["scope"].split() == ["openid", "pid", "title", "given_name", "family_name"]
    assert question["code_challenge_method"] == "S256"
    (kept,) = browser.session["thaid"]
    assert question["code_challenge"] == challenge(kept["verifier"])
    assert (question["state"], question["nonce"]) == (kept["state"], kept["nonce"])
    assert min(map(len, (kept["state"], kept["nonce"], kept["verifier"]))) >= 43
    assert asked(browser)[1]["state"] != question["state"]


def test_a_citizens_account_serves_nobody_else(browser, issuer):
    sign_in(browser)
    account = int(browser.session["_auth_user_id"])
    person = actions.NewPerson(actions.Names("ขวัญ"))
    with pytest.raises(Conflict):
        actions.enrol(actor=None, person=person, now=clock.now(), account=account)
    assert len(queries.persons_of(account)) == 1


def test_the_button_stands_only_where_there_is_a_thaid(browser, issuer, monkeypatch):
    assert browser.get("/sign-in/?next=/my/").context["thaid"] == "/sign-in/thaid/?next=%2Fmy%2F"
    for missing in ({"thaid_issuer": None}, {"thaid_client_id": None}):
        with monkeypatch.context() as without:
            without.setattr(settings, "KORAT", replace(settings.KORAT, **missing))
            assert browser.get("/sign-in/").context["thaid"] == ""
            assert browser.get("/sign-in/thaid/").status_code == 404
            assert browser.get("/sign-in/thaid/back/?code=x&state=y").status_code == 404
    monkeypatch.setattr(settings, "KORAT_THAID_SECRET", "")
    assert browser.get("/sign-in/").context["thaid"] == ""


def test_another_name_of_this_machine_leads_to_the_registered_one_first(browser, issuer):
    answer = browser.get("/sign-in/thaid/?next=/my/", headers={"host": "localhost"})
    assert answer.url == f"{HOUSE}/sign-in/thaid/?next=/my/"
    assert "thaid" not in browser.session


def test_english_readers_come_back_to_english_pages(browser, issuer):
    url, question = asked(browser, "/en/my/", prefix="/en")
    assert question["redirect_uri"] == f"{HOUSE}/sign-in/thaid/back/"
    assert browser.get(confirmed(url)).url == "/en/my/"
