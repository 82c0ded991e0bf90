"""Queues and faces: narrowed to whom they belong, in order, page after page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korat.blocks.cases import queries
from korat.blocks.cases.queries import FaceFilter, QueueFilter
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Invalid
from tests.reports import COMMUNITY, IN_TOWN, filed, moved, office, photo

OPEN = QueueFilter()
PAGED = settings(max_examples=25)


def listed(actor: Actor, now: datetime, wanted: QueueFilter = OPEN) -> list[str]:
    return [face.reference for face in queries.queue(actor, wanted, now=now).items]


@pytest.fixture
def mixed(resident: Actor, now: datetime) -> list[str]:
    """Thirty reports of four kinds, which reached the house out of order; two share each moment, every fifth is urgent."""
    kinds = ("light", "road", "waste", "disease")
    return [
        filed(resident, now - timedelta(hours=(number * 7) % 15), kinds[number % 4], urgent=number % 5 == 0).reference
        for number in range(30)
    ]


def test_an_officer_finds_the_reports_of_the_own_office_the_most_urgent_first(
    officer: Actor, clerk: Actor, resident: Actor, now: datetime
) -> None:
    late = filed(resident, now - timedelta(days=20)).reference
    soon = filed(resident, now).reference
    slow = filed(resident, now, "road").reference
    filed(resident, now, "waste")
    assert listed(officer, now) == [late, soon, slow]
    assert listed(clerk, now) == []


@pytest.mark.parametrize("who", ["resident", "outsider", "crew"])
def test_who_handles_no_cases_has_no_queue(
    request: pytest.FixtureRequest, resident: Actor, now: datetime, who: str
) -> None:
    filed(resident, now)
    assert listed(request.getfixturevalue(who), now) == []


def test_filters_narrow(officer: Actor, resident: Actor, now: datetime) -> None:
    late = filed(resident, now - timedelta(days=30)).reference
    elsewhere = type(IN_TOWN)(**{**IN_TOWN.__dict__, "place": "sikhio-town-05"})
    road = filed(resident, now, "road", where=elsewhere).reference
    mine = filed(resident, now).reference
    moved(officer, now, mine, "take")
    done = filed(resident, now).reference
    moved(officer, now, done, "reject", reason="ซ้ำ")
    assert set(listed(officer, now)) == {late, road, mine}
    assert listed(officer, now, QueueFilter(late=True)) == [late]
    assert listed(officer, now, QueueFilter(category="road")) == [road]
    assert listed(officer, now, QueueFilter(mine=True)) == [mine]
    assert listed(officer, now, QueueFilter(step="accepted")) == [mine]
    assert listed(officer, now, QueueFilter(state="closed")) == [done]
    assert set(listed(officer, now, QueueFilter(place=COMMUNITY))) == {late, mine}
    assert queries.waiting(officer, OPEN, now=now) == 3


def test_what_waits_for_its_reporters_word_stands_at_the_end_however_old(
    officer: Actor, resident: Actor, now: datetime
) -> None:
    done = settled(officer, now, filed(resident, now - timedelta(days=30), urgent=True).reference)
    late = filed(resident, now - timedelta(days=20)).reference
    soon = filed(resident, now).reference
    assert listed(officer, now) == [late, soon, done]
    assert listed(officer, now, QueueFilter(step="done")) == [done]
    assert queries.waiting(officer, OPEN, now=now) == 3


def settled(officer: Actor, now: datetime, reference: str) -> str:
    """Mended, with a photograph; now it is the reporter's turn."""
    moved(officer, now, reference, "take")
    moved(officer, now, reference, "complete", note="ซ่อมแล้ว", photos=(photo(now),))
    return reference


def test_a_crew_goes_to_danger_first(crew: Actor, officer: Actor, resident: Actor, now: datetime) -> None:
    calm = filed(resident, now - timedelta(days=20)).reference
    danger = filed(resident, now, urgent=True).reference
    for reference in (calm, danger):
        moved(officer, now, reference, "take")
        moved(officer, now, reference, "order", instruction="เปลี่ยนหลอด")
    assert [one.reference for one in queries.crew_queue(crew)] == [danger, calm]


def test_whatever_the_size_of_a_page_every_case_comes_once_in_order(
    mixed: list[str], officer: Actor, mayor: Actor, now: datetime
) -> None:
    # Lamps and roads: the others are another office's to mend.
    asked = {settled(officer, now, mixed[number]) for number in (0, 1, 5, 8, 20)}
    whole = queries.queue(mayor, OPEN, now=now, limit=100).items
    assert {face.reference for face in whole} == set(mixed)
    order = [
        (face.reference in asked, not face.urgent and face.reference not in asked, face.due_at or now, face.id)
        for face in whole
    ]
    assert order == sorted(order)

    @PAGED
    @given(st.integers(1, 31), st.sampled_from([OPEN, QueueFilter(category="road"), QueueFilter(late=True)]))
    def walked(limit: int, wanted: QueueFilter) -> None:
        expected = [face.id for face in queries.queue(mayor, wanted, now=now, limit=100).items]
        seen: list[int] = []
        after: str | None = ""
        while after is not None:
            page = queries.queue(mayor, wanted, now=now, after=after, limit=limit)
            assert len(page.items) <= limit
            seen += [face.id for face in page.items]
            after = page.next
            assert len(seen) <= len(expected)
        assert seen == expected

    walked()


def test_whatever_the_size_of_a_page_every_face_comes_once_newest_first(mixed: list[str]) -> None:
    whole = queries.faces(FaceFilter(), limit=100).items
    assert {face.reference for face in whole} == set(mixed)
    order = [(face.opened_at, face.id) for face in whole]
    assert order == sorted(order, reverse=True)

    @PAGED
    @given(st.integers(1, 31), st.sampled_from([FaceFilter(), FaceFilter(categories=("light", "waste"))]))
    def walked(limit: int, wanted: FaceFilter) -> None:
        expected = [face.id for face in queries.faces(wanted, limit=100).items]
        seen: list[int] = []
        before: str | None = ""
        while before is not None:
            page = queries.faces(wanted, before=before, limit=limit)
            seen += [face.id for face in page.items]
            before = page.next
            assert len(seen) <= len(expected)
        assert seen == expected

    walked()


def test_a_page_goes_on_where_it_stopped_though_the_case_there_has_moved_away(
    mixed: list[str], officer: Actor, now: datetime
) -> None:
    first = queries.queue(officer, OPEN, now=now, limit=3)
    rest = queries.queue(officer, OPEN, now=now, after=first.next or "", limit=100)
    moved(officer, now, first.items[-1].reference, "reject", reason="ซ้ำ")
    again = queries.queue(officer, OPEN, now=now, after=first.next or "", limit=100)
    assert [face.id for face in again.items] == [face.id for face in rest.items]


@pytest.mark.parametrize("after", ["x", "~", "~5", "2026-01-01T00:00:00+00:00~x", "2026-13-01~1", "a~b~c", "\x00~1"])
def test_a_broken_link_to_the_next_page_is_said_in_words(officer: Actor, now: datetime, after: str) -> None:
    with pytest.raises(Invalid):
        queries.queue(officer, OPEN, now=now, after=after)


def test_own_cases_are_ones_own(resident: Actor, outsider: Actor, now: datetime) -> None:
    mine = [filed(resident, now).reference for _ in range(2)]
    filed(outsider, now)
    assert [face.reference for face in queries.own_cases(resident)] == mine[::-1]


def test_faces_are_narrowed_by_state_time_and_number(officer: Actor, resident: Actor, now: datetime) -> None:
    old = filed(resident, now - timedelta(days=3)).reference
    new = filed(resident, now).reference
    moved(officer, now, new, "reject", reason="ซ้ำ")

    def found(**wanted: Any) -> list[str]:
        return [face.reference for face in queries.faces(FaceFilter(**wanted)).items]

    assert found() == [new, old]
    assert found(state="closed") == [new]
    assert found(since=now - timedelta(days=1)) == [new]
    assert found(until=now - timedelta(days=1)) == [old]
    assert found(references=(old,)) == [old]
    assert found(jurisdiction="sikhio-town", services=("report-problem",)) == [new, old]
    assert found(services=("elsewhere",)) == []
    assert found(office=office("sikhio-town.engineering")) == [new, old]
    assert found(office=office("doh")) == []
