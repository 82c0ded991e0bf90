"""Becoming a made-up person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import actions as messages
from korat.blocks.people import queries
from korat.kernel import clock
from korat.kernel.clock import local
from korat.kernel.errors import NotFound
from korat.web.demo import personas
from korat.web.middleware.actors import PERSON
from tests.pages import words

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def production(monkeypatch):
    monkeypatch.setattr(settings, "KORAT", replace(settings.KORAT, mode="production"))


def become(browser, code, onward="/"):
    return browser.post("/demo/persona", {"persona": code, "next": onward})


@pytest.mark.parametrize("role", personas.ROLES, ids=lambda role: role.code)
def test_every_persona_is_one_click_away(browser, role):
    assert become(browser, role.code, "/sign-in/").url == "/sign-in/"
    assert browser.session[PERSON] == personas.person_of(role.code)
    assert queries.person(browser.session[PERSON]).synthetic


@pytest.mark.parametrize("code", ["engineer", "crew", "mayor", "clerk", "auditor"])
def test_officials_hold_the_post_that_the_pack_keeps_for_them(code):
    actor = queries.actor_of(personas.person_of(code))
    assert [queries.post(grant.post).persona for grant in actor.grants if grant.kind == "post"] == [code]


def test_nothing_of_the_former_persona_stays(browser):
    become(browser, "mayor")
    session = browser.session.session_key
    become(browser, "resident")
    assert browser.session[PERSON] == personas.person_of("resident")
    assert browser.session.session_key != session
    become(browser, "")
    assert PERSON not in browser.session


def test_an_unknown_persona_is_said_in_words_and_changes_nothing(browser):
    become(browser, "resident")
    assert become(browser, "emperor").status_code == 404
    assert browser.session[PERSON] == personas.person_of("resident")
    with pytest.raises(NotFound):
        personas.token_for("emperor")


def test_the_switch_never_leads_out_of_the_house(browser):
    assert become(browser, "resident", "https://evil.example/").url == "/"


def test_the_outbox_shows_what_would_have_been_sent_newest_first(browser):
    for phone in ("+66899990001", "+66899990002"):
        Client().post("/sign-in/", {"address": phone})
    page = browser.get("/demo/outbox/").content.decode()
    assert -1 < page.index("+66899990002") < page.index("+66899990001")


def test_the_outbox_says_what_waits_until_nobody_is_woken(browser, resident):
    assert "wait" not in words(browser.get("/en/demo/outbox/"))
    night = (local(clock.now(), catalog.zone()) + timedelta(days=1)).replace(hour=23, minute=30)
    messages.keep_addresses(
        actor=resident, subject=resident.subject, purpose="self", now=clock.now(), phone="+66812345678", email=""
    )
    values = {"reference": "RP69-000001-5", "office": "", "link": "http://localhost"}
    with transaction.atomic():
        for _ in range(2):
            messages.send(
                actor=service_actor("reactions"), now=night, template="case-received", subject=resident.subject, about=None,
                values=values, channels=("inbox", "sms"), hours=catalog.quiet_hours(),
            )  # fmt: skip
    page = words(browser.get("/en/demo/outbox/"))
    assert "2 messages wait: nobody is woken at night. The first goes at" in page and "07:00" in page


@pytest.mark.usefixtures("production")
def test_production_knows_neither_switch_nor_outbox(browser):
    assert become(browser, "mayor").status_code == 404
    assert browser.get("/demo/outbox/").status_code == 404
    assert PERSON not in browser.session


def test_making_the_personas_again_makes_nobody(now):
    before = queries.personas()
    personas.make_all(now)
    assert queries.personas() == before
