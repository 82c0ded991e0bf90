"""Pauses with a reason, reopening within a window, withdrawal, reports that were not true and their appeal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import CaseReport
from korat.blocks.cases.values import Opened
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from tests.cast import holder
from tests.reports import filed, moved, office, photo, row, shown


@pytest.fixture
def opened(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now, photos=(photo(now),))


@pytest.fixture
def audit(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.audit-head", now)


def moves(actor: Actor, opened: Opened, now: datetime) -> set[str]:
    return {move.code for move in queries.case_page(actor=actor, reference=opened.reference, now=now).moves}


def facts(opened: Opened, now: datetime) -> dict[str, object]:
    return dict(ledger_read.about(opened.uuid, since=now - timedelta(days=2))[-1].facts)


def test_a_pause_keeps_its_reason_whose_turn_and_until_when(officer: Actor, opened: Opened, now: datetime) -> None:
    due_at = row(opened.reference).due_at
    case = moved(officer, now, opened.reference, "pause", reason="ฝนตกหนัก", pause="weather")
    assert (case.pause, case.pause_by_id, case.pause_until) == ("weather", officer.subject, now + timedelta(days=3))
    assert (case.wakes_at, case.due_at) == (case.pause_until, due_at)
    said = facts(opened, now)
    assert (said["pause"], said["whose"], said["until"]) == ("weather", "other", (now + timedelta(days=3)).isoformat())
    resumed = moved(officer, now, opened.reference, "resume")
    assert (resumed.pause, resumed.pause_until, resumed.wakes_at, resumed.pause_by_id) == ("", None, None, None)


def test_the_officer_may_name_the_day(officer: Actor, opened: Opened, now: datetime) -> None:
    case = moved(officer, now, opened.reference, "pause", reason="รอ", pause="budget", until=date(2026, 12, 24))
    assert case.pause_until is not None
    assert case.pause_until == datetime(2026, 12, 24, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"pause": "mood"}, "pause"), ({"pause": "weather", "until": date(2026, 11, 1)}, "until"),
     ({"pause": "weather", "until": date(2029, 1, 1)}, "until")],
)  # fmt: skip
def test_a_reason_outside_the_list_or_a_day_that_cannot_be_is_refused(
    officer: Actor, opened: Opened, now: datetime, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        moved(officer, now, opened.reference, "pause", reason="รอ", **given)
    assert refused.value.field == field
    assert row(opened.reference).step == "received"


def test_an_outsider_pauses_nothing(outsider: Actor, opened: Opened, now: datetime) -> None:
    with pytest.raises(NotFound):
        moved(outsider, now, opened.reference, "pause", reason="x", pause="weather")
    assert row(opened.reference).pause == ""


def test_within_the_window_a_closed_case_is_reopened_and_after_it_a_sentence_says_report_anew(
    officer: Actor, resident: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "complete", note="เปลี่ยนแล้ว")
    moved(resident, now, opened.reference, "confirm", solved=True)
    last, after = now + timedelta(days=30), now + timedelta(days=30, seconds=1)
    assert "reopen" in moves(resident, opened, last)
    assert "reopen" not in moves(resident, opened, after)
    with pytest.raises(Conflict) as refused:
        moved(resident, after, opened.reference, "reopen", note="ดับอีก")
    assert refused.value.code == "window"
    assert moved(resident, last, opened.reference, "reopen", note="ดับอีก").step == "reopened"


def test_the_reporter_withdraws_and_the_words_stay(resident: Actor, opened: Opened, now: datetime) -> None:
    case = moved(resident, now, opened.reference, "withdraw")
    assert (case.step, case.state, case.public) == ("withdrawn", "closed", True)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert CaseReport.objects.get(case=case).description


def test_who_asks_for_it_takes_the_public_face_away(
    resident: Actor, officer: Actor, opened: Opened, now: datetime
) -> None:
    (picture,) = documents.photos(opened.uuid)
    ticket = shown(officer, now, opened.reference, picture.uuid)
    moved(officer, now, opened.reference, "publish", public_text="ไฟดับ", publish=(ticket,))
    copy = next(one for one in documents.photos(opened.uuid) if one.kind == "public_photo")
    assert documents.public_bytes(copy.uuid)
    moved(resident, now, opened.reference, "withdraw", hide=True)
    assert not row(opened.reference).public
    assert documents.public_bytes(copy.uuid) is None
    assert facts(opened, now)["hidden"] is True
    with pytest.raises(NotFound):
        queries.case_page(actor=None, reference=opened.reference, now=now)
    assert queries.faces(queries.FaceFilter()).items == ()


def test_what_its_reporter_took_back_was_never_completed_and_is_never_late(
    resident: Actor, opened: Opened, now: datetime
) -> None:
    case = moved(resident, now, opened.reference, "withdraw")
    face = queries.case_face(opened.reference)
    assert case.met_at is None and face is not None
    assert not face.is_late(now + timedelta(days=90)) and not face.answer_is_late(now + timedelta(days=90))
    assert list(queries.unexplained()) == []


def test_what_waits_for_the_head_of_the_house_is_taken_back_by_the_office_or_its_reporter(
    officer: Actor, resident: Actor, outsider: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "submit", note="เกินงบของกอง")
    with pytest.raises(NotFound):
        moved(outsider, now, opened.reference, "take-back", reason="x")
    assert moved(officer, now, opened.reference, "take-back", reason="ทำได้เอง").step == "accepted"
    assert facts(opened, now)["move"] == "take-back"
    moved(officer, now, opened.reference, "submit", note="เกินงบอีก")
    assert moved(resident, now, opened.reference, "withdraw").step == "withdrawn"


def test_a_sealed_complaint_is_never_put_up_to_whom_it_is_hidden_from(
    resident: Actor, audit: Actor, now: datetime
) -> None:
    bribe = filed(resident, now, "service", owner="money")
    assert "submit" not in moves(audit, bribe, now)
    with pytest.raises(NotFound):
        moved(audit, now, bribe.reference, "submit", note="x")
    assert row(bribe.reference).step == "received"


@pytest.mark.parametrize(("who", "refusal"), [("outsider", NotFound), ("officer", Forbidden)])
def test_nobody_else_withdraws_it(
    request: pytest.FixtureRequest, opened: Opened, now: datetime, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        moved(request.getfixturevalue(who), now, opened.reference, "withdraw", hide=True)
    assert (row(opened.reference).state, row(opened.reference).public) == ("open", True)


def test_a_report_closed_as_not_true_is_judged_by_another_office(
    officer: Actor, resident: Actor, audit: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "not-true", reason="ไปดูแล้วไฟติดปกติ")
    case = moved(resident, now, opened.reference, "appeal", note="ดับเฉพาะกลางคืน")
    assert (case.step, case.state, case.office_id) == ("appealed", "open", office("sikhio-town.audit"))
    assert case.appealed_from_id == office("sikhio-town.engineering")
    with pytest.raises(NotFound):
        moved(officer, now, opened.reference, "overturn", reason="x")
    page = queries.case_page(actor=audit, reference=opened.reference, now=now)
    assert page.report is not None and page.contact is not None
    back = moved(audit, now, opened.reference, "overturn", reason="ผู้แจ้งพูดถูก")
    assert (back.step, back.office_id, back.reopened) == ("reopened", office("sikhio-town.engineering"), 1)
    assert queries.case_page(actor=officer, reference=opened.reference, now=now).report is not None
    assert list(queries.unexplained()) == []


def test_a_confirmed_outcome_is_the_last_word(
    officer: Actor, resident: Actor, audit: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "not-true", reason="ไม่พบ")
    moved(resident, now, opened.reference, "appeal", note="มีจริง")
    assert moved(audit, now, opened.reference, "uphold", reason="ไม่พบเช่นกัน").step == "upheld"
    assert moves(resident, opened, now) == set()


def test_who_judges_an_appeal_neither_hands_it_back_undecided_nor_puts_it_under_another_kind(
    officer: Actor, resident: Actor, outsider: Actor, audit: Actor, opened: Opened, now: datetime
) -> None:
    moved(officer, now, opened.reference, "not-true", reason="ไม่พบ")
    version = moved(resident, now, opened.reference, "appeal", note="มีจริง").version
    face = queries.case_face(opened.reference)
    assert face is not None and queries.returnable(face) is None and not queries.categorises(audit, face)
    back, kind = {"reason": "ให้กองช่างดูเอง", "version": version}, {"category": "road", "version": version}
    for actor, refusal in ((audit, Conflict), (outsider, NotFound), (officer, NotFound)):
        with pytest.raises(refusal):
            actions.give_back(actor=actor, now=now, reference=opened.reference, **back)
        with pytest.raises(refusal):
            actions.categorise(actor=actor, now=now, reference=opened.reference, **kind)
    case = row(opened.reference)
    assert (case.step, case.category, case.office_id) == ("appealed", "light", office("sikhio-town.audit"))
    assert moved(audit, now, opened.reference, "overturn", reason="มีจริง").step == "reopened"


def test_an_appeal_comes_within_its_days(officer: Actor, resident: Actor, opened: Opened, now: datetime) -> None:
    moved(officer, now, opened.reference, "not-true", reason="ไม่พบ")
    with pytest.raises(Conflict):
        moved(resident, now + timedelta(days=16), opened.reference, "appeal", note="มีจริง")
    assert row(opened.reference).step == "not-true"


def test_nobody_else_appeals(officer: Actor, outsider: Actor, opened: Opened, now: datetime) -> None:
    moved(officer, now, opened.reference, "not-true", reason="ไม่พบ")
    for actor, refusal in ((outsider, NotFound), (officer, Forbidden)):
        with pytest.raises(refusal):
            moved(actor, now, opened.reference, "appeal", note="x")


def test_a_sealed_complaint_is_never_judged_by_the_office_that_decided(
    resident: Actor, audit: Actor, now: datetime
) -> None:
    bribe = filed(resident, now, "service", owner="money")
    moved(audit, now, bribe.reference, "not-true", reason="ไม่พบ")
    with pytest.raises(Unavailable) as refused:
        moved(resident, now, bribe.reference, "appeal", note="มีจริง")
    assert refused.value.code == "no_judge"
    assert (row(bribe.reference).step, row(bribe.reference).office_id) == ("not-true", office("sikhio-town.audit"))


def test_what_several_reported_no_one_of_them_withdraws(
    resident: Actor, outsider: Actor, officer: Actor, opened: Opened, now: datetime
) -> None:
    second = filed(outsider, now)
    actions.join(actor=officer, now=now, into=opened.reference, references=[second.reference])
    for reporter, one in ((resident, opened), (outsider, second)):
        assert "withdraw" not in moves(reporter, one, now)
        with pytest.raises(Conflict) as refused:
            moved(reporter, now, one.reference, "withdraw", hide=True)
        assert refused.value.code == "joined"
    assert (row(opened.reference).state, row(opened.reference).public) == ("open", True)
    actions.part(actor=officer, now=now, reference=second.reference)
    assert moved(outsider, now, second.reference, "withdraw").step == "withdrawn"
    assert list(queries.unexplained()) == []
