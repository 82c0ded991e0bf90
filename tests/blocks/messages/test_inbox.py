"""The inbox shows a person the own messages, newest first; a stranger nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages import actions, queries
from korat.kernel import ids
from korat.kernel.errors import NotFound
from tests.blocks.messages import outbox


def test_the_inbox_shows_the_own_messages_newest_first_page_by_page(resident: Actor, now: datetime) -> None:
    abouts = [ids.uuid7() for _ in range(5)]
    for minutes, about in enumerate(abouts):
        outbox.send(resident, now + timedelta(minutes=minutes), about=about)
    first = queries.inbox(resident, now, limit=3)
    second = queries.inbox(resident, now, before=first.next or "", limit=3)
    assert [one.about for one in first.items] == abouts[:1:-1]
    assert [one.about for one in second.items[:2]] == abouts[1::-1]
    assert first.items[0].title == "รับเรื่องแล้ว R69-000001-1"
    assert "กองช่าง" in first.items[0].body


def test_another_persons_inbox_stays_shut(resident: Actor, outsider: Actor, now: datetime) -> None:
    about = ids.uuid7()
    outbox.send(resident, now, about=about)
    assert about not in {one.about for one in queries.inbox(outsider, now).items}


def test_reading_the_own_inbox_is_one_look_a_session(resident: Actor, now: datetime) -> None:
    outbox.send(resident, now)
    for _ in range(3):
        queries.inbox(resident, now)
    assert Act.objects.filter(kind=queries.LOOKED, actor=resident.subject).count() == 1


def test_what_was_sent_by_other_channels_is_not_shown_twice(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    about = ids.uuid7()
    outbox.send(resident, now, "inbox", "email", "sms", about=about)
    assert [one.about for one in queries.inbox(resident, now).items].count(about) == 1


def test_a_message_is_unread_until_it_was_read(resident: Actor, now: datetime) -> None:
    before = queries.unread(resident.subject)
    (message,) = outbox.send(resident, now)
    assert queries.unread(resident.subject) == before + 1
    for _ in range(2):
        actions.read(actor=resident, message=message, now=now)
    assert queries.unread(resident.subject) == before
    assert Act.objects.filter(kind="messages.message.read", actor=resident.subject).count() == 1


def test_nobody_marks_anothers_message_as_read(resident: Actor, outsider: Actor, now: datetime) -> None:
    (message,) = outbox.send(resident, now)
    with pytest.raises(NotFound):
        actions.read(actor=outsider, message=message, now=now)


@pytest.mark.parametrize("before", ["", "x", "-1", "๕", "1; DROP TABLE", "9" * 18, "9" * 40, "9" * 5000])
def test_a_page_that_is_none_is_the_first_or_empty(resident: Actor, now: datetime, before: str) -> None:
    outbox.send(resident, now)
    queries.inbox(resident, now, before=before)
