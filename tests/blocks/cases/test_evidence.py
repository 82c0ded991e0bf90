"""Work is handed in with what shows it: photographs, taken near the place, of all that was to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Task
from korat.blocks.cases.values import Opened
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.geo import Point
from tests.cast import holder
from tests.reports import BEND, IN_TOWN, filed, moved, photo, row

FAR = Point(BEND.lat + 0.003, BEND.lon)
NEAR = Point(BEND.lat + 0.0002, BEND.lon)


@pytest.fixture
def lamps(resident: Actor, officer: Actor, now: datetime) -> Opened:
    """Four lamps, and the order to mend them."""
    opened = filed(resident, now - timedelta(hours=1), answers={"light-owner": "town", "lamps": 4})
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "order", instruction="เปลี่ยนหลอดทั้ง 4 ดวง")
    return opened


def last_facts(opened: Opened, now: datetime) -> dict[str, object]:
    return dict(ledger_read.about(opened.uuid, since=now - timedelta(days=1))[-1].facts)


def test_all_done_near_the_place_ends_the_work_and_the_act_keeps_the_rounded_distance(
    crew: Actor, lamps: Opened, now: datetime
) -> None:
    case = moved(crew, now, lamps.reference, "finish", photos=(photo(now),), stood=NEAR, count=4)
    assert (case.step, case.counted, Task.objects.get(case=case).state) == ("done", 4, "done")
    facts = last_facts(lamps, now)
    assert (facts["photos"], facts["away_m"], facts["count"], facts["of"]) == (1, 20, 4, 4)
    assert "excused" not in facts


def test_three_of_four_lamps_leave_the_rest_ordered_and_say_so(
    crew: Actor, resident: Actor, lamps: Opened, now: datetime
) -> None:
    case = moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=3)
    assert (case.step, case.state, case.counted) == ("partly", "open", 3)
    assert Task.objects.get(case=case).state == "ordered"
    facts = last_facts(lamps, now)
    assert (facts["move"], facts["count"], facts["of"], facts["step"]) == ("finish-part", 3, 4, "partly")
    page = queries.case_page(actor=resident, reference=lamps.reference, now=now)
    assert page.timeline[-1].facts["count"] == 3
    assert [one.kind for one in documents.photos(lamps.uuid)] == ["after_photo"]
    assert moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=4).step == "done"


@pytest.mark.parametrize("count", [None, 0, 5, -1])
def test_a_count_that_cannot_be_is_refused(crew: Actor, lamps: Opened, now: datetime, count: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=count)
    assert refused.value.code == "count"
    assert row(lamps.reference).step == "ordered"


def test_the_second_visit_counts_the_first(crew: Actor, lamps: Opened, now: datetime) -> None:
    moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=3)
    with pytest.raises(Invalid):
        moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=1)


def test_nobody_hands_in_a_part_by_its_own_name(crew: Actor, lamps: Opened, now: datetime) -> None:
    page = queries.case_page(actor=crew, reference=lamps.reference, now=now)
    assert [move.code for move in page.moves] == ["finish"]
    with pytest.raises(NotFound):
        moved(crew, now, lamps.reference, "finish-part", photos=(photo(now),), count=3)


def test_a_photograph_taken_elsewhere_is_refused_in_words_with_the_distance(
    crew: Actor, lamps: Opened, now: datetime
) -> None:
    before = Act.objects.filter(about=lamps.uuid).count()
    with pytest.raises(Invalid) as refused:
        moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=4, stood=FAR)
    assert refused.value.code == "evidence_far"
    assert "330" in refused.value.en and "330" in refused.value.th
    assert (row(lamps.reference).step, Act.objects.filter(about=lamps.uuid).count()) == ("ordered", before)


def test_a_reason_stands_in_for_the_place_and_the_supervisor_reads_it(
    crew: Actor, officer: Actor, lamps: Opened, now: datetime
) -> None:
    case = moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=4, stood=FAR, excuse="หมุดปักผิดซอย")
    assert case.step == "done"
    assert (last_facts(lamps, now)["away_m"], last_facts(lamps, now)["excused"]) == (330, True)
    page = queries.case_page(actor=officer, reference=lamps.reference, now=now)
    assert page.timeline[-1].words["excuse"] == "หมุดปักผิดซอย"


def test_without_any_place_a_reason_is_asked_for(crew: Actor, lamps: Opened, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=4, stood=None)
    assert refused.value.code == "evidence_place"
    case = moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=4, stood=None, excuse="เครื่องไม่มี GPS")
    assert (case.step, last_facts(lamps, now)["away_m"]) == ("done", None)


def test_a_report_without_a_pin_wants_a_place_or_a_reason_as_any_other(
    officer: Actor, crew: Actor, resident: Actor, now: datetime
) -> None:
    reference = filed(resident, now, where=replace(IN_TOWN, point=None)).reference
    moved(officer, now, reference, "take")
    moved(officer, now, reference, "order", instruction="เปลี่ยนหลอด")
    with pytest.raises(Invalid, match="where the photograph was taken"):
        moved(crew, now, reference, "finish", stood=None, photos=(photo(now),))
    assert row(reference).step == "ordered"
    assert moved(crew, now, reference, "finish", stood=None, photos=(photo(now),), excuse="ไม่มีสัญญาณ").step == "done"


def test_without_a_photograph_nothing_is_finished(crew: Actor, lamps: Opened, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        moved(crew, now, lamps.reference, "finish", count=4)
    assert refused.value.field == "photo"


def test_a_report_that_named_no_number_asks_for_none(
    crew: Actor, officer: Actor, resident: Actor, now: datetime
) -> None:
    opened = filed(resident, now)
    moved(officer, now, opened.reference, "take")
    moved(officer, now, opened.reference, "order", instruction="เปลี่ยนหลอด")
    assert moved(crew, now, opened.reference, "finish", photos=(photo(now),)).step == "done"
    assert "count" not in last_facts(opened, now)


def test_an_outsider_finds_no_such_work(outsider: Actor, lamps: Opened, now: datetime) -> None:
    with pytest.raises(NotFound):
        moved(outsider, now, lamps.reference, "finish", photos=(photo(now),), count=4)
    assert row(lamps.reference).step == "ordered"


def test_what_is_mended_without_a_crew_is_shown_too_and_no_words_end_it(
    officer: Actor, outsider: Actor, resident: Actor, now: datetime
) -> None:
    lamp = filed(resident, now - timedelta(hours=1))
    moved(officer, now, lamp.reference, "take")
    offered = {move.code for move in queries.case_page(actor=officer, reference=lamp.reference, now=now).moves}
    assert "complete" in offered and "settle" not in offered
    for who, move in ((officer, "settle"), (outsider, "complete")):
        with pytest.raises(NotFound):
            moved(who, now, lamp.reference, move, note="เสร็จแล้ว")
    with pytest.raises(Invalid, match="photograph"):
        moved(officer, now, lamp.reference, "complete", note="เสร็จแล้ว", photos=())
    assert row(lamp.reference).step == "accepted"
    assert moved(officer, now, lamp.reference, "complete", note="เสร็จแล้ว").step == "done"
    assert last_facts(lamp, now)["photos"] == 1


def test_where_nothing_is_mended_words_tell_what_was_done(resident: Actor, now: datetime) -> None:
    health = holder("sikhio-town.health-officer", now)
    noise = filed(resident, now - timedelta(hours=1), "nuisance")
    moved(health, now, noise.reference, "take")
    with pytest.raises(NotFound):
        moved(health, now, noise.reference, "complete", note="คุยกันแล้ว")
    assert moved(health, now, noise.reference, "settle", note="คุยกันแล้ว").step == "done"


def test_two_who_hand_in_at_once_do_it_once(crew: Actor, lamps: Opened, now: datetime) -> None:
    version = row(lamps.reference).version
    moved(crew, now, lamps.reference, "finish", photos=(photo(now),), count=4)
    given = With(photos=(photo(now),), count=4, stood=NEAR)
    with pytest.raises(Conflict):
        actions.move(actor=crew, now=now, reference=lamps.reference, code="finish", version=version, given=given)
