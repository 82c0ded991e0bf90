"""A case and the lamp that it is about: bound by its number, counted, mended, claimed, costed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions import Cost
from korat.blocks.cases.models import Case, CaseLink, Task
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages.models import Message
from korat.blocks.people import queries as people
from korat.blocks.reactions.follow import follow
from korat.kernel import ids
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import holder
from tests.reports import IN_TOWN, filed, moved, office, photo, row, wanted
from tests.things import found, lamp

OTHER_END = timedelta(days=30)


def about(number: str) -> dict[str, Any]:
    return {"where": replace(IN_TOWN, asset=number)}


def settled(now: datetime) -> None:
    """What follows from the acts so far has happened."""
    while sealing.seal() or follow(now):
        pass


def test_a_report_by_number_is_about_that_lamp(resident: Actor, now: datetime) -> None:
    one = lamp("SK-1", now)
    assert row(filed(resident, now, **about("sk-1")).reference).asset_id == one.id
    assert row(filed(resident, now, answers={"pole": "SK-1", "light-owner": "town"}).reference).asset_id == one.id
    assert (found("SK-1").failures, found("SK-1").state) == (2, "reported")
    (act,) = Act.objects.filter(kind="cases.case.opened", facts__asset="SK-1", about=row(first()).uuid)
    assert act.facts["warranty"] is False


def first() -> str:
    return Case.objects.order_by("pk").values_list("reference", flat=True)[Case.objects.count() - 2]


def test_a_number_that_nobody_knows_binds_nothing(resident: Actor, now: datetime) -> None:
    assert row(filed(resident, now, answers={"pole": "no such"}).reference).asset_id is None


def test_a_complaint_about_an_official_is_bound_to_nothing(resident: Actor, now: datetime) -> None:
    lamp("SK-1", now)
    opened = filed(resident, now, "service", **about("SK-1"))
    if row(opened.reference).sealed:
        assert row(opened.reference).asset_id is None
        assert found("SK-1").failures == 0


def test_the_last_case_about_it_mends_it_and_reopening_says_it_fails(
    resident: Actor, officer: Actor, crew: Actor, now: datetime
) -> None:
    lamp("SK-1", now)
    one = filed(resident, now, **about("SK-1"))
    moved(officer, now, one.reference, "take")
    moved(officer, now, one.reference, "order", instruction="เปลี่ยนหลอด", crew=office("sikhio-town.lights-crew"))
    moved(crew, now, one.reference, "finish", photos=(photo(now),))
    assert found("SK-1").state == "ok"
    moved(resident, now, one.reference, "reopen", note="ยังดับอยู่", solved=False)
    assert found("SK-1").state == "reported"


def test_the_same_lamp_is_offered_before_any_other_close_by(resident: Actor, outsider: Actor, now: datetime) -> None:
    lamp("SK-1", now), lamp("SK-2", now)
    one = filed(resident, now, **about("SK-1"))
    filed(resident, now, **about("SK-2"))
    asked = wanted()
    near = queries.duplicates_of(asked.service, asked.category, found("SK-1").id)
    assert [each.reference for each in near] == [one.reference]
    follower = actions.follow(
        actor=outsider, now=now, reference=one.reference, request=wanted(**about("SK-1")), key=ids.uuid7().hex
    )
    assert row(follower.reference).asset_id == found("SK-1").id
    assert found("SK-1").failures == 1


class TestAClaim:
    def test_is_made_by_itself_while_the_warranty_runs(self, resident: Actor, now: datetime) -> None:
        lamp("SK-1", now, warranty_until=now.date())
        one = filed(resident, now, **about("SK-1"))
        settled(now)
        (claim,) = Case.objects.filter(service="warranty-claim")
        assert claim.reference.startswith("WC69")
        assert claim.asset_id == row(one.reference).asset_id
        assert claim.office_id == office("sikhio-town.finance")
        assert claim.due_at is not None
        assert CaseLink.objects.get(kind="claim", one=row(one.reference)).other_id == claim.pk
        assert found("SK-1").failures == 1
        face = queries.case_face(one.reference)
        assert face is not None
        assert [each.reference for each in queries.claims_for(face)] == [claim.reference]

    def test_is_one_for_all_reports_of_the_thing(self, resident: Actor, outsider: Actor, now: datetime) -> None:
        lamp("SK-1", now, warranty_until=now.date())
        for who in (resident, outsider):
            filed(who, now, **about("SK-1"))
            settled(now)
        assert Case.objects.filter(service="warranty-claim").count() == 1
        assert CaseLink.objects.filter(kind="claim").count() == 2

    def test_tells_who_answers_the_report_that_the_contractor_has_repaired_and_nobody_once_it_is_closed(
        self, resident: Actor, outsider: Actor, officer: Actor, now: datetime
    ) -> None:
        lamp("SK-1", now, warranty_until=now.date())
        one, over = (filed(who, now, **about("SK-1")) for who in (resident, outsider))
        moved(officer, now, one.reference, "take")
        moved(officer, now, over.reference, "reject", reason="แจ้งซ้ำ")
        settled(now)
        claim, cashier = Case.objects.get(service="warranty-claim"), holder("sikhio-town.finance-director", now)
        moved(cashier, now, claim.reference, "call")
        settled(now)
        assert not Message.objects.filter(template="claim-ended").exists()
        moved(cashier, now, claim.reference, "repaired", note="เปลี่ยนโคมใหม่")
        settled(now)
        told = Message.objects.filter(template="claim-ended", channel="inbox")
        assert [(each.subject_id, each.about) for each in told] == [(officer.subject, one.uuid)]

    @pytest.mark.parametrize("until", [None, date(2026, 11, 22)])
    def test_is_not_made_when_it_has_run_out(self, resident: Actor, now: datetime, until: date | None) -> None:
        lamp("SK-1", now, warranty_until=until)
        filed(resident, now, **about("SK-1"))
        settled(now)
        assert not Case.objects.filter(service="warranty-claim").exists()


class TestCosts:
    @pytest.fixture
    def ordered(self, resident: Actor, officer: Actor, now: datetime) -> Task:
        lamp("SK-1", now)
        one = filed(resident, now, **about("SK-1"))
        moved(officer, now, one.reference, "take")
        moved(officer, now, one.reference, "order", instruction="เปลี่ยนหลอด", crew=office("sikhio-town.lights-crew"))
        return Task.objects.get(case__reference=one.reference)

    def test_are_written_down_with_an_act_and_add_up(
        self, officer: Actor, crew: Actor, now: datetime, ordered: Task
    ) -> None:
        actions.cost(actor=crew, now=now, task=ordered.uuid, spent=Cost("หลอด LED 1", 45, 35000), key="k")
        actions.cost(actor=crew, now=now, task=ordered.uuid, spent=Cost("หลอด LED 9", 45, 99000), key="k")
        sums = queries.sums_of_asset(found("SK-1").id)
        assert (sums.satang, sums.minutes, sums.costed, sums.failures) == (35000, 45, 1, 1)
        (act,) = Act.objects.filter(kind="cases.task.costed")
        assert act.facts["satang"] == 35000
        actions.cost(actor=officer, now=now, task=ordered.uuid, spent=Cost("", None, 40000))
        assert queries.sums_of_asset(found("SK-1").id).satang == 40000

    @pytest.mark.parametrize("who", ["resident", "outsider", "clerk", "mayor", "auditor"])
    def test_are_nobody_elses_to_write(
        self, request: pytest.FixtureRequest, now: datetime, ordered: Task, who: str
    ) -> None:
        with pytest.raises(NotFound):
            actions.cost(actor=request.getfixturevalue(who), now=now, task=ordered.uuid, spent=Cost(satang=1))
        assert Task.objects.get(pk=ordered.pk).satang is None

    @pytest.mark.parametrize("spent", [Cost(satang=-1), Cost(satang=10**15), Cost(minutes=-5), Cost(minutes=60_001)])
    def test_that_cannot_be_are_refused(self, officer: Actor, now: datetime, ordered: Task, spent: Cost) -> None:
        with pytest.raises(Invalid):
            actions.cost(actor=officer, now=now, task=ordered.uuid, spent=spent)
        assert not Act.objects.filter(kind="cases.task.costed").exists()


class TestBinding:
    def test_moves_the_failure_to_the_right_lamp(self, resident: Actor, officer: Actor, now: datetime) -> None:
        lamp("SK-1", now), lamp("SK-2", now)
        one = filed(resident, now, **about("SK-1"))
        version = row(one.reference).version
        actions.bind(actor=officer, now=now, reference=one.reference, number="sk-2", version=version, key="k")
        actions.bind(actor=officer, now=now, reference=one.reference, number="sk-2", version=version, key="k")
        assert row(one.reference).asset_id == found("SK-2").id
        assert [(found(each).failures, found(each).state) for each in ("SK-1", "SK-2")] == [(0, "ok"), (1, "reported")]
        assert Act.objects.filter(kind="cases.case.bound", about=one.uuid).count() == 1
        assert not list(queries.unexplained())

    def test_is_refused_on_an_old_page_for_unknown_numbers_and_to_outsiders(
        self, resident: Actor, outsider: Actor, officer: Actor, clerk: Actor, now: datetime
    ) -> None:
        lamp("SK-1", now)
        one = filed(resident, now)
        for actor, number, version, refusal in (
            (officer, "SK-1", 99, Conflict),
            (officer, "nothing", 1, Invalid),
            (outsider, "SK-1", 1, NotFound),
            (resident, "SK-1", 1, Forbidden),
        ):
            with pytest.raises(refusal):
                actions.bind(actor=actor, now=now, reference=one.reference, number=number, version=version)
        assert row(one.reference).asset_id is None


def test_its_story_shows_officials_their_own_cases_and_everybody_the_public_ones(
    resident: Actor, officer: Actor, now: datetime
) -> None:
    thing = lamp("SK-1", now)
    one, two = filed(resident, now, **about("SK-1")), filed(resident, now + OTHER_END, **about("SK-1"))
    stranger = holder("pea.coordinator", now)
    assert [each.reference for each in queries.cases_of_asset(officer, thing.id)] == [two.reference, one.reference]
    assert queries.cases_of_asset(stranger, thing.id) == ()
    public = queries.public_cases_of_asset(thing.id)
    assert {each.subject for each in public} == {0}
    assert queries.sums_of_asset(thing.id).between == OTHER_END
    assert isinstance(one.uuid, UUID)
    assert people.organisation_by_id(thing.owner or 0) is not None
