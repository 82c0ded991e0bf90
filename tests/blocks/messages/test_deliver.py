"""The outbox: in order, each once, none lost; and every reading of an address is a look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import actions, channels, queries
from korat.blocks.messages.actions import deliver
from korat.blocks.messages.channels import Accepted, Deferred, Letter, Rejected
from korat.blocks.messages.channels.email.send import Email
from korat.blocks.messages.models import Message
from korat.kernel import ids, settings
from tests.blocks.messages import outbox, servers
from tests.threads import together

Noting = outbox.Noting
Tell = Callable[..., UUID]


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Noting:
    """One channel in the place of all."""
    channel = Noting()
    monkeypatch.setattr(channels, "of", lambda _: channel)
    return channel


@pytest.fixture
def told(resident: Actor, now: datetime) -> Tell:
    """Sends the resident a message and returns what it is about."""
    outbox.reachable(resident, now)

    def tell(*by: str) -> UUID:
        about = ids.uuid7()
        outbox.send(resident, now, *by, about=about)
        return about

    return tell


def state(about: UUID) -> tuple[str, int, str]:
    (one,) = queries.sent_about(about)
    return one.state, one.attempts, one.error


def test_a_due_message_is_handed_over_and_accepted_not_delivered(noting: Noting, told: Tell, now: datetime) -> None:
    about = told("email")
    assert actions.deliver_due(now) == 1
    (letter,) = noting.letters
    assert (letter.to, letter.title) == ("resident@example.org", "รับเรื่องแล้ว R69-000001-1")
    assert state(about) == ("accepted", 1, "")
    assert actions.deliver_due(now) == 0
    assert len(noting.letters) == 1


def test_an_sms_goes_to_the_telephone(noting: Noting, told: Tell, now: datetime) -> None:
    told("sms")
    actions.deliver_due(now)
    assert noting.letters[0].to == "+66812345678"


def test_the_worker_leaves_a_look_and_an_act_for_the_person(
    noting: Noting, told: Tell, resident: Actor, now: datetime
) -> None:
    about = told("email")
    actions.deliver_due(now)
    worker = service_actor("outbox").subject
    look = Act.objects.get(actor=worker, look=True)
    assert (look.kind, look.purpose) == ("messages.outbox.looked", "message.send")
    act = Act.objects.get(about=about, kind="messages.message.accepted")
    assert (act.actor_id, act.facts["channel"], act.facts["attempts"]) == (worker, "email", 1)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert {look.pk, act.pk} <= set(ActSubject.objects.values_list("act_id", flat=True))
    assert "resident@example.org" not in repr((look.facts, act.facts))
    assert len(noting.letters) == 1


def test_messages_to_one_person_leave_in_their_order(noting: Noting, told: Tell, now: datetime) -> None:
    abouts = [told("email") for _ in range(4)]
    while actions.deliver_due(now):
        pass
    sent = [Message.objects.get(uuid=letter.id).about for letter in noting.letters]
    assert sent == abouts


def test_a_message_waits_behind_the_one_before_it(noting: Noting, told: Tell, now: datetime) -> None:
    first, second = told("email"), told("email")
    noting.then = lambda _: Deferred("smtp_450")
    actions.deliver_due(now)
    actions.deliver_due(now)
    assert (state(first), state(second)) == (("waiting", 1, "smtp_450"), ("waiting", 0, ""))
    noting.then = lambda letter: Accepted(str(letter.id))
    actions.deliver_due(now + timedelta(minutes=1))
    actions.deliver_due(now + timedelta(minutes=1))
    assert (state(first)[0], state(second)[0]) == ("accepted", "accepted")


def test_one_persons_trouble_holds_up_nobody_else(noting: Noting, told: Tell, outsider: Actor, now: datetime) -> None:
    mine = told("email")
    outbox.reachable(outsider, now, email="outsider@example.org")
    theirs = ids.uuid7()
    outbox.send(outsider, now, "email", about=theirs)
    noting.then = lambda letter: Deferred("smtp_450") if letter.to.startswith("resident") else Accepted("x")
    actions.deliver_due(now)
    assert (state(mine)[0], state(theirs)[0]) == ("waiting", "accepted")


def test_the_pauses_grow_to_an_hour_and_the_tenth_failure_is_the_last(
    noting: Noting, told: Tell, now: datetime
) -> None:
    about = told("email")
    noting.then = lambda _: Deferred("smtp_450")
    pauses, at = [], now
    for _ in range(9):
        actions.deliver_due(at)
        due = Message.objects.get(about=about).next_at
        assert due is not None
        pauses.append((due - at) / timedelta(minutes=1))
        assert actions.deliver_due(due - timedelta(seconds=1)) == 0
        at = due
    actions.deliver_due(at)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert state(about) == ("failed", 10, "smtp_450")
    actions.deliver_due(at + timedelta(days=2))
    assert len(noting.letters) == 10
    kinds = Act.objects.filter(about=about).values_list("kind", flat=True)
    assert sorted(kind.rpartition(".")[2] for kind in kinds) == ["failed", "made", *["postponed"] * 9]


@given(st.integers(1, 1000))
def test_a_pause_is_never_shorter_than_the_one_before(attempts: int) -> None:
    earlier, later = (deliver.pause(count) for count in (attempts, attempts + 1))
    assert timedelta(minutes=1) <= earlier <= later <= timedelta(hours=1)


def test_a_gateway_that_asks_for_more_time_gets_it(noting: Noting, told: Tell, now: datetime) -> None:
    about = told("sms")
    noting.then = lambda _: Deferred("http_429", after=timedelta(minutes=30))
    actions.deliver_due(now)
    assert Message.objects.get(about=about).next_at == now + timedelta(minutes=30)


def test_a_refusal_for_good_is_not_tried_again(noting: Noting, told: Tell, now: datetime) -> None:
    about = told("email")
    noting.then = lambda _: Rejected("smtp_550")
    for hours in range(3):
        actions.deliver_due(now + timedelta(hours=hours))
    assert state(about) == ("failed", 1, "smtp_550")
    assert queries.outbox().failed == 1


def test_a_channel_that_is_down_is_asked_once_a_round(
    noting: Noting, told: Tell, outsider: Actor, now: datetime
) -> None:
    told("email")
    outbox.reachable(outsider, now)
    outbox.send(outsider, now, "email")
    noting.then = lambda _: Deferred("unreachable", down=True)
    assert actions.deliver_due(now) == 0
    assert len(noting.letters) == 1


def test_a_letter_that_breaks_its_channel_holds_up_nobody(
    noting: Noting,
    told: Tell,
    outsider: Actor,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mine = told("email")
    outbox.reachable(outsider, now, email="outsider@example.org")
    outbox.send(outsider, now, "email")

    def break_down(letter: Letter) -> Accepted:
        if letter.to.startswith("resident"):
            raise RuntimeError(letter.to)
        return Accepted("x")

    noting.then = break_down
    assert actions.deliver_due(now) == 1
    assert state(mine) == ("waiting", 1, "broke")
    assert "resident@example.org" not in caplog.text


def test_a_crash_after_sending_sends_the_same_letter_again_under_the_same_id(
    noting: Noting, told: Tell, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = told("email")
    with monkeypatch.context() as crash:
        crash.setattr(deliver, "settle", killed)
        with pytest.raises(Killed):
            actions.deliver_due(now)
    assert state(about) == ("waiting", 0, "")
    assert actions.deliver_due(now) == 1
    first, second = noting.letters
    assert first == second
    assert state(about) == ("accepted", 1, "")


class Killed(BaseException):
    pass


def killed(*_: object) -> None:
    raise Killed


def test_two_workers_at_once_send_each_message_once(
    told: Tell, outsider: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.reachable(outsider, now, email="outsider@example.org")
    for _ in range(4):
        told("email")
        outbox.send(outsider, now, "email")
    with servers.smtp(slow_s=0.02) as box:
        monkeypatch.setattr(channels, "of", lambda _: Email(box.url, "korat.example"))
        together(lambda: drained(now), 3)
    found = [mail["Message-ID"] for mail in box.mails]
    assert len(found) == len(set(found)) == 8
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}
    accepted = Act.objects.filter(kind="messages.message.accepted")
    assert accepted.count() == 8
    for person in {mail["To"] for mail in box.mails}:
        order = [mail["Message-ID"] for mail in box.mails if mail["To"] == person]
        assert all(earlier < later for earlier, later in pairwise(order))


def drained(now: datetime) -> None:
    """Deliver until nothing waits, however the work is shared out."""
    for _ in range(200):
        actions.deliver_due(now)
        if not Message.objects.filter(state="waiting").exists():
            return


def test_a_message_another_worker_has_in_hand_is_passed_by(noting: Noting, told: Tell, now: datetime) -> None:
    about = told("email")
    with transaction.atomic():
        assert Message.objects.select_for_update().get(about=about)
        together(lambda: actions.deliver_due(now), 1)
    assert noting.letters == []
    assert actions.deliver_due(now) == 1


def test_what_was_erased_in_the_meantime_is_not_sent(noting: Noting, told: Tell, now: datetime) -> None:
    about = told("email")
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM korat_messages_addressprivate")
    actions.deliver_due(now)
    assert state(about) == ("failed", 1, "no_address")
    assert noting.letters == []


def test_a_report_of_arrival_makes_accepted_delivered_once(noting: Noting, told: Tell, now: datetime) -> None:
    about = told("sms")
    actions.deliver_due(now)
    remote = f"remote-{noting.letters[0].id}"
    assert not actions.mark_delivered(channel="email", remote_id=remote, now=now)
    assert not actions.mark_delivered(channel="sms", remote_id="", now=now)
    assert actions.mark_delivered(channel="sms", remote_id=remote, now=now)
    assert not actions.mark_delivered(channel="sms", remote_id=remote, now=now)
    assert state(about)[0] == "delivered"


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets the operator's variables for this test."""

    def set_up(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.read.cache_clear()

    yield set_up
    monkeypatch.undo()
    settings.read.cache_clear()


def test_in_a_demonstration_nothing_leaves_the_house(told: Tell, now: datetime) -> None:
    told("email", "sms")
    assert actions.deliver_due(now) == 2
    assert {(post.channel, post.address) for post in queries.demo_posts()} == {
        ("email", "resident@example.org"),
        ("sms", "+66812345678"),
    }


def test_with_the_operators_servers_it_does(told: Tell, now: datetime, operator: Callable[..., None]) -> None:
    with servers.smtp() as box, servers.gateway((202, {}, "")) as gateway:
        operator(KORAT_SMTP_URL=box.url, KORAT_SMS_URL=gateway.url)
        told("email", "sms")
        assert actions.deliver_due(now) == 2
    assert (len(box.mails), len(gateway.asked)) == (1, 1)
    assert queries.demo_posts() == ()


def test_in_production_a_channel_that_was_not_set_up_keeps_its_letters(
    told: Tell, now: datetime, operator: Callable[..., None]
) -> None:
    operator(KORAT_MODE="production")
    about = told("email")
    assert actions.deliver_due(now) == 0
    assert state(about) == ("waiting", 1, "not_set_up")
    assert queries.outbox().waiting == 1
    assert queries.outbox().oldest_at == now
