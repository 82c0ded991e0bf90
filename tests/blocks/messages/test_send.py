"""A message is written once a channel, in the reader's language, with an act, or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import actions, queries
from korat.blocks.messages.models import Message, MessagePrivate
from korat.kernel import ids
from korat.kernel.errors import Forbidden, NotFound
from tests.blocks.messages import outbox


def test_a_message_is_in_the_inbox_at_once_and_waits_for_other_channels(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    about = ids.uuid7()
    made = outbox.send(resident, now, "inbox", "email", "sms", about=about)
    assert [(one.uuid, one.channel, one.state) for one in queries.sent_about(about)] == [
        (made[0], "inbox", "delivered"),
        (made[1], "email", "waiting"),
        (made[2], "sms", "waiting"),
    ]


def test_it_leaves_one_act_that_tells_no_words(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    about, cause = ids.uuid7(), Act.objects.latest("id").uuid
    outbox.send(resident, now, "inbox", "sms", about=about, cause=cause)
    (act,) = Act.objects.filter(about=about)
    assert (act.kind, act.cause, act.purpose) == ("messages.message.made", cause, "message.send")
    assert act.facts == {"template": outbox.TEMPLATE, "channels": ["inbox", "sms"]}


@pytest.mark.parametrize(
    ("phone", "email", "channels"),
    [("", "", ["inbox"]), ("+66812345678", "", ["inbox", "sms"]), ("", "a@b.example", ["inbox", "email"])],
)
@pytest.mark.usefixtures("house")
def test_a_channel_by_which_nobody_is_reached_is_passed_over(
    now: datetime, phone: str, email: str, channels: list[str]
) -> None:
    reporter, about = outbox.newcomer(), ids.uuid7()
    outbox.reachable(reporter, now, phone=phone, email=email)
    outbox.send(reporter, now, "inbox", "email", "sms", about=about)
    assert [one.channel for one in queries.sent_about(about)] == channels


@pytest.mark.usefixtures("house")
def test_someone_without_address_or_inbox_gets_nothing_and_no_act(now: datetime) -> None:
    about = ids.uuid7()
    assert outbox.send(outbox.newcomer(), now, "email", "sms", about=about) == ()
    assert not Act.objects.filter(about=about).exists()


def test_the_newest_address_counts(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    outbox.reachable(resident, now, email="")
    about = ids.uuid7()
    outbox.send(resident, now, "email", "sms", about=about)
    assert [one.channel for one in queries.sent_about(about)] == ["sms"]


def test_addresses_are_not_kept_without_an_act(resident: Actor) -> None:
    with pytest.raises(DatabaseError, match="without an act"), transaction.atomic():
        actions.add_addresses(subject=resident.subject, phone="+66812345678")


def test_addresses_are_kept_by_whoever_may(resident: Actor, outsider: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        actions.keep_addresses(
            actor=outsider, subject=resident.subject, purpose="self", now=now, email="outsider@example.org"
        )


def test_a_transaction_that_fails_sends_nothing(resident: Actor, now: datetime) -> None:
    with transaction.atomic():
        outbox.send(resident, now)
        transaction.set_rollback(True)
    assert not Message.objects.filter(subject=resident.subject, made_at=now).exists()


def test_a_resident_sends_nobody_anything(resident: Actor, outsider: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden), transaction.atomic():
        actions.send(actor=resident, now=now, template=outbox.TEMPLATE, subject=outsider.subject, about=None, values={})


def test_a_template_the_pack_does_not_hold_is_named(resident: Actor, now: datetime) -> None:
    with pytest.raises(NotFound, match="no-such-message"), transaction.atomic():
        actions.send(
            actor=service_actor("reactions"), now=now, template="no-such-message", subject=resident.subject,
            about=None, values={},
        )  # fmt: skip


def test_its_words_and_addresses_open_in_a_look_alone(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    outbox.send(resident, now, "inbox", "sms")
    assert MessagePrivate.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM korat_messages_addressprivate")
        assert cursor.fetchone() == (0,)


def test_three_channels_cost_six_statements(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    with transaction.atomic(), CaptureQueriesContext(connection) as caught:
        actions.send(
            actor=service_actor("reactions"), now=now, template=outbox.TEMPLATE, subject=resident.subject,
            about=None, values=outbox.VALUES, channels=("inbox", "email", "sms"),
        )  # fmt: skip
    assert len(caught) <= 6
