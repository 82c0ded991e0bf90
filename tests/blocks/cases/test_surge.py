"""A flood: an order gathers the reports of its days, their clocks stand still, and danger comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import Order, gathering
from korat.blocks.cases.models import Case, Surge
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.documents import actions as documents
from korat.blocks.documents import queries as documents_read
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, Invalid, NotFound
from tests.reports import IN_TOWN, filed, office, row

DAYS = timedelta(days=10)
PDF = b"%PDF-1.7\nan order\n%%EOF\n"


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


class TestTheWorkerGoesOn:
    """Pressed once: what is there comes in, and what is still filed, without anybody watching."""

    def test_nothing_comes_in_before_somebody_pressed(self, flood: UUID, lamp: Opened, now: datetime) -> None:
        assert actions.gather_on(now) == 0
        assert row(lamp.reference).surge_id is None

    def test_after_one_press_all_come_in_danger_first_also_those_filed_later(
        self, mayor: Actor, resident: Actor, flood: UUID, lamp: Opened, now: datetime
    ) -> None:
        many = [lamp, *(filed(resident, now) for _ in range(4))]
        wire = filed(resident, now, urgent=True)
        (begun,) = [actions.start_gathering(actor=mayor, now=now, surge=flood)]
        assert begun == 6
        later = [filed(resident, now + timedelta(minutes=1)) for _ in range(3)]
        later_wire = filed(resident, now + timedelta(minutes=2), urgent=True)
        assert actions.gather_on(now + timedelta(minutes=3), limit=2) == 2
        assert row(later_wire.reference).surge_id is not None
        assert actions.gather_on(now + timedelta(minutes=3)) == 2
        assert actions.gather_on(now + timedelta(minutes=3)) == 0
        gathered = Act.objects.filter(kind="cases.case.gathered")
        assert sorted(str(one) for one in gathered.values_list("about", flat=True)) == sorted(
            str(one.uuid) for one in (*many, wire, *later, later_wire)
        )
        press = Act.objects.get(kind="cases.surge.gathering")
        assert set(gathered.filter(about__in=[one.uuid for one in later]).values_list("cause", flat=True)) == {
            press.uuid
        }
        assert list(queries.unexplained()) == []

    def test_pressed_twice_is_one_order(self, mayor: Actor, flood: UUID, lamp: Opened, now: datetime) -> None:
        for _press in range(2):
            actions.start_gathering(actor=mayor, now=now, surge=flood)
        assert Act.objects.filter(kind="cases.surge.gathering").count() == 1
        assert Act.objects.filter(kind="cases.case.gathered").count() == 1

    def test_killed_in_the_middle_of_a_batch_nothing_is_lost_or_done_twice(
        self, mayor: Actor, resident: Actor, flood: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actions.start_gathering(actor=mayor, now=now, surge=flood)
        cases, written = [filed(resident, now) for _ in range(6)], gathering.shift
        left = iter([True, True, True])

        def dies(case: Case, by: timedelta) -> None:
            if next(left, None) is None:
                raise SystemExit
            written(case, by)

        assert actions.gather_on(now, limit=2) == 2
        monkeypatch.setattr(gathering, "shift", dies)
        with pytest.raises(SystemExit):
            actions.gather_on(now, limit=4)
        monkeypatch.undo()
        assert Case.objects.exclude(surge=None).count() == 2
        while actions.gather_on(now, limit=2):
            pass
        acts = Act.objects.filter(kind="cases.case.gathered").values_list("about", flat=True)
        assert sorted(map(str, acts)) == sorted(str(one.uuid) for one in cases)

    def test_an_early_end_lets_all_clocks_run_and_says_when_the_last_one_did(
        self, mayor: Actor, resident: Actor, flood: UUID, lamp: Opened, now: datetime
    ) -> None:
        filed(resident, now)
        actions.start_gathering(actor=mayor, now=now, surge=flood)
        end = now + timedelta(days=1)
        actions.end_surge(actor=mayor, now=end, surge=flood)
        assert [actions.gather_on(end, limit=1) for _turn in range(3)] == [1, 1, 0]
        assert Surge.objects.get().released_at == end
        assert Act.objects.filter(kind="cases.surge.released").count() == 1
        assert Act.objects.filter(kind="cases.case.released").count() == 2
        filed(resident, end)
        assert actions.gather_on(end) == 0

    def test_after_its_last_day_nothing_comes_in(self, mayor: Actor, flood: UUID, order: Order, now: datetime) -> None:
        actions.start_gathering(actor=mayor, now=now, surge=flood)
        filed(None, now)
        assert actions.gather_on(order.ends_at) == 0
        assert actions.gather_on(now) == 1

    @pytest.mark.parametrize("who", ["officer", "resident", "clerk"])
    def test_nobody_else_presses(
        self, request: pytest.FixtureRequest, flood: UUID, lamp: Opened, now: datetime, who: str
    ) -> None:
        with pytest.raises(NotFound):
            actions.start_gathering(actor=request.getfixturevalue(who), now=now, surge=flood)
        assert row(lamp.reference).surge_id is None


class TestPlaces:
    def test_only_reports_of_the_places_ordered_come_in(
        self, mayor: Actor, resident: Actor, order: Order, now: datetime
    ) -> None:
        here, there = (
            filed(resident, now, where=replace(IN_TOWN, place=one)) for one in ("sikhio-town-04", "sikhio-town-05")
        )
        surge = actions.open_surge(actor=mayor, now=now, order=replace(order, places=("sikhio-town-05",)))
        assert actions.gather(actor=mayor, now=now, surge=surge) == 1
        assert (row(here.reference).surge_id, row(there.reference).surge_id) == (None, Surge.objects.get().pk)
        whole = actions.open_surge(actor=mayor, now=now, order=replace(order, places=("sikhio-town",)))
        assert actions.gather(actor=mayor, now=now, surge=whole) == 1

    def test_a_place_that_nobody_knows_is_refused(self, mayor: Actor, order: Order, now: datetime) -> None:
        with pytest.raises(Invalid):
            actions.open_surge(actor=mayor, now=now, order=replace(order, places=("atlantis",)))


class TestThePaper:
    def test_the_order_is_open_to_everyone_and_its_hash_stands_on_the_act(
        self, mayor: Actor, order: Order, now: datetime
    ) -> None:
        taken = documents.receive_evidence(file=BytesIO(PDF), name="order.pdf", now=now)
        surge = actions.open_surge(actor=mayor, now=now, order=replace(order, paper=taken.handle))
        paper = queries.surge(mayor, surge).paper
        assert paper is not None and documents_read.public_bytes(paper) == (PDF, "application/pdf")
        assert Act.objects.get(kind="cases.surge.opened").facts["paper"] == sha256(PDF).hexdigest()

    def test_a_paper_taken_twice_or_of_yesterday_opens_no_order(
        self, mayor: Actor, order: Order, now: datetime
    ) -> None:
        taken = documents.receive_evidence(file=BytesIO(PDF), name="order.pdf", now=now - timedelta(days=2))
        with pytest.raises(Conflict):
            actions.open_surge(actor=mayor, now=now, order=replace(order, paper=taken.handle))
        assert Surge.objects.count() == 0


def test_its_list_shows_danger_first(mayor: Actor, resident: Actor, flood: UUID, lamp: Opened, now: datetime) -> None:
    wire = filed(resident, now, urgent=True)
    actions.gather(actor=mayor, now=now, surge=flood)
    assert [one.reference for one in queries.cases_of_surge(mayor, flood)] == [wire.reference, lamp.reference]
    with pytest.raises(NotFound):
        queries.cases_of_surge(resident, flood)
