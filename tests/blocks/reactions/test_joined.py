"""What happens to a case is told to every reporter joined to it, each under their own number."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from korat.blocks.cases import actions
from korat.blocks.cases.values import Opened
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages.models import Message
from korat.blocks.reactions import follow
from korat.blocks.reactions.effects import Occasion
from korat.blocks.reactions.models import Cursor, Failure
from korat.blocks.reactions.pack import Effect
from korat.blocks.reactions.retry import retry
from tests.reports import filed, moved, row


def told(now: datetime, template: str) -> dict[int, str]:
    while sealing.seal():
        pass
    while follow.follow(now):
        pass
    return {one.subject_id: str(one.about) for one in Message.objects.filter(channel="inbox", template=template)}


def test_every_reporter_hears_that_the_work_is_done(
    officer: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    first, second = filed(resident, now - timedelta(hours=2)), filed(outsider, now - timedelta(hours=1))
    actions.join(actor=officer, now=now, into=first.reference, references=[second.reference])
    moved(officer, now, first.reference, "take")
    moved(officer, now, first.reference, "complete", note="เสร็จ")
    expected = {resident.subject: str(first.uuid), outsider.subject: str(second.uuid)}
    assert told(now, "case-done") == expected
    actions.part(actor=officer, now=now, reference=second.reference)
    moved(officer, now, first.reference, "close")
    assert set(told(now, "case-closed")) == {resident.subject}


def test_who_is_joined_or_parted_by_the_office_hears_it_under_their_own_number(
    officer: Actor, resident: Actor, outsider: Actor, carer: Actor, now: datetime
) -> None:
    first, second = filed(resident, now - timedelta(hours=2)), filed(outsider, now - timedelta(hours=1))
    third = filed(carer, now - timedelta(minutes=30))
    actions.join(actor=officer, now=now, into=second.reference, references=[third.reference])
    actions.join(actor=officer, now=now, into=first.reference, references=[second.reference])
    # The third went along with the second: it had heard.
    assert told(now, "case-joined") == {outsider.subject: str(second.uuid), carer.subject: str(third.uuid)}
    assert Message.objects.filter(template="case-joined", channel="inbox").count() == 2
    assert told(now, "case-parted") == {}
    actions.part(actor=officer, now=now, reference=third.reference)
    assert told(now, "case-parted") == {carer.subject: str(third.uuid)}


class TestManyHearInTurns:
    """Thousands of joined reports: each turn tells some, every reporter hears once."""

    def joined(self, officer: Actor, now: datetime, count: int) -> list[Opened]:
        found = [filed(None, now - timedelta(hours=1)) for _ in range(count)]
        lead, *others = (one.reference for one in found)
        actions.join(actor=officer, now=now, into=lead, references=others)
        settle(now)
        moved(officer, now, lead, "take")
        moved(officer, now, lead, "complete", note="เสร็จ")
        while sealing.seal():
            pass
        return found

    def heard(self) -> list[str]:
        rows = Message.objects.filter(channel="inbox", template="case-done").order_by("pk")
        return [str(one) for one in rows.values_list("about", flat=True)]

    def test_no_turn_tells_more_than_its_share_and_nobody_hears_twice(
        self, officer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(follow, "MANY", 3)
        found, grown = self.joined(officer, now, 11), [0]
        while follow.follow(now):
            grown.append(len(self.heard()))
        assert max(after - before for before, after in pairwise(grown)) <= 4
        assert sorted(self.heard()) == sorted(str(one.uuid) for one in found)
        assert Cursor.objects.get(name="rules").reached == 0

    def test_killed_between_two_turns_the_next_goes_on_where_it_was(
        self, officer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(follow, "MANY", 3)
        found, sent, left = self.joined(officer, now, 9), follow.take, iter(range(2))

        def dies(*given: Any) -> None:
            if next(left, None) is None:
                raise SystemExit
            sent(*given)

        monkeypatch.setattr(follow, "take", dies)
        with pytest.raises(SystemExit):
            settle(now)
        monkeypatch.setattr(follow, "take", sent)
        while follow.follow(now):
            pass
        assert sorted(self.heard()) == sorted(str(one.uuid) for one in found)

    def test_a_part_that_failed_is_tried_again_by_itself(
        self, officer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(follow, "MANY", 3)
        found, sent = self.joined(officer, now, 9), follow.take

        def fails_once(effect: Effect, occasion: Occasion) -> None:
            if effect.send_message and effect.send_message.template == "case-done" and occasion.part.after:
                raise RuntimeError
            sent(effect, occasion)

        monkeypatch.setattr(follow, "take", fails_once)
        while follow.follow(now):
            pass
        assert len(self.heard()) == 4
        assert sorted(Failure.objects.values_list("after", "until")) == [
            (row(found[3].reference).pk, row(found[6].reference).pk),
            (row(found[6].reference).pk, 0),
        ]
        assert retry(now + timedelta(minutes=2)) == 2
        assert sorted(self.heard()) == sorted(str(one.uuid) for one in found)


def settle(now: datetime) -> None:
    while sealing.seal() or follow.follow(now):
        pass
