"""Joining reports of the same thing: one leads, nobody is lost, and parting brings back what was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.apart import Spot, apart_m
from korat.blocks.cases.models import Case, CaseContact, CaseReport
from korat.blocks.cases.queries import QueueFilter
from korat.blocks.cases.values import Opened, Where
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from korat.kernel.geo import Point
from tests.cast import holder
from tests.reports import BEND, COMMUNITY, TOWN, filed, moved, office, photo, row

CHANGING = ("_state", "version", "updated_at")


@pytest.fixture
def first(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now - timedelta(hours=3))


@pytest.fixture
def second(outsider: Actor, now: datetime) -> Opened:
    """The same lamp, told by somebody else."""
    return filed(outsider, now - timedelta(hours=2), description="มืดมาก คำลับ-8a1")


@pytest.fixture
def third(carer: Actor, now: datetime) -> Opened:
    return filed(
        carer, now - timedelta(hours=1), description="หลอดขาด คำลับ-8b1", photos=(photo(now - timedelta(hours=1)),)
    )


def joined(officer: Actor, now: datetime, lead: Opened, *others: Opened, reason: str = "") -> None:
    actions.join(
        actor=officer, now=now, into=lead.reference, references=[one.reference for one in others], reason=reason
    )


def parted(officer: Actor, now: datetime, one: Opened) -> None:
    actions.part(actor=officer, now=now, reference=one.reference)


def rest(case: Case) -> dict[str, object]:
    return {name: value for name, value in vars(case).items() if name not in CHANGING}


def listed(officer: Actor, now: datetime) -> set[str]:
    return {line.reference for line in queries.queue(officer, QueueFilter(), now=now).items}


def explained() -> None:
    assert list(queries.unexplained()) == []


def test_a_joined_report_leaves_the_queue_and_shows_how_the_leading_case_stands(
    officer: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    assert listed(officer, now) == {first.reference}
    assert (row(first.reference).leads, row(second.reference).state) == (1, "joined")
    moved(officer, now, first.reference, "take")
    page = queries.case_page(actor=outsider, reference=second.reference, now=now)
    assert (page.relation, page.face.reference, page.face.step.code) == ("own", second.reference, "accepted")
    assert page.face.lead is not None and page.face.lead.reference == first.reference
    assert page.report is not None and page.report.description == "มืดมาก คำลับ-8a1"
    (own,) = queries.own_cases(outsider)
    assert own.step.code == "accepted"
    explained()


def test_joining_is_an_act_about_the_joined_report(
    officer: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    act = ledger_read.about(second.uuid, since=now)[-1]
    assert (act.kind, act.actor, act.purpose) == ("cases.case.joined", officer.subject, "case.handle")
    assert act.facts["main"] == str(first.uuid)
    assert "cases.case.joined" in {
        entry.kind for entry in queries.case_page(actor=outsider, reference=second.reference, now=now).timeline
    }


@pytest.mark.parametrize(
    ("who", "refusal"), [("carer", NotFound), ("clerk", NotFound), ("mayor", Forbidden), ("crew", Forbidden)]
)
def test_nobody_else_joins_or_parts(
    request: pytest.FixtureRequest, officer: Actor, first: Opened, second: Opened, now: datetime, who: str,
    refusal: type[Exception],
) -> None:  # fmt: skip
    acts = Act.objects.count()
    with pytest.raises(refusal):
        joined(request.getfixturevalue(who), now, first, second)
    assert (row(second.reference).state, Act.objects.count()) == ("open", acts)
    joined(officer, now, first, second)
    with pytest.raises(refusal):
        parted(request.getfixturevalue(who), now, second)
    assert row(second.reference).state == "joined"


def test_one_act_on_the_leading_case_concerns_every_reporter(
    officer: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    moved(officer, now, first.reference, "answer", note="จะไปดูวันนี้ คำตอบ-8c")
    page = queries.case_page(actor=outsider, reference=second.reference, now=now)
    answered = [entry for entry in page.timeline if entry.facts.get("move") == "answer"]
    assert [entry.words for entry in answered] == [{"note": "จะไปดูวันนี้ คำตอบ-8c"}]
    assert Act.objects.filter(kind="cases.case.moved").count() == 1


def test_no_reporter_sees_the_other(
    officer: Actor, resident: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    with ledger.look(actor=outsider, purpose="self", subjects=[outsider.subject], now=now):
        assert [one.case_id for one in CaseReport.objects.all()] == [row(second.reference).pk]
        assert [one.case_id for one in CaseContact.objects.all()] == [row(second.reference).pk]
    seen = queries.case_page(actor=resident, reference=first.reference, now=now)
    assert all(second.reference not in str(entry) for entry in seen.timeline)


def test_parting_restores_the_state_before(officer: Actor, first: Opened, second: Opened, now: datetime) -> None:
    moved(officer, now, second.reference, "take")
    moved(officer, now, second.reference, "pause", reason="รอของ")
    before = rest(row(second.reference))
    joined(officer, now, first, second)
    moved(officer, now, first.reference, "take")
    parted(officer, now, second)
    assert rest(row(second.reference)) == before
    assert row(first.reference).leads == 0
    assert listed(officer, now) == {first.reference, second.reference}
    explained()


def test_who_led_others_leads_them_again_when_parted(
    officer: Actor, first: Opened, second: Opened, third: Opened, now: datetime
) -> None:
    joined(officer, now, second, third)
    joined(officer, now, first, second)
    assert row(third.reference).main_id == row(first.reference).pk
    assert (row(first.reference).leads, row(second.reference).leads) == (2, 0)
    explained()
    parted(officer, now, second)
    assert row(third.reference).main_id == row(second.reference).pk
    assert (row(first.reference).leads, row(second.reference).leads) == (0, 1)
    explained()


def test_a_joined_reporter_who_says_no_reopens_the_leading_case(
    officer: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    moved(officer, now, first.reference, "take")
    moved(officer, now, first.reference, "complete", note="เปลี่ยนหลอดแล้ว")
    page = queries.case_page(actor=outsider, reference=second.reference, now=now)
    assert {move.code for move in page.moves} == {"confirm"}, "one way to say no"
    actions.move(
        actor=outsider, now=now, reference=second.reference, code="confirm", version=page.face.version,
        given=With(solved=False, note="ยังมืด"),
    )  # fmt: skip
    assert (row(first.reference).step, row(first.reference).reopened) == ("reopened", 1)
    assert (row(second.reference).state, row(second.reference).solved) == ("joined", False)
    explained()


def test_what_one_reporter_answers_is_not_told_to_the_other(
    officer: Actor, resident: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    moved(officer, now, first.reference, "take")
    moved(officer, now, first.reference, "complete", note="เสร็จ")
    actions.move(
        actor=outsider, now=now, reference=second.reference, code="reopen", version=row(first.reference).version,
        given=With(note="ยังมืด คำลับ-8d"),
    )  # fmt: skip
    seen = queries.case_page(actor=resident, reference=first.reference, now=now)
    assert seen.timeline[-1].facts["move"] == "reopen"
    assert "คำลับ-8d" not in str(seen)
    assert "คำลับ-8d" in str(queries.case_page(actor=outsider, reference=second.reference, now=now))


def test_an_office_acts_on_the_leading_case_alone(officer: Actor, first: Opened, second: Opened, now: datetime) -> None:
    joined(officer, now, first, second)
    assert queries.case_page(actor=officer, reference=second.reference, now=now).moves == ()
    with pytest.raises(Conflict):
        moved(officer, now, second.reference, "take")
    assert row(second.reference).step == "received"


def test_private_rows_of_every_reporter_go_with_the_case(
    officer: Actor, outsider: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    joined(officer, now, first, second)
    moved(officer, now, first.reference, "redirect", office=office("sikhio-town.public-health"))
    assert row(second.reference).office_id == office("sikhio-town.public-health")
    with ledger.look(actor=outsider, purpose="self", subjects=[outsider.subject], now=now):
        assert {one.office_id for one in CaseReport.objects.all()} == {office("sikhio-town.public-health")}
    explained()


def test_a_case_of_another_kind_of_office_sealed_or_closed_is_not_joined(
    officer: Actor, resident: Actor, first: Opened, second: Opened, now: datetime
) -> None:
    elsewhere = filed(resident, now, "waste")
    with pytest.raises(NotFound):
        joined(officer, now, first, elsewhere)
    with pytest.raises(Invalid):
        joined(officer, now, first, first)
    moved(officer, now, second.reference, "reject", reason="ไม่ใช่ของเรา")
    with pytest.raises(Conflict):
        joined(officer, now, first, second)
    with pytest.raises(NotFound):
        actions.join(actor=officer, now=now, into=first.reference, references=["RP69-999999-9"])


def test_a_sealed_case_never_joins(resident: Actor, outsider: Actor, now: datetime) -> None:
    one, two = (filed(who, now, "service", owner="money") for who in (resident, outsider))
    audit = holder("sikhio-town.audit-head", now)
    with pytest.raises(Invalid) as refused:
        joined(audit, now, one, two)
    assert (refused.value.code, row(two.reference).state) == ("sealed", "open")


def test_a_second_click_changes_nothing_and_an_old_page_is_told_so(
    officer: Actor, first: Opened, second: Opened, third: Opened, now: datetime
) -> None:
    for _ in range(2):
        actions.join(actor=officer, now=now, into=first.reference, references=[second.reference], version=1, key="k1")
    assert Act.objects.filter(kind="cases.case.joined").count() == 1
    moved(officer, now, first.reference, "take")
    with pytest.raises(Conflict):
        actions.join(actor=officer, now=now, into=first.reference, references=[third.reference], version=1, key="k2")
    assert row(third.reference).state == "open"
    version = row(second.reference).version
    for _ in range(2):
        actions.part(actor=officer, now=now, reference=second.reference, version=version, key="k3")
    with pytest.raises(Conflict):
        actions.part(actor=officer, now=now, reference=second.reference, version=version, key="k4")
    assert row(second.reference).state == "open"


def test_a_photograph_of_a_joined_report_opens_to_office_and_own_reporter(
    officer: Actor, resident: Actor, carer: Actor, first: Opened, third: Opened, now: datetime
) -> None:
    joined(officer, now, first, third)
    (picture,) = documents.photos(third.uuid)
    for who in (officer, carer):
        assert queries.photo_bytes(actor=who, document=picture.uuid, now=now)[0]
    with pytest.raises(NotFound):
        queries.photo_bytes(actor=resident, document=picture.uuid, now=now)


FAR = Where(place=COMMUNITY, jurisdiction=TOWN, inside=True, point=Point(BEND.lat + 0.02, BEND.lon))


def test_what_lies_far_apart_is_joined_only_with_a_word_on_why_and_the_act_keeps_it(
    officer: Actor, outsider: Actor, first: Opened, now: datetime
) -> None:
    far = filed(outsider, now, where=FAR)
    with pytest.raises(Invalid, match=r"2\.2 km away") as refused:
        joined(officer, now, first, far)
    assert (refused.value.field, row(far.reference).state) == ("reason", "open")
    joined(officer, now, first, far, reason="สายไฟเส้นเดียวกัน")
    act = ledger_read.about(far.uuid, since=now)[-1]
    assert (act.kind, act.facts["away_m"]) == ("cases.case.joined", 2224)
    page = queries.case_page(actor=outsider, reference=far.reference, now=now)
    assert "สายไฟเส้นเดียวกัน" in str(page.timeline)


def test_how_far_apart_is_said_only_where_it_is_known() -> None:
    here, there = Spot(BEND, COMMUNITY, None), Spot(FAR.point, COMMUNITY, None)
    assert apart_m(here, there) == 2224
    assert apart_m(here, Spot(None, COMMUNITY, None)) == 0
    assert apart_m(here, Spot(None, None, None)) == 0
    assert apart_m(Spot(BEND, COMMUNITY, 7), Spot(FAR.point, COMMUNITY, 7)) == 0
