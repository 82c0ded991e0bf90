"""Moves: who may make them, what they change, the act that explains it, and what stays shut."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import CaseContact, CaseReport, Task
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.documents.models import DocumentPrivate
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.calendar import due
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import holder
from tests.reports import SERVICE, WORDS, filed, moved, office, photo, row, shown, wanted


@pytest.fixture
def opened(resident: Actor, now: datetime) -> Opened:
    """A street lamp, reported by the resident, at the engineering division."""
    return filed(resident, now - timedelta(hours=1))


@pytest.fixture
def reference(opened: Opened) -> str:
    return opened.reference


def last_act(opened: Opened, now: datetime) -> ledger_read.ActView:
    return ledger_read.about(opened.uuid, since=now)[-1]


def relation(actor: Actor, reference: str, now: datetime) -> str:
    return queries.case_page(actor=actor, reference=reference, now=now).relation


def ordered(officer: Actor, now: datetime, reference: str) -> None:
    moved(officer, now, reference, "take")
    moved(officer, now, reference, "order", instruction="เปลี่ยนหลอด")


def test_taking_a_case_answers_and_assigns_it(officer: Actor, opened: Opened, now: datetime) -> None:
    case = moved(officer, now, opened.reference, "take")
    assert (case.step, case.assignee_id, case.answered_at, case.version) == ("accepted", officer.subject, now, 2)
    act = last_act(opened, now)
    assert (act.kind, act.actor, act.office, act.purpose) == (
        "cases.case.moved", officer.subject, office("sikhio-town.engineering"), "case.handle",
    )  # fmt: skip
    assert act.facts | {"notify": ""} == {
        "service": SERVICE, "category": "light", "move": "take", "from": "received", "step": "accepted",
        "office": office("sikhio-town.engineering"), "notify": "",
    }  # fmt: skip


def test_the_first_answer_stays_the_first(officer: Actor, reference: str, now: datetime) -> None:
    moved(officer, now, reference, "answer", note="จะไปดูวันนี้")
    assert moved(officer, now + timedelta(hours=2), reference, "take").answered_at == now


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("outsider", NotFound), ("clerk", NotFound), ("carer", NotFound), ("crew", Forbidden), ("mayor", Forbidden),
     ("auditor", Forbidden), ("resident", Forbidden)],
)  # fmt: skip
def test_nobody_else_takes_it(
    request: pytest.FixtureRequest, opened: Opened, now: datetime, who: str, refusal: type[Exception]
) -> None:
    acts = Act.objects.filter(about=opened.uuid).count()
    with pytest.raises(refusal):
        moved(request.getfixturevalue(who), now, opened.reference, "take")
    assert (row(opened.reference).step, row(opened.reference).version) == ("received", 1)
    assert Act.objects.filter(about=opened.uuid).count() == acts


def test_an_official_has_no_authority_over_an_own_report_in_another_office(officer: Actor, now: datetime) -> None:
    own = filed(officer, now, "waste")
    assert row(own.reference).office_id == office("sikhio-town.public-health")
    with pytest.raises(Forbidden):
        moved(officer, now, own.reference, "take")
    assert row(own.reference).version == 1


@pytest.mark.parametrize("code", ["no-such-move", ""])
def test_a_move_that_the_pack_does_not_know_is_not_found(
    officer: Actor, reference: str, now: datetime, code: str
) -> None:
    with pytest.raises(NotFound):
        moved(officer, now, reference, code)


def test_an_unknown_reference_is_not_found(officer: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        actions.move(actor=officer, now=now, reference="RP69-999999-9", code="take", version=1, given=With())


def test_what_a_move_needs_must_come_with_it(officer: Actor, reference: str, now: datetime) -> None:
    service = catalog.service_or_fail(SERVICE)
    starting = [m for m in service.moves if "received" in m.start and m.needs and m.purpose != "case.reply"]
    assert len(starting) > 5
    for move in starting:
        with pytest.raises(Invalid) as refused:
            moved(officer, now, reference, move.code)
        assert (refused.value.code, refused.value.field) == ("required", move.needs[0])
    assert row(reference).version == 1


def test_who_acts_on_a_page_that_has_grown_old_is_told_so(officer: Actor, reference: str, now: datetime) -> None:
    moved(officer, now, reference, "take")
    with pytest.raises(Conflict) as refused:
        actions.move(
            actor=officer, now=now, reference=reference, code="answer", version=1, given=With(note="สาย"), key="late"
        )
    assert "เปลี่ยนไปแล้ว" in refused.value.th and "has changed" in refused.value.en
    assert (row(reference).version, row(reference).step) == (2, "accepted")


def test_a_move_does_not_start_from_another_step(officer: Actor, reference: str, now: datetime) -> None:
    with pytest.raises(Conflict):
        moved(officer, now, reference, "close")


def test_a_double_click_on_a_move_makes_it_once_and_is_no_conflict(
    officer: Actor, opened: Opened, now: datetime
) -> None:
    for _ in range(2):
        actions.move(
            actor=officer, now=now, reference=opened.reference, code="take", version=1, given=With(), key="click"
        )
    assert row(opened.reference).version == 2
    assert Act.objects.filter(about=opened.uuid, kind="cases.case.moved").count() == 1


def test_of_two_officers_at_once_one_takes_the_case_and_the_other_is_told(
    officer: Actor, opened: Opened, now: datetime
) -> None:
    together = Barrier(2)

    def take(key: str) -> str:
        together.wait(60)
        try:
            actions.move(
                actor=officer, now=now, reference=opened.reference, code="take", version=1, given=With(), key=key
            )
        except Conflict as conflict:
            return conflict.code
        finally:
            connections.close_all()
        return "taken"

    with ThreadPoolExecutor(2) as desks:
        assert sorted(desks.map(take, ["one desk", "another"])) == ["changed", "taken"]
    assert row(opened.reference).version == 2


def test_the_crew_hands_in_the_work_with_a_photograph(
    officer: Actor, crew: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    ordered(officer, now, opened.reference)
    (task,) = Task.objects.all()
    assert (task.instruction, task.state, task.due_at) == ("เปลี่ยนหลอด", "ordered", row(opened.reference).due_at)
    case = moved(crew, now, opened.reference, "finish", photos=(photo(now),))
    task.refresh_from_db()
    assert (case.step, case.state, task.state, task.done_at, task.done_by_id) == (
        "done",
        "open",
        "done",
        now,
        crew.subject,
    )
    (after,) = documents.photos(opened.uuid)
    assert (after.kind, after.subject, after.made_by) == ("after_photo", resident.subject, crew.subject)


def test_work_called_back_leaves_the_crews_list(officer: Actor, crew: Actor, reference: str, now: datetime) -> None:
    ordered(officer, now, reference)
    assert [face.reference for face in queries.crew_queue(crew)] == [reference]
    case = moved(officer, now, reference, "recall", reason="การไฟฟ้าทำแล้ว")
    assert case.step == "accepted"
    assert [task.state for task in Task.objects.all()] == ["cancelled"]
    assert queries.crew_queue(crew) == ()
    with pytest.raises(Conflict):
        moved(crew, now, reference, "finish", photos=(photo(now),))


def test_words_of_a_move_are_the_reporters_and_open_to_a_look_alone(
    officer: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "answer", note="จะไปดูพรุ่งนี้")
    act = last_act(opened, now)
    assert "จะไปดู" not in str(act.facts)
    assert ledger_read.words([act], resident.subject) == {}
    page = queries.case_page(actor=resident, reference=opened.reference, now=now)
    assert page.timeline[-1].words == {"note": "จะไปดูพรุ่งนี้"}
    public = queries.case_page(actor=None, reference=opened.reference, now=now)
    assert public.timeline[-1].words == {}


def test_forwarding_tells_where_it_went_and_keeps_the_office(officer: Actor, opened: Opened, now: datetime) -> None:
    before = row(opened.reference)
    case = moved(officer, now, opened.reference, "forward", office=office("doh"), note="เป็นทางหลวง")
    assert (case.office_id, case.route) == (before.office_id, {**before.route, "forwarded": office("doh")})
    assert (case.step, case.paused_at, case.due_at) == ("forwarded", now, before.due_at)
    assert relation(officer, opened.reference, now) == "office"
    assert relation(holder("doh.coordinator", now), opened.reference, now) == "public"


class TestHandOver:
    """Another office answers from here on; the former one reads facts and story, no private row."""

    @pytest.fixture
    def other(self, house: None, now: datetime) -> Actor:
        return holder("doh.coordinator", now)

    def test_the_private_rows_and_photographs_go_with_the_case(
        self, officer: Actor, resident: Actor, other: Actor, now: datetime
    ) -> None:
        opened = filed(resident, now, photos=(photo(now),))
        (picture,) = documents.photos(opened.uuid)
        moved(officer, now, opened.reference, "take")
        moved(officer, now, opened.reference, "sort", note="ดูทะเบียน")
        case = moved(officer, now, opened.reference, "redirect", office=other_office(other))
        assert (case.office_id, case.assignee_id, case.step) == (other_office(other), None, "received")
        page = queries.case_page(actor=other, reference=opened.reference, now=now)
        assert page.report and page.contact
        assert (page.relation, page.report.description) == ("office", WORDS)
        assert queries.photo_bytes(actor=other, document=picture.uuid, now=now)[1] == "image/jpeg"
        with pytest.raises(NotFound):
            queries.photo_bytes(actor=officer, document=picture.uuid, now=now)

    def test_the_former_office_opens_nothing_even_by_hand(
        self, officer: Actor, resident: Actor, other: Actor, opened: Opened, now: datetime
    ) -> None:
        moved(officer, now, opened.reference, "redirect", office=other_office(other))
        assert relation(officer, opened.reference, now) == "former"
        with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=now):
            assert CaseReport.objects.count() == CaseContact.objects.count() == DocumentPrivate.objects.count() == 0
        with ledger.look(actor=other, purpose="case.handle", subjects=[resident.subject], now=now):
            assert CaseReport.objects.count() == CaseContact.objects.count() == 1

    def test_other_cases_of_the_same_reporter_stay_where_they_are(
        self, officer: Actor, resident: Actor, other: Actor, opened: Opened, now: datetime
    ) -> None:
        stays = filed(resident, now)
        moved(officer, now, opened.reference, "redirect", office=other_office(other))
        with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=now):
            assert [report.case.reference for report in CaseReport.objects.all()] == [stays.reference]

    def test_it_is_a_look_too_and_the_reporter_reads_it(
        self, officer: Actor, resident: Actor, other: Actor, opened: Opened, now: datetime
    ) -> None:
        moved(officer, now, opened.reference, "redirect", office=other_office(other))
        with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
            looks = ledger_read.looks_at(resident.subject).items
        assert (officer.subject, "case.triage", opened.uuid) in [
            (look.actor, look.purpose, look.about) for look in looks
        ]

    def test_a_stranger_hands_over_nothing_and_leaves_no_look(
        self, outsider: Actor, resident: Actor, opened: Opened, now: datetime
    ) -> None:
        with pytest.raises(NotFound):
            moved(outsider, now, opened.reference, "redirect", office=office("doh"))
        with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
            assert outsider.subject not in {look.actor for look in ledger_read.looks_at(resident.subject).items}


def other_office(actor: Actor) -> int:
    (found,) = {grant.office for grant in actor.grants if grant.office is not None}
    return found


class TestTheReportersWord:
    @pytest.fixture
    def done(self, officer: Actor, opened: Opened, now: datetime) -> Opened:
        moved(officer, now, opened.reference, "take")
        moved(officer, now, opened.reference, "complete", note="เปลี่ยนแล้ว")
        return opened

    def test_solved_closes_the_case(self, resident: Actor, done: Opened, now: datetime) -> None:
        case = moved(resident, now, done.reference, "confirm", solved=True)
        assert (case.step, case.state, case.closed_at, case.solved) == ("closed", "closed", now, True)

    def test_what_is_done_with_a_closed_case_does_not_close_it_anew(
        self, resident: Actor, officer: Actor, done: Opened, now: datetime
    ) -> None:
        moved(resident, now, done.reference, "confirm", solved=True)
        later = moved(officer, now + timedelta(days=9), done.reference, "publish", public_text="ซ่อมแล้ว")
        assert (later.state, later.closed_at) == ("closed", now)

    def test_not_solved_reopens_it_at_once(self, resident: Actor, done: Opened, now: datetime) -> None:
        """One question, one answer: nothing more has to be typed."""
        case = moved(resident, now, done.reference, "confirm", solved=False)
        assert (case.step, case.state, case.closed_at, case.solved, case.reopened) == (
            "reopened",
            "open",
            None,
            False,
            1,
        )
        assert last_act(done, now).facts["move"] == "reopen"

    def test_reopening_keeps_the_number_and_sets_a_new_clock(
        self, resident: Actor, officer: Actor, done: Opened, now: datetime
    ) -> None:
        moved(resident, now, done.reference, "confirm", solved=True)
        later = now + timedelta(days=20)
        case = moved(resident, later, done.reference, "reopen", note="ดับอีกแล้ว")
        clocks = wanted().category.clocks
        assert (case.reference, case.uuid) == (done.reference, done.uuid)
        assert (case.state, case.closed_at, case.reopened) == ("open", None, 1)
        assert case.due_at == due(later, clocks.completion, catalog.week(later))
        assert [face.reference for face in queries.queue(officer, queries.QueueFilter(), now=later).items] == [
            done.reference
        ]

    def test_nobody_confirms_in_the_reporters_place(
        self, officer: Actor, outsider: Actor, done: Opened, now: datetime
    ) -> None:
        with pytest.raises(Forbidden):
            moved(officer, now, done.reference, "confirm", solved=True)
        with pytest.raises(NotFound):
            moved(outsider, now, done.reference, "confirm", solved=True)
        assert row(done.reference).step == "done"

    def test_the_question_must_be_answered(self, resident: Actor, done: Opened, now: datetime) -> None:
        with pytest.raises(Invalid):
            moved(resident, now, done.reference, "confirm")
        assert row(done.reference).step == "done"


class TestPublishing:
    @pytest.fixture
    def shot(self, resident: Actor, now: datetime) -> Opened:
        return filed(resident, now, photos=(photo(now),))

    def test_the_text_and_a_copy_become_public_and_the_original_does_not(
        self, officer: Actor, shot: Opened, now: datetime
    ) -> None:
        (original,) = documents.photos(shot.uuid)
        ticket = shown(officer, now, shot.reference, original.uuid)
        case = moved(officer, now, shot.reference, "publish", public_text="ไฟดับสามดวง", publish=(ticket,))
        assert case.public_text == "ไฟดับสามดวง"
        copy = next(view for view in documents.photos(shot.uuid) if view.kind == "public_photo")
        given = documents.public_bytes(copy.uuid)
        assert given is not None and given[1] == "image/jpeg"
        assert documents.public_bytes(original.uuid) is None
        kinds = [act.kind for act in ledger_read.about(shot.uuid, since=now)]
        assert kinds[-2:] == ["cases.case.moved", "documents.document.published"]

    def test_publishing_does_not_move_the_case(self, mayor: Actor, shot: Opened, now: datetime) -> None:
        assert moved(mayor, now, shot.reference, "publish", public_text="กำลังซ่อม").step == "received"


def test_a_pause_is_said_and_stops_no_clock(officer: Actor, reference: str, now: datetime) -> None:
    before = row(reference)
    paused = moved(officer, now, reference, "pause", reason="รออะไหล่")
    assert (paused.paused_at, paused.due_at) == (now, before.due_at)
    assert moved(officer, now + timedelta(days=1), reference, "resume").paused_at is None
