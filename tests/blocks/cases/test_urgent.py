"""Urgency by an officer: a reason from the list, the pack's clock, first in the queue, the reporter told, and back again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import Order
from korat.blocks.cases.models import Case, Task
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.calendar import Span, due
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.blocks.reactions.test_joined import told
from tests.reports import filed, moved, office, row


@pytest.fixture
def lamp(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now - timedelta(hours=2))


def urge(actor: Actor, now: datetime, one: Opened, reason: str = "life", key: str = "") -> Case:
    version = row(one.reference).version
    actions.make_urgent(actor=actor, now=now, reference=one.reference, reason=reason, version=version, key=key)
    return row(one.reference)


def calm(actor: Actor, now: datetime, one: Opened, reason: str = "passed") -> Case:
    version = row(one.reference).version
    actions.make_calm(actor=actor, now=now, reference=one.reference, reason=reason, version=version)
    return row(one.reference)


def explained() -> None:
    assert list(queries.unexplained()) == []


def test_it_stands_first_is_due_by_the_packs_promise_and_its_reporter_is_told(
    officer: Actor, resident: Actor, lamp: Opened, now: datetime
) -> None:
    older = filed(resident, now - timedelta(days=3))
    listed = [line.reference for line in queries.queue(officer, QueueFilter(), now=now).items]
    assert listed == [older.reference, lamp.reference]
    before, after = row(lamp.reference), urge(officer, now, lamp)
    assert (after.urgent, after.version, after.step) == (True, before.version + 1, before.step)
    promised = due(now, Span(1, "working_days"), catalog.week(now))
    assert promised <= after.due_at < promised + timedelta(seconds=1) and after.due_at < before.due_at
    listed = [line.reference for line in queries.queue(officer, QueueFilter(), now=now).items]
    assert listed == [lamp.reference, older.reference]
    act = Act.objects.get(kind="cases.case.made_urgent")
    assert (act.about, act.actor_id, act.facts["reason"]) == (lamp.uuid, officer.subject, "life")
    assert told(now, "case-urgent") == {resident.subject: str(lamp.uuid)}
    explained()


def test_taken_back_it_is_due_as_before_and_the_reporter_hears_of_it(
    officer: Actor, resident: Actor, lamp: Opened, now: datetime
) -> None:
    before = row(lamp.reference).due_at
    urge(officer, now, lamp)
    after = calm(officer, now, lamp)
    assert (after.urgent, after.due_at) == (False, before)
    assert told(now, "case-calm") == {resident.subject: str(lamp.uuid)}
    explained()


def test_a_clock_that_began_anew_meanwhile_gets_nothing_back(officer: Actor, lamp: Opened, now: datetime) -> None:
    urge(officer, now, lamp)
    version = row(lamp.reference).version
    actions.categorise(actor=officer, now=now, reference=lamp.reference, category="building", version=version)
    anew = row(lamp.reference).due_at
    assert calm(officer, now, lamp).due_at == anew


def test_what_is_due_sooner_already_is_not_put_off(officer: Actor, resident: Actor, now: datetime) -> None:
    late = filed(resident, now - timedelta(days=30))
    before = row(late.reference).due_at
    assert urge(officer, now, late).due_at == before
    assert calm(officer, now, late).due_at == before


def test_under_an_order_its_clock_runs_on_and_rests_again_when_the_danger_passed(
    officer: Actor, mayor: Actor, lamp: Opened, now: datetime
) -> None:
    order = Order(
        title="น้ำท่วม", number="1/2569", on=date(2026, 11, 23), offices=frozenset({office("sikhio-town.engineering")}),
        categories=(), begins_at=now - timedelta(days=1), ends_at=now + timedelta(days=10),
    )  # fmt: skip
    plain = row(lamp.reference).due_at
    surge = actions.open_surge(actor=mayor, now=now, order=order)
    actions.gather(actor=mayor, now=now, surge=surge)
    resting = row(lamp.reference)
    urged = urge(officer, now, lamp)
    assert urged.rested is None and urged.due_at < plain < resting.due_at
    explained()
    again = calm(officer, now, lamp)
    assert (again.rested, again.due_at) == (resting.rested, resting.due_at)
    explained()


def test_ordered_work_is_due_with_it(officer: Actor, lamp: Opened, now: datetime) -> None:
    moved(officer, now, lamp.reference, "take")
    moved(officer, now, lamp.reference, "order", instruction="ตัดไฟ")
    urged = urge(officer, now, lamp)
    assert Task.objects.get(case=urged).due_at == urged.due_at


@pytest.mark.parametrize("reason", ["", "passed", "no-such"])
def test_a_reason_that_is_not_on_the_list_changes_nothing(
    officer: Actor, lamp: Opened, now: datetime, reason: str
) -> None:
    with pytest.raises(Invalid):
        urge(officer, now, lamp, reason)
    assert not row(lamp.reference).urgent and not Act.objects.filter(kind="cases.case.made_urgent").exists()


def test_twice_an_old_page_a_closed_and_a_joined_one_are_refused_and_a_double_click_is_one(
    officer: Actor, resident: Actor, lamp: Opened, now: datetime
) -> None:
    with pytest.raises(Conflict):
        actions.make_urgent(actor=officer, now=now, reference=lamp.reference, reason="life", version=7)
    for _click in range(2):
        actions.make_urgent(actor=officer, now=now, reference=lamp.reference, reason="life", version=1, key="once")
    assert Act.objects.filter(kind="cases.case.made_urgent").count() == 1
    with pytest.raises(Conflict):
        urge(officer, now, lamp)
    other = filed(resident, now)
    with pytest.raises(Conflict):
        calm(officer, now, other)
    actions.join(actor=officer, now=now, into=lamp.reference, references=[other.reference])
    with pytest.raises(Conflict):
        urge(officer, now, other)
    closed = filed(resident, now)
    moved(officer, now, closed.reference, "reject", reason="นอกเขต")
    with pytest.raises(Conflict):
        urge(officer, now, closed)


@pytest.mark.parametrize(
    ("who", "refusal"), [("outsider", NotFound), ("clerk", NotFound), ("mayor", Forbidden), ("resident", Forbidden)]
)
def test_nobody_but_the_office_says_that_it_is_urgent(
    request: pytest.FixtureRequest, lamp: Opened, now: datetime, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        urge(request.getfixturevalue(who), now, lamp)
    assert not row(lamp.reference).urgent and not Act.objects.filter(kind="cases.case.made_urgent").exists()
