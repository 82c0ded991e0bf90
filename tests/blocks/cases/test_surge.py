"""A flood: an order gathers the reports of its days, their clocks stand still, and danger comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import Order
from korat.blocks.cases.models import Case, Surge
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, Invalid, NotFound
from tests.reports import filed, office, row

DAYS = timedelta(days=10)


@pytest.fixture
def order(house: None, now: datetime) -> Order:
    return Order(
        title="น้ำท่วม", number="สค 12/2569", on=date(2026, 11, 23), offices=frozenset({office("sikhio-town.engineering")}),
        categories=("light", "road"), begins_at=now - timedelta(days=1), ends_at=now + DAYS,
    )  # fmt: skip


@pytest.fixture
def flood(mayor: Actor, order: Order, now: datetime) -> UUID:
    return actions.open_surge(actor=mayor, now=now, order=order)


@pytest.fixture
def lamp(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now - timedelta(hours=2))


def listed(officer: Actor, now: datetime) -> list[str]:
    return [line.reference for line in queries.queue(officer, QueueFilter(), now=now).items]


def test_gathering_names_the_order_and_lets_the_clock_stand_still(
    mayor: Actor, flood: UUID, lamp: Opened, order: Order, now: datetime
) -> None:
    before = row(lamp.reference)
    assert actions.gather(actor=mayor, now=now, surge=flood) == 1
    after = row(lamp.reference)
    assert after.surge_id == Surge.objects.get(uuid=flood).pk
    assert (after.due_at, after.rested) == (
        before.due_at + (order.ends_at - before.opened_at),
        order.ends_at - before.opened_at,
    )
    assert (after.answer_due_at, after.step, after.version) == (before.answer_due_at, before.step, before.version + 1)
    act = ledger_read.about(lamp.uuid, since=now)[-1]
    assert (act.kind, act.facts["order"], act.actor) == ("cases.case.gathered", "สค 12/2569", mayor.subject)
    assert actions.gather(actor=mayor, now=now, surge=flood) == 0
    assert list(queries.unexplained()) == []


def test_another_kind_another_office_an_older_and_a_sealed_report_stay_apart(
    mayor: Actor, resident: Actor, flood: UUID, now: datetime
) -> None:
    filed(resident, now, "tree")
    filed(resident, now, "waste")
    filed(resident, now - timedelta(days=2))
    filed(resident, now, "service", owner="money")
    assert actions.gather(actor=mayor, now=now, surge=flood) == 0


def test_danger_keeps_its_clock_and_stands_first(
    mayor: Actor, officer: Actor, resident: Actor, flood: UUID, lamp: Opened, now: datetime
) -> None:
    wire = filed(resident, now - timedelta(hours=1), urgent=True)
    assert listed(officer, now) == [wire.reference, lamp.reference]
    before = row(wire.reference).due_at
    actions.gather(actor=mayor, now=now, surge=flood)
    assert (row(wire.reference).due_at, row(wire.reference).surge_id is not None) == (before, True)
    assert listed(officer, now) == [wire.reference, lamp.reference]


def test_an_early_end_gives_the_days_back(mayor: Actor, flood: UUID, lamp: Opened, now: datetime) -> None:
    before = row(lamp.reference)
    actions.gather(actor=mayor, now=now, surge=flood)
    end = now + timedelta(days=2)
    actions.end_surge(actor=mayor, now=end, surge=flood)
    assert actions.release(actor=mayor, now=end, surge=flood) == 1
    assert actions.release(actor=mayor, now=end, surge=flood) == 0
    assert row(lamp.reference).due_at == before.due_at + (end - before.opened_at)
    assert actions.gather(actor=mayor, now=end, surge=flood) == 0
    with pytest.raises(Conflict):
        actions.end_surge(actor=mayor, now=end, surge=flood)


def test_many_are_gathered_batch_by_batch_with_progress(
    mayor: Actor, resident: Actor, flood: UUID, now: datetime
) -> None:
    for _ in range(5):
        filed(resident, now)
    seen = []
    while actions.gather(actor=mayor, now=now, surge=flood, limit=2):
        shown = queries.surge(mayor, flood)
        seen.append((shown.gathered, shown.left))
    assert seen == [(2, 3), (4, 1), (5, 0)]


@pytest.mark.parametrize("who", ["officer", "resident", "clerk", "auditor"])
def test_without_the_authority_there_is_no_such_thing(
    request: pytest.FixtureRequest, flood: UUID, lamp: Opened, order: Order, now: datetime, who: str
) -> None:
    actor, acts = request.getfixturevalue(who), Act.objects.count()
    for attempt in (
        lambda: actions.open_surge(actor=actor, now=now, order=order),
        lambda: actions.gather(actor=actor, now=now, surge=flood),
        lambda: actions.end_surge(actor=actor, now=now, surge=flood),
        lambda: actions.release(actor=actor, now=now, surge=flood),
        lambda: queries.surge(actor, flood),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.surges(actor) == ()
    assert (Surge.objects.count(), Act.objects.count(), Case.objects.exclude(surge=None).count()) == (1, acts, 0)


def test_an_order_needs_a_number_possible_days_and_offices_of_ones_reach(
    mayor: Actor, order: Order, now: datetime
) -> None:
    for wrong in (
        replace(order, number=" "),
        replace(order, title=""),
        replace(order, ends_at=order.begins_at),
        replace(order, ends_at=order.begins_at + timedelta(days=91)),
    ):
        with pytest.raises(Invalid):
            actions.open_surge(actor=mayor, now=now, order=wrong)
    for offices in (frozenset(), order.offices | {office("doh")}):
        with pytest.raises(NotFound):
            actions.open_surge(actor=mayor, now=now, order=replace(order, offices=offices))
    first, again = (actions.open_surge(actor=mayor, now=now, order=order, key="k") for _ in range(2))
    assert first == again
    assert Surge.objects.count() == 1
