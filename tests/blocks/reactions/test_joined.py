"""What happens to a case is told to every reporter joined to it, each under their own number."""

from __future__ import annotations

from datetime import datetime, timedelta

from korat.blocks.cases import actions
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages.models import Message
from korat.blocks.reactions import follow
from tests.reports import filed, moved


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
    moved(officer, now, first.reference, "settle", note="เสร็จ")
    expected = {resident.subject: str(first.uuid), outsider.subject: str(second.uuid)}
    assert told(now, "case-done") == expected
    actions.part(actor=officer, now=now, reference=second.reference)
    moved(officer, now, first.reference, "close")
    assert set(told(now, "case-closed")) == {resident.subject}
