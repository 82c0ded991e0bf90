"""In a conversation too: "23 m from here, the same lamp: follow it?" before anything is filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as secrets

from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Opened
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from korat.kernel.geo import Point
from tests.blocks.messages import line
from tests.blocks.messages.line import SOMJAI, ByHand
from tests.domains.living import test_chat_by_sms_and_email as sms
from tests.domains.living.test_chat import say, tap, turn
from tests.reports import BEND, IN_TOWN, filed, moved, row
from tests.things import lamp

METRE = 1 / 111_195
STORY = "ไฟทางดับหน้าวัด มืดมาก"


@pytest.fixture
def platform(house: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ByHand]:
    with line.running(monkeypatch) as running:
        yield running


@pytest.fixture
def gateway(house: None) -> None:
    assert secrets.KORAT_SMS_SECRET


@pytest.fixture
def told(resident: Actor) -> Opened:
    """An open report of the lamp SK-1."""
    lamp("SK-1", clock.now() - timedelta(hours=6))
    return filed(resident, clock.now() - timedelta(hours=5), where=replace(IN_TOWN, asset="SK-1"))


def stand(platform: ByHand, metres: float = 23) -> str:
    say(platform, STORY)
    platform.stand(SOMJAI, BEND.lat + metres * METRE, BEND.lon)
    turn(platform)
    return platform.said(SOMJAI)[-1]


def own(told: Opened) -> Case:
    return Case.objects.exclude(reference=told.reference).get()


def test_the_same_lamp_is_offered_with_its_distance_and_one_tap_follows_it(platform: ByHand, told: Opened) -> None:
    said = stand(platform)
    assert "ห่าง 23 ม." in said and "SK-1 เดียวกัน" in said and told.reference in said
    assert Case.objects.count() == 1
    said = tap(platform, f"follow {told.reference}")
    case = own(told)
    assert (case.state, case.main_id, case.channel) == ("joined", row(told.reference).pk, "line")
    assert case.reference in said and told.reference in said
    assert Act.objects.filter(kind="cases.case.joined", about=case.uuid).count() == 1


def test_one_tap_says_that_mine_is_another_one(platform: ByHand, told: Opened) -> None:
    stand(platform)
    assert "รูป" in tap(platform, "own")
    tap(platform, "skip")
    tap(platform, "yes")
    assert (own(told).state, row(told.reference).leads) == ("open", 0)


def test_a_report_of_another_thing_is_called_the_same_kind_only(platform: ByHand, resident: Actor) -> None:
    one = filed(resident, clock.now() - timedelta(hours=5))
    said = stand(platform, 12)
    assert f"ห่าง 12 ม. เรื่องประเภทเดียวกัน {one.reference}" in said


def test_where_nothing_is_close_by_nobody_is_asked(platform: ByHand, told: Opened) -> None:
    assert "รูป" in stand(platform, 80)


def test_the_tap_delivered_again_before_and_after_it_was_heard_follows_once(platform: ByHand, told: Opened) -> None:
    stand(platform)
    platform.tap(SOMJAI, f"follow {told.reference}", "ติดตาม")
    events = list(platform.events)
    line.post(*events)
    line.post(*events)
    turn(platform)
    line.post(*events)
    turn(platform)
    assert (Case.objects.count(), row(told.reference).leads) == (2, 1)
    assert len([one for one in platform.said(SOMJAI) if told.reference in one]) == 2, "offered once, answered once"


def test_a_report_that_was_closed_meanwhile_becomes_one_of_its_own(
    platform: ByHand, officer: Actor, told: Opened
) -> None:
    stand(platform)
    moved(officer, clock.now(), told.reference, "reject", reason="ไม่ใช่ของเรา")
    said = tap(platform, f"follow {told.reference}")
    assert (own(told).state, own(told).reference in said) == ("open", True)


def test_by_text_message_1_follows_the_lamp_whose_number_was_written(gateway: None, told: Opened) -> None:
    said = sms.say("ไฟทางดับ เสา sk-1 หน้าวัด")
    assert f"1 ติดตาม {told.reference}" in said and "2 คนละเรื่อง" in said
    assert "ห่าง" not in said, "nobody said where they stand"
    sms.say("1")
    assert (own(told).state, own(told).channel) == ("joined", "sms")


def test_by_text_message_2_sends_a_report_of_ones_own_about_that_lamp(gateway: None, told: Opened) -> None:
    sms.say("ไฟทางดับ เสา SK-๑")
    assert "SK-1" in sms.say("2")
    sms.say("1")
    assert (own(told).state, own(told).asset_id) == ("open", row(told.reference).asset_id)


@pytest.mark.parametrize(("said", "state"), [("ใช่", "joined"), ("ไม่ใช่", "open")])
def test_a_plain_word_answers_the_offer_too(gateway: None, told: Opened, said: str, state: str) -> None:
    sms.say("ไฟทางดับ เสา SK-1")
    sms.say(said)
    if state == "open":
        sms.say("1")
    assert own(told).state == state


def test_a_number_that_stands_on_no_plate_is_part_of_the_story(gateway: None, told: Opened) -> None:
    assert "อยู่ที่ไหน" in sms.say("ไฟทางดับ เสา XX-404")


def test_a_pack_without_words_for_it_offers_nothing(
    platform: ByHand, told: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    from korat.domains.living.chat import answers

    monkeypatch.setattr(answers, "NEAR", "no-such-template")
    assert "รูป" in stand(platform)


def test_the_place_of_the_lamp_is_that_of_the_report(gateway: None, told: Opened) -> None:
    for words in ("ไฟทางดับ เสา SK-1", "2", "1"):
        sms.say(words)
    case = own(told)
    assert Point(case.latitude or 0, case.longitude or 0) == BEND
