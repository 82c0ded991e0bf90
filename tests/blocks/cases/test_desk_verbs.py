"""Delegation, notes, many at once, kept filters, the file and the job sheet: what each does, and to whom it stays shut."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import CaseComment, SavedFilter
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from korat.kernel.geo import Point, distance_m
from tests.cast import holder
from tests.reports import BEND, IN_TOWN, Where, filed, moved, office, row

SECRET = "ความเห็นภายใน คำลับ-9c1"


@pytest.fixture
def opened(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now - timedelta(hours=1))


@pytest.fixture
def bribe(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now, "service", owner="money")


def given_to(
    actor: Actor, now: datetime, opened: Opened, official: int | None, version: int = 0, key: str = ""
) -> None:
    version = version or row(opened.reference).version
    actions.assign(
        actor=actor, now=now, reference=opened.reference, official=official, version=version, key=key
    )  # fmt: skip


def last(opened: Opened, now: datetime) -> ledger_read.ActView:
    return ledger_read.about(opened.uuid, since=now - timedelta(days=1))[-1]


class TestDelegation:
    def test_a_colleague_gets_it_and_the_act_names_the_post_alone(
        self, officer: Actor, opened: Opened, now: datetime
    ) -> None:
        colleague = holder("sikhio-town.engineer", now)
        given_to(officer, now, opened, colleague.subject)
        assert (row(opened.reference).assignee_id, row(opened.reference).version) == (colleague.subject, 2)
        act = last(opened, now)
        assert (act.kind, act.facts["post"], act.facts["given"]) == (
            "cases.case.assigned",
            "sikhio-town.engineer",
            True,
        )
        assert colleague.subject not in act.facts.values()
        mine = queries.queue(colleague, QueueFilter(mine=True), now=now)
        assert [line.reference for line in mine.items] == [opened.reference]
        given_to(officer, now, opened, None)
        assert row(opened.reference).assignee_id is None
        assert list(queries.unexplained()) == []

    def test_only_who_holds_a_post_there_now(self, officer: Actor, mayor: Actor, opened: Opened, now: datetime) -> None:
        for stranger in (mayor.subject, 999_999):
            with pytest.raises(Invalid):
                given_to(officer, now, opened, stranger)
        assert (row(opened.reference).assignee_id, row(opened.reference).version) == (None, 1)

    @pytest.mark.parametrize(("who", "refusal"), [("outsider", NotFound), ("crew", Forbidden), ("mayor", Forbidden)])
    def test_nobody_else_gives_it(
        self, request: pytest.FixtureRequest, officer: Actor, opened: Opened, now: datetime, who: str,
        refusal: type[Exception],
    ) -> None:  # fmt: skip
        with pytest.raises(refusal):
            given_to(request.getfixturevalue(who), now, opened, officer.subject)
        assert row(opened.reference).assignee_id is None

    def test_an_old_page_gives_nothing_and_a_double_click_gives_once(
        self, officer: Actor, opened: Opened, now: datetime
    ) -> None:
        given_to(officer, now, opened, officer.subject, key="k")
        given_to(officer, now, opened, officer.subject, key="k")
        assert row(opened.reference).version == 2
        with pytest.raises(Conflict):
            given_to(officer, now, opened, None, version=1)

    def test_a_sealed_case_is_given_inside_its_office_alone(self, bribe: Opened, mayor: Actor, now: datetime) -> None:
        audit = holder("sikhio-town.audit-head", now)
        with pytest.raises(NotFound):
            given_to(mayor, now, bribe, mayor.subject)
        given_to(audit, now, bribe, audit.subject)
        assert row(bribe.reference).assignee_id == audit.subject


def noted(actor: Actor, now: datetime, opened: Opened, words: str = SECRET, public: bool = False) -> None:
    actions.comment(actor=actor, now=now, reference=opened.reference, words=words, public=public)


class TestNotes:
    def test_colleagues_read_it_and_nobody_else_does(
        self, officer: Actor, mayor: Actor, crew: Actor, resident: Actor, opened: Opened, now: datetime
    ) -> None:
        noted(officer, now, opened)
        for inside in (officer, mayor):
            page = queries.case_page(actor=inside, reference=opened.reference, now=now)
            assert [(one.words, one.post) for one in page.comments] == [(SECRET, "sikhio-town.engineer")]
        moved(officer, now, opened.reference, "take")
        moved(officer, now, opened.reference, "order", instruction="x")
        for outside in (resident, crew, None):
            shown = queries.case_page(actor=outside, reference=opened.reference, now=now)
            assert shown.comments == () and SECRET not in repr(shown)

    @pytest.mark.parametrize("purpose", ["self", "case.reply", "case.repair"])
    def test_the_policy_itself_bars_every_other_purpose(
        self, officer: Actor, crew: Actor, resident: Actor, opened: Opened, now: datetime, purpose: str
    ) -> None:
        noted(officer, now, opened)
        actor = crew if purpose == "case.repair" else resident
        with ledger.look(actor=actor, purpose=purpose, subjects=[resident.subject], now=now):
            assert not CaseComment.objects.exists()
        with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=now):
            assert CaseComment.objects.count() == 1

    def test_its_words_are_in_no_act(self, officer: Actor, resident: Actor, opened: Opened, now: datetime) -> None:
        noted(officer, now, opened)
        act = last(opened, now)
        assert (act.kind, act.facts["public"]) == ("cases.case.noted", False)
        assert SECRET not in str(act.facts)
        assert not row(opened.reference).public_note and row(opened.reference).comments == 1

    def test_it_stays_with_the_office_in_which_it_was_written(
        self, officer: Actor, opened: Opened, now: datetime
    ) -> None:
        noted(officer, now, opened)
        moved(officer, now, opened.reference, "redirect", office=office("sikhio-town.public-health"))
        health = holder("sikhio-town.health-officer", now)
        page = queries.case_page(actor=health, reference=opened.reference, now=now)
        assert page.report is not None and page.comments == ()

    def test_a_public_note_is_read_by_everyone(self, officer: Actor, opened: Opened, now: datetime) -> None:
        noted(officer, now, opened, "ทีมช่างจะเข้าวันพุธ", public=True)
        page = queries.case_page(actor=None, reference=opened.reference, now=now)
        assert page.face.public_note == "ทีมช่างจะเข้าวันพุธ"

    @pytest.mark.parametrize(
        ("who", "public", "refusal"),
        [("outsider", False, NotFound), ("outsider", True, NotFound), ("resident", False, Forbidden),
         ("crew", False, Forbidden), ("auditor", True, Forbidden)],
    )  # fmt: skip
    def test_nobody_else_writes_one(
        self, request: pytest.FixtureRequest, opened: Opened, now: datetime, who: str, public: bool,
        refusal: type[Exception],
    ) -> None:  # fmt: skip
        with pytest.raises(refusal):
            noted(request.getfixturevalue(who), now, opened, public=public)
        assert (row(opened.reference).comments, row(opened.reference).public_note) == (0, "")

    def test_an_empty_one_is_refused(self, officer: Actor, opened: Opened, now: datetime) -> None:
        with pytest.raises(Invalid):
            noted(officer, now, opened, "  ")

    def test_beside_a_sealed_case_only_its_office_writes(self, bribe: Opened, mayor: Actor, now: datetime) -> None:
        audit = holder("sikhio-town.audit-head", now)
        with pytest.raises(NotFound):
            noted(mayor, now, bribe)
        noted(audit, now, bribe)
        assert queries.case_page(actor=audit, reference=bribe.reference, now=now).comments[0].words == SECRET


class TestManyAtOnce:
    def test_each_has_its_own_act_and_each_is_refused_by_itself(
        self, resident: Actor, officer: Actor, bribe: Opened, now: datetime
    ) -> None:
        lamps = [filed(resident, now) for _ in range(4)]
        moved(officer, now, lamps[1].reference, "take")
        versions = {one.reference: 1 for one in (*lamps, bribe)} | {"RP69-000000-0": 1}
        given = With(note="เราจะไปดูพรุ่งนี้")
        outcomes = actions.move_many(actor=officer, now=now, code="answer", versions=versions, given=given, key="k1")
        done = {one.reference for one in outcomes if one.refused is None}
        assert done == {lamps[0].reference, lamps[2].reference, lamps[3].reference}
        refused = {one.reference: type(one.refused) for one in outcomes if one.refused}
        assert refused == {lamps[1].reference: Conflict, bribe.reference: NotFound, "RP69-000000-0": NotFound}
        assert all(last(lamps[at], now).facts["move"] == "answer" for at in (0, 2, 3))
        again = actions.move_many(actor=officer, now=now, code="answer", versions=versions, given=given, key="k1")
        assert {one.reference for one in again if one.refused is None} == done
        assert row(lamps[0].reference).version == 2

    def test_an_outsider_moves_none(self, outsider: Actor, opened: Opened, now: datetime) -> None:
        (only,) = actions.move_many(
            actor=outsider, now=now, code="take", versions={opened.reference: 1}, given=With(), key="k"
        )
        assert isinstance(only.refused, NotFound) and row(opened.reference).version == 1

    @pytest.mark.parametrize("many", [0, 201])
    def test_none_and_too_many_are_refused(self, officer: Actor, now: datetime, many: int) -> None:
        versions = {f"RP69-{number:06d}-1": 1 for number in range(many)}
        with pytest.raises(Invalid):
            actions.move_many(actor=officer, now=now, code="take", versions=versions, given=With(), key="k")

    def test_what_hangs_on_the_case_is_not_offered(self, opened: Opened) -> None:
        face = queries.case_face(opened.reference)
        assert face is not None
        together = {move.code for move in face.service.moves if queries.fits_many(move)}
        assert {"take", "answer", "pause", "resume", "reject", "close", "order"} <= together
        assert not together & {"finish", "redirect", "forward", "publish", "confirm", "withdraw", "appeal"}


class TestKeptFilters:
    def test_ones_own_and_the_offices(self, officer: Actor, mayor: Actor, outsider: Actor, now: datetime) -> None:
        actions.save_filter(actor=officer, now=now, name="ไฟดับเกินกำหนด", query="category=light&late=on", shared=False)
        actions.save_filter(actor=officer, now=now, name="ของกองช่าง", query="state=ordered", shared=True)
        colleague = holder("sikhio-town.engineer", now)
        assert {one.name for one in queries.saved_filters(officer)} == {"ไฟดับเกินกำหนด", "ของกองช่าง"}
        assert [(one.name, one.own) for one in queries.saved_filters(colleague)] == [("ของกองช่าง", True)]
        assert queries.saved_filters(mayor) == ()
        assert Act.objects.filter(kind="cases.filter.saved", actor=officer.subject).count() == 2
        with pytest.raises(Forbidden):
            actions.save_filter(actor=outsider, now=now, name="x", query="", shared=True)

    def test_only_its_owner_removes_ones_own(self, officer: Actor, now: datetime) -> None:
        actions.save_filter(actor=officer, now=now, name="ของฉัน", query="", shared=False)
        kept, colleague = SavedFilter.objects.get(), holder("sikhio-town.engineer", now)
        acts = Act.objects.count()
        with pytest.raises(NotFound):
            actions.drop_filter(actor=colleague, now=now, id=kept.pk)
        assert Act.objects.count() == acts
        actions.drop_filter(actor=officer, now=now, id=kept.pk)
        assert not SavedFilter.objects.exists()


class TestTheFile:
    def test_every_line_of_the_list_in_its_order_over_many_batches(
        self, resident: Actor, officer: Actor, mayor: Actor, bribe: Opened, now: datetime
    ) -> None:
        lamps = [filed(resident, now + timedelta(minutes=number)) for number in range(5)]
        later = now + timedelta(hours=1)
        found = [one.reference for one in queries.all_lines(officer, QueueFilter(), now=later, batch=2)]
        assert found == [one.reference for one in lamps]
        wire = filed(resident, now, urgent=True)
        found = [one.reference for one in queries.all_lines(officer, QueueFilter(), now=later, batch=2)]
        assert found == [one.reference for one in (wire, *lamps)]
        assert bribe.reference not in [one.reference for one in queries.all_lines(mayor, QueueFilter(), now=later)]

    def test_taking_it_is_an_act_with_the_filters(self, officer: Actor, resident: Actor, now: datetime) -> None:
        actions.record_export(actor=officer, now=now, wanted=QueueFilter(category="light", late=True))
        act = Act.objects.get(kind="cases.queue.exported")
        assert (act.facts["category"], act.facts["late"]) == ("light", True)
        with pytest.raises(Forbidden):
            actions.record_export(actor=resident, now=now, wanted=QueueFilter())


class TestTheJobSheet:
    def ordered(self, resident: Actor, officer: Actor, now: datetime, point: Point, **given: object) -> Opened:
        where = Where(
            place=IN_TOWN.place, jurisdiction=IN_TOWN.jurisdiction, inside=True, point=point, landmark="หน้าวัด"
        )
        opened = filed(resident, now, where=where, **given)
        moved(officer, now, opened.reference, "take")
        moved(officer, now, opened.reference, "order", instruction="เปลี่ยนหลอด")
        return opened

    def test_late_ones_come_first_then_the_nearest_next(
        self, resident: Actor, officer: Actor, crew: Actor, now: datetime
    ) -> None:
        north = [Point(BEND.lat + step / 1000, BEND.lon) for step in range(4)]
        far, near, middle = (self.ordered(resident, officer, now, north[at]) for at in (3, 1, 2))
        late = self.ordered(resident, officer, now - timedelta(days=30), north[0])
        sheet = queries.job_sheet(crew, now=now)
        assert [stop.line.reference for stop in sheet] == [one.reference for one in (late, near, middle, far)]
        assert {(stop.instruction, stop.landmark) for stop in sheet} == {("เปลี่ยนหลอด", "หน้าวัด")}

    def test_danger_comes_before_what_is_late(
        self, resident: Actor, officer: Actor, crew: Actor, now: datetime
    ) -> None:
        late = self.ordered(resident, officer, now - timedelta(days=30), BEND)
        wire = self.ordered(resident, officer, now, Point(BEND.lat + 0.05, BEND.lon), urgent=True)
        assert [stop.line.reference for stop in queries.job_sheet(crew, now=now)] == [wire.reference, late.reference]

    def test_it_starts_from_the_place_of_the_crews_office_and_says_how_far_it_is(
        self, resident: Actor, officer: Actor, crew: Actor, now: datetime
    ) -> None:
        start = queries.depot(crew)
        assert start is not None and start.point is not None and start.kind != "province"
        one = self.ordered(resident, officer, now, BEND)
        (stop,) = queries.job_sheet(crew, now=now)
        assert stop.line.reference == one.reference
        assert queries.way_m(crew, [stop]) == pytest.approx(distance_m(start.point, BEND))

    def test_reading_it_is_one_look_that_the_reporter_sees(
        self, resident: Actor, officer: Actor, crew: Actor, now: datetime
    ) -> None:
        for _ in range(2):
            self.ordered(resident, officer, now, BEND)
        before = Act.objects.filter(look=True).count()
        queries.job_sheet(crew, now=now)
        assert Act.objects.filter(look=True).count() == before + 1
        with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
            assert ledger_read.looks_at(resident.subject).items[0].purpose in ("case.repair", "self")

    def test_who_repairs_nothing_has_none(
        self, resident: Actor, officer: Actor, outsider: Actor, clerk: Actor, now: datetime
    ) -> None:
        self.ordered(resident, officer, now, BEND)
        assert queries.job_sheet(outsider, now=now) == queries.job_sheet(clerk, now=now) == ()
