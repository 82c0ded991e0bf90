"""What the page of a case tells of its past, to whom, and in whose words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.cases.queries import case_page
from korat.blocks.cases.values import Opened
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.reactions.follow import follow
from korat.kernel import clock
from korat.web.present import case as present
from tests.pages import words
from tests.reports import filed, moved, office

SignIn = Callable[[str], Client]


@pytest.fixture
def lamp(resident: Actor) -> Opened:
    """A street lamp, reported by the resident an hour ago."""
    return filed(resident, clock.now() - timedelta(hours=1))


def test_a_timeline_tells_the_world_no_words(sign_in: SignIn, browser: Client, lamp: Opened, officer: Actor) -> None:
    moved(officer, clock.now(), lamp.reference, "answer", note="คุณสมใจ คำลับ-8a1")
    assert "คำลับ-8a1" not in browser.get(f"/c/{lamp.reference}").content.decode()
    assert "คำลับ-8a1" in words(sign_in("resident").get(f"/c/{lamp.reference}"))


def test_in_a_look_the_words_of_a_move_are_the_reporters(
    lamp: Opened, officer: Actor, resident: Actor, now: datetime
) -> None:
    moved(officer, clock.now(), lamp.reference, "answer", note="คำลับ-8a2")
    act = ledger_read.about(lamp.uuid, since=now)[-1]
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert "คำลับ-8a2" in str(ledger_read.words([act], resident.subject))


def test_what_was_written_to_the_judge_of_an_appeal_is_not_called_a_letter_to_the_reporter(
    lamp: Opened, officer: Actor, resident: Actor, sign_in: SignIn
) -> None:
    now = clock.now()
    moved(officer, now, lamp.reference, "not-true", reason="ไม่พบ")
    moved(resident, now, lamp.reference, "appeal", note="มีจริง")
    while sealing.seal() + follow(now):
        pass
    titles = [line["title"] for line in sign_in("resident").get(f"/en/c/{lamp.reference}").context["timeline"]]
    assert titles.count("We wrote to the office") == 1
    assert titles.count("We wrote to the reporter") == 3


def test_where_it_has_been_speaks_to_the_reporter_on_their_own_page_alone(
    lamp: Opened, officer: Actor, sign_in: SignIn
) -> None:
    now = clock.now()
    moved(officer, now, lamp.reference, "forward", office=office("doh"), note="ทางหลวง 2")
    moved(officer, now, lamp.reference, "heard", note="ซ่อมแล้ว")
    for who, said in (
        ("officer", "Done, waiting for the reporter's word"),
        ("resident", "Done, waiting for your word"),
    ):
        card = sign_in(who).get(f"/en/c/{lamp.reference}").context["stays"]
        assert str(card["rows"][0]["state"]["label"].show("en")) == said


def test_what_the_house_reported_itself_offers_no_confirmation_for_a_reporter(lamp: Opened, officer: Actor) -> None:
    shown = case_page(actor=officer, reference=lamp.reference, now=clock.now())
    assert present.paper(shown)
    assert present.paper(replace(shown, face=replace(shown.face, channel="reaction"))) == {}
