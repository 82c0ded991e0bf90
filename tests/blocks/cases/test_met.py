"""A promise is met when the work is handed in: while its reporter is asked, a case is neither late nor escalated."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.watch import raise_late
from korat.blocks.cases.models import Case
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.queries.figures import figures
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.web.present import faces
from tests.reports import SERVICE, filed, moved, office, row

LATER = timedelta(days=60)


@pytest.fixture
def opened(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now)


def handed_in(officer: Actor, opened: Opened, at: datetime) -> Case:
    moved(officer, at, opened.reference, "take")
    return moved(officer, at, opened.reference, "complete", note="เสร็จแล้ว")


def late_ones(officer: Actor, now: datetime) -> list[str]:
    found = queries.queue(officer, QueueFilter(late=True), now=now).items
    assert queries.waiting(officer, QueueFilter(late=True), now=now) == len(found)
    return [line.reference for line in found]


def counted(officer: Actor, now: datetime) -> int:
    return sum(one.late for one in queries.backlogs(officer, now))


def test_work_handed_in_in_time_is_never_late_however_long_its_reporter_is_silent(
    officer: Actor, opened: Opened, now: datetime
) -> None:
    late = now + LATER
    assert (late_ones(officer, late), counted(officer, late)) == ([opened.reference], 1)
    assert len(queries.late([office("sikhio-town.engineering")], late)) == 1
    case = handed_in(officer, opened, now + timedelta(hours=2))
    assert case.met_at == now + timedelta(hours=2)
    assert (late_ones(officer, late), counted(officer, late)) == ([], 0)
    assert queries.late([office("sikhio-town.engineering")], late) == ()
    assert actions.watch(late) == 0
    face = queries.case_face(opened.reference)
    assert face is not None and face.asking and not face.is_late(late) and not face.is_overdue(late)
    assert list(queries.unexplained()) == []


def test_the_list_says_that_it_waits_for_the_reporters_word(officer: Actor, opened: Opened, now: datetime) -> None:
    handed_in(officer, opened, now)
    (line,) = queries.queue(officer, QueueFilter(), now=now + LATER).items
    shown = faces.row(line, now + LATER)
    assert shown["late"] is False
    assert str(shown["due_words"]) in ("waits for the reporter's word", "รอคำตอบของผู้แจ้ง")


def test_work_handed_in_too_late_stays_late_in_its_story_but_is_no_longer_overdue(
    officer: Actor, opened: Opened, now: datetime
) -> None:
    handed_in(officer, opened, now + timedelta(days=40))
    face = queries.case_face(opened.reference)
    assert face is not None and face.is_late(now + LATER) and not face.is_overdue(now + LATER)
    assert late_ones(officer, now + LATER) == []


def test_what_came_up_leaves_the_list_of_those_above_when_the_work_is_handed_in(
    officer: Actor, mayor: Actor, opened: Opened, now: datetime
) -> None:
    assert raise_late(catalog.service_or_fail(SERVICE), 0, now + timedelta(days=40)) == 1
    raised = QueueFilter(raised=True)
    assert [one.reference for one in queries.queue(mayor, raised, now=now + LATER).items] == [opened.reference]
    handed_in(officer, opened, now + timedelta(days=41))
    assert queries.queue(mayor, raised, now=now + LATER).items == ()
    assert list(queries.unexplained()) == []


def test_not_solved_reopens_and_the_clock_runs_again(
    officer: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    handed_in(officer, opened, now)
    case = moved(resident, now + timedelta(days=1), opened.reference, "confirm", solved=False)
    assert (case.met_at, case.step) == (None, "reopened")
    assert late_ones(officer, now + LATER) == [opened.reference]
    assert actions.watch(now + LATER) > 0
    assert list(queries.unexplained()) == []


def test_the_day_of_the_work_stays_when_its_reporter_confirms_late(
    officer: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    handed_in(officer, opened, now + timedelta(days=1))
    case = moved(resident, now + LATER, opened.reference, "confirm", solved=True)
    assert (case.met_at, case.closed_at) == (now + timedelta(days=1), now + LATER)
    face = queries.case_face(opened.reference)
    assert face is not None and not face.is_late(now + LATER)


def test_what_is_closed_without_work_is_met_by_its_closing(officer: Actor, opened: Opened, now: datetime) -> None:
    case = moved(officer, now + timedelta(days=2), opened.reference, "reject", reason="ไม่ใช่ของเรา")
    assert case.met_at == case.closed_at == now + timedelta(days=2)


def test_a_pause_meets_nothing(officer: Actor, opened: Opened, now: datetime) -> None:
    moved(officer, now, opened.reference, "pause", reason="รออะไหล่")
    assert row(opened.reference).met_at is None
    assert late_ones(officer, now + LATER) == [opened.reference]


def test_a_promise_said_to_be_met_by_no_act_is_not_explained(opened: Opened, now: datetime) -> None:
    Case.objects.using("owner").filter(reference=opened.reference).update(met_at=now)
    (found,) = queries.unexplained()
    assert (found.reference, found.says.met) == (opened.reference, True)


def test_the_median_of_days_is_that_of_the_work_not_of_the_answer(
    officer: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    handed_in(officer, opened, now + timedelta(days=3))
    moved(resident, now + timedelta(days=30), opened.reference, "confirm", solved=True)
    found = figures(since=now - timedelta(days=1), zone="Asia/Bangkok")
    assert {(one.completion_days, one.completed) for one in found} == {(3.0, 1)}


def test_one_step_waits_for_the_reporter_and_every_closed_one_meets_the_promise() -> None:
    service = catalog.service_or_fail(SERVICE)
    assert service.asking == {"done"}
    met = {step.code for step in service.steps if service.meets(step)}
    assert met == {"done", "closed", "unanswered", "rejected", "not-true", "upheld"}
