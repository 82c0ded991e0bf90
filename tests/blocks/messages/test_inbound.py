"""What comes in is kept once and heard once, in the order in which it was said, however often and late it is delivered."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from korat.blocks.ledger.models import Act
from korat.blocks.messages import actions, secrecy
from korat.blocks.messages.actions import handle
from korat.blocks.messages.models import Correspondent, CorrespondentPrivate, Inbound, Message
from korat.blocks.messages.values import Answer, Heard, Reply
from korat.kernel import clock
from korat.kernel.errors import Unavailable
from tests.blocks.messages import line
from tests.blocks.messages.line import SOMJAI, ByHand
from tests.threads import together


@dataclass
class Ear:
    """Notes what it hears and answers each with a greeting."""

    heard: list[Heard] = field(default_factory=list)
    fails: int = 0

    def take_picture(self, data: bytes, now: datetime) -> str:
        return f"picture of {len(data)}"

    def needs(self, heard: Heard) -> frozenset[str]:
        return frozenset()

    def hear(self, heard: Heard, now: datetime) -> Answer:
        if self.fails:
            self.fails -= 1
            raise Unavailable
        self.heard.append(heard)
        return Answer((Reply("chat-hello"),))


@pytest.fixture
def platform(house: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ByHand]:
    with line.running(monkeypatch) as running:
        yield running


def drained(ear: Ear, now: datetime | None = None) -> None:
    while actions.handle_due(now or clock.now(), ear):
        pass


def test_300_webhooks_replayed_shuffled_three_times_are_heard_once_each_and_in_order(platform: ByHand) -> None:
    users = [line.user_id(f"resident-{number}") for number in range(20)]
    for number in range(300):
        event = platform.message(users[number % 20], {"type": "text", "id": str(number), "text": f"{number}"})
        platform.events.append(event | {"timestamp": event["timestamp"] - 300 + number})
    ear, chance = Ear(), random.Random(3)
    for _ in range(3):
        chance.shuffle(platform.events)
        for event in platform.events:
            event["deliveryContext"] = {"isRedelivery": True}
            assert line.post(event).status_code == 200
    drained(ear)
    heard = defaultdict(list)
    for one in ear.heard:
        heard[one.who.id].append(int(one.said.text))
    assert sorted(number for said in heard.values() for number in said) == list(range(300))
    assert all(said == sorted(said) for said in heard.values()) and len(heard) == 20
    assert Message.objects.filter(channel="line").count() == 300


def test_two_workers_at_once_hear_each_event_once(platform: ByHand) -> None:
    for number in range(20):
        platform.say(line.user_id(f"resident-{number % 5}"), f"{number}")
    line.deliver(platform)
    ear = Ear()
    together(lambda: drained(ear), 3)
    drained(ear, clock.now() + timedelta(seconds=30))
    assert Message.objects.filter(channel="line").count() == 20
    assert not Inbound.objects.filter(handled_at=None).exists()


def test_a_picture_that_is_gone_at_line_is_told_and_holds_up_nobody(platform: ByHand) -> None:
    platform.show(SOMJAI, b"soon gone")
    platform.pictures.clear()
    line.deliver(platform)
    ear = Ear()
    drained(ear)
    (heard,) = ear.heard
    assert heard.pictures == () and heard.refused is not None and "again" in heard.refused.show("en")


def test_delivered_again_after_it_was_heard_changes_nothing(platform: ByHand) -> None:
    platform.say(SOMJAI, "สวัสดี")
    ear = Ear()
    for _ in range(3):
        assert line.post(*platform.events).status_code == 200
        drained(ear)
    assert len(ear.heard) == 1


@pytest.mark.parametrize("signature", ["", "c2hvcnQ=", "ไม่ใช่"])
def test_a_webhook_without_our_signature_is_refused_unread(platform: ByHand, signature: str) -> None:
    platform.say(SOMJAI, "สวัสดี")
    answer = line.post(*platform.events, **{"X-Line-Signature": signature})
    assert answer.status_code == 401 and answer.content == b""
    assert Inbound.objects.count() == 0


def test_one_changed_letter_breaks_the_signature(platform: ByHand) -> None:
    platform.say(SOMJAI, "สวัสดี")
    assert line.post(*platform.events, secret="another").status_code == 401


def test_a_house_without_line_has_no_door_for_it(house: None) -> None:
    assert line.post().status_code == 404


def test_the_verification_of_the_webhook_with_no_event_is_answered(platform: ByHand) -> None:
    assert line.post().status_code == 200


def test_a_signed_webhook_of_another_shape_is_refused(platform: ByHand) -> None:
    assert line.post({"type": "message", "source": {"type": "user"}}).status_code == 400


def test_what_a_group_says_is_not_heard(platform: ByHand) -> None:
    platform.say(SOMJAI, "สวัสดี")
    platform.events[0]["source"] = {"type": "group", "groupId": "C1", "userId": SOMJAI}
    assert line.post(*platform.events).status_code == 200
    assert Inbound.objects.count() == 0


def test_what_fails_is_heard_later_and_holds_up_its_sender_alone(platform: ByHand) -> None:
    platform.say(SOMJAI, "หนึ่ง")
    platform.say(SOMJAI, "สอง")
    platform.say(line.BOONMA, "สาม")
    line.deliver(platform)
    ear, now = Ear(fails=1), clock.now()
    drained(ear, now)
    assert [one.said.text for one in ear.heard] == ["สาม"]
    drained(ear, now + timedelta(seconds=6))
    assert [one.said.text for one in ear.heard] == ["สาม", "หนึ่ง", "สอง"]


def test_what_fails_for_good_is_given_up_loudly_and_kept(platform: ByHand, caplog: pytest.LogCaptureFixture) -> None:
    platform.say(SOMJAI, "สวัสดี")
    line.deliver(platform)
    ear, now = Ear(fails=99), clock.now()
    for _ in range(handle.MOST_ATTEMPTS):
        now += timedelta(minutes=11)
        assert actions.handle_due(now, ear) == 0
    row = Inbound.objects.get()
    assert row.handled_at is not None and row.sealed is not None and row.error
    assert "failed" in caplog.text and "สวัสดี" not in caplog.text


def test_the_user_id_lies_nowhere_in_clear(platform: ByHand) -> None:
    platform.say(SOMJAI, "สวัสดีความลับ")
    line.deliver(platform)
    kept = bytes(Inbound.objects.get().sealed or b"")
    assert SOMJAI.encode() not in kept and "ความลับ".encode() not in kept
    drained(Ear())
    who = Correspondent.objects.get()
    assert bytes(who.digest) == secrecy.digest("line", SOMJAI) and SOMJAI.encode() not in bytes(who.digest)
    assert CorrespondentPrivate.objects.count() == 0, "no look, no address"
    assert not any(SOMJAI in repr(act.facts) for act in Act.objects.filter(kind__startswith="messages."))


def test_who_blocks_us_is_let_go_and_hears_nothing_until_they_return(platform: ByHand) -> None:
    platform.say(SOMJAI, "สวัสดี")
    line.deliver(platform)
    drained(Ear())
    platform.befriend(SOMJAI, friend=False)
    line.deliver(platform)
    drained(Ear())
    who = Correspondent.objects.get()
    assert who.left_at is not None
    assert Act.objects.filter(kind="messages.correspondent.left").count() == 1
    while actions.deliver_due(clock.now()):
        pass
    assert Message.objects.get().error == "no_address"
    platform.befriend(SOMJAI, friend=True)
    line.deliver(platform)
    drained(Ear())
    assert Correspondent.objects.get().left_at is None


def test_line_down_for_an_hour_and_delivering_twice_loses_and_doubles_nothing(platform: ByHand) -> None:
    platform.down = True
    for number in range(5):
        platform.say(SOMJAI, f"{number}")
    events = list(platform.events)
    line.post(*events)
    line.post(*reversed(events))
    ear, now = Ear(), clock.now()
    drained(ear, now)
    for minute in range(0, 60, 2):
        actions.deliver_due(now + timedelta(minutes=minute))
    assert platform.said(SOMJAI) == []
    platform.down = False
    for minute in range(60, 240, 2):
        actions.deliver_due(now + timedelta(minutes=minute))
    assert len(platform.said(SOMJAI)) == 5
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}


def test_an_answer_that_line_took_before_a_crash_is_not_said_twice(
    platform: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.say(SOMJAI, "สวัสดี")
    line.deliver(platform)
    drained(Ear())
    now = clock.now() + timedelta(minutes=5)

    def crash(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("korat.blocks.messages.actions.deliver.settle", crash)
        with clock.frozen(now), pytest.raises(SystemExit):
            actions.deliver_due(now)
    assert platform.pushes == 1
    with clock.frozen(now):
        assert actions.deliver_due(now) == 1
    assert platform.pushes == 1 and len(platform.said(SOMJAI)) == 1


def test_old_events_are_forgotten_and_conversations_end(platform: ByHand) -> None:
    platform.say(SOMJAI, "สวัสดี")
    line.deliver(platform)
    drained(Ear())
    assert actions.forget_inbound(clock.now()) == 0
    assert actions.forget_inbound(clock.now() + timedelta(days=31)) == 1


def test_an_inbound_event_alone_changes_nothing_that_the_law_guards(platform: ByHand) -> None:
    before = Act.objects.count()
    platform.say(SOMJAI, "สวัสดี")
    line.deliver(platform)
    assert Act.objects.count() == before
    with transaction.atomic(), pytest.raises(Exception, match="act"):
        Correspondent.objects.create(channel="line", digest=b"x", subject_id=1, came_at=clock.now())


def test_the_digest_of_one_channel_is_not_that_of_another() -> None:
    assert secrecy.digest("line", "a") != secrecy.digest("sms", "a")
