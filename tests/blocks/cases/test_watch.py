"""A pause that ran out is said to the office; a broken promise comes up, level by level, to whom the pack names."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.watch import raise_late
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import queries as messages
from korat.blocks.messages.models import Message
from korat.blocks.reactions.follow import follow
from korat.kernel.errors import NotFound
from tests.cast import holder
from tests.reports import SERVICE, filed, moved, office, row

RAISED = QueueFilter(raised=True)


@pytest.fixture
def late(resident: Actor, now: datetime) -> Opened:
    """A lamp whose promised day has passed."""
    return filed(resident, now - timedelta(days=20))


def kinds(opened: Opened, now: datetime) -> list[str]:
    return [act.kind for act in ledger_read.about(opened.uuid, since=now - timedelta(days=60))]


def listed(actor: Actor, now: datetime) -> list[str]:
    return [line.reference for line in queries.queue(actor, RAISED, now=now).items]


def settled(now: datetime) -> None:
    while sealing.seal() + follow(now):
        pass


def test_a_broken_promise_comes_up_once_a_level(late: Opened, mayor: Actor, now: datetime) -> None:
    while actions.watch(now):
        pass
    case = row(late.reference)
    assert (case.level, case.raised_to_id, case.version) == (2, office("triage"), 1)
    acts = [
        act for act in ledger_read.about(late.uuid, since=now - timedelta(days=30)) if act.kind == "cases.case.late"
    ]
    assert [(act.facts["level"], act.facts["to"]) for act in acts] == [
        (1, office("sikhio-town")),
        (2, office("triage")),
    ]
    assert {act.post for act in acts} == {"service:clocks"}
    assert actions.watch(now) == 0
    assert list(queries.unexplained()) == []


def test_a_promise_that_holds_stays_where_it_is(resident: Actor, officer: Actor, now: datetime) -> None:
    opened = filed(resident, now)
    case = row(opened.reference)
    assert case.due_at is not None
    assert actions.watch(case.due_at) == 0
    assert actions.watch(case.due_at + timedelta(seconds=1)) == 1
    assert row(opened.reference).level == 1


def test_the_office_above_finds_it_in_its_list_and_is_told_once_a_day(
    resident: Actor, mayor: Actor, officer: Actor, late: Opened, now: datetime
) -> None:
    second = filed(resident, now - timedelta(days=19))
    settled(now)
    assert raise_late(catalog.service_or_fail(SERVICE), 0, now) == 2
    assert set(listed(mayor, now)) == {late.reference, second.reference}
    assert queries.waiting(mayor, RAISED, now=now) == 2
    assert listed(officer, now) == []
    settled(now)
    told = Message.objects.filter(subject_id=mayor.subject, template="came-up", channel="inbox")
    assert told.count() == 1


def test_whom_it_came_up_to_reads_the_story_and_no_private_row(
    late: Opened, clerk: Actor, outsider: Actor, now: datetime
) -> None:
    assert queries.case_page(actor=clerk, reference=late.reference, now=now).relation == "public"
    while actions.watch(now):
        pass
    page = queries.case_page(actor=clerk, reference=late.reference, now=now)
    assert (page.relation, page.report, page.contact, page.moves) == ("above", None, None, ())
    assert "cases.case.late" in [entry.kind for entry in page.timeline]
    assert queries.case_page(actor=outsider, reference=late.reference, now=now).relation == "public"


def test_a_complaint_about_an_official_comes_up_to_nobody(
    resident: Actor, mayor: Actor, clerk: Actor, now: datetime
) -> None:
    bribe = filed(resident, now - timedelta(days=90), "service", owner="money")
    while actions.watch(now):
        pass
    case = row(bribe.reference)
    assert (case.level, case.raised_to_id) == (2, None)
    for actor in (mayor, clerk):
        assert listed(actor, now) == []
        with pytest.raises(NotFound):
            queries.case_page(actor=actor, reference=bribe.reference, now=now)
    settled(now)
    assert not Message.objects.filter(template="came-up").exists()


def test_a_closed_case_comes_up_no_more_and_a_reopened_one_begins_anew(
    late: Opened, officer: Actor, resident: Actor, now: datetime
) -> None:
    actions.watch(now)
    moved(officer, now, late.reference, "reject", reason="ไม่ใช่ของเรา")
    assert actions.watch(now + timedelta(days=9)) == 0
    reopened = moved(resident, now, late.reference, "reopen", note="เป็นของเมือง")
    assert (reopened.level, reopened.raised_to_id) == (0, None)
    assert list(queries.unexplained()) == []


def test_a_pause_that_ran_out_is_said_once_and_the_office_is_reminded(
    resident: Actor, officer: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    moved(officer, now, opened.reference, "pause", reason="ฝน", pause="weather")
    settled(now)
    assert actions.watch(now + timedelta(days=2)) == 0
    later = now + timedelta(days=3, minutes=1)
    assert actions.watch(later) == 1
    assert actions.watch(later) == 0
    assert kinds(opened, now)[-1] == "cases.case.overdue"
    assert (row(opened.reference).step, row(opened.reference).pause) == ("paused", "weather")
    settled(later)
    assert [one for one in messages.sent_about(opened.uuid) if one.template == "pause-over"]
    assert Message.objects.filter(template="pause-over", subject_id=officer.subject, channel="inbox").count() == 1


def test_who_took_the_case_is_reminded_alone(resident: Actor, officer: Actor, now: datetime) -> None:
    colleague = holder("sikhio-town.engineer", now)
    opened = filed(resident, now)
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "pause", reason="ฝน", pause="weather")
    actions.watch(now + timedelta(days=4))
    settled(now + timedelta(days=4))
    found = Message.objects.filter(template="pause-over", channel="inbox").values_list("subject_id", flat=True)
    assert set(found) == {officer.subject} and colleague.subject not in found


def test_a_colleague_who_is_given_a_case_is_told(resident: Actor, officer: Actor, now: datetime) -> None:
    colleague = holder("sikhio-town.engineer", now)
    opened = filed(resident, now)
    actions.assign(actor=officer, now=now, reference=opened.reference, official=colleague.subject, version=1)
    settled(now)
    told = Message.objects.filter(template="given-to-you").values_list("subject_id", "channel")
    assert list(told) == [(colleague.subject, "inbox")]
