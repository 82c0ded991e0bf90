"""Before filing: what was reported close by already, and following it instead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.cases import actions, queries
from korat.blocks.cases.values import Opened, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids
from korat.kernel.errors import Conflict, Forbidden
from korat.kernel.geo import Point
from tests.reports import BEND, COMMUNITY, IN_TOWN, SERVICE, TOWN, filed, moved, office, row, wanted

METRE = 1 / 111_195


def beside(metres: float) -> Where:
    """A place so many metres north of the dark lamp."""
    return Where(COMMUNITY, TOWN, True, Point(BEND.lat + metres * METRE, BEND.lon))


@pytest.fixture
def lamp(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now - timedelta(hours=5))


def offered(metres: float, category: str = "light") -> list[tuple[str, int]]:
    service = catalog.service_or_fail(SERVICE)
    found = queries.duplicates(service, service.category(category), beside(metres).point)
    return [(near.reference, near.metres) for near in found]


def followed(actor: Actor | None, lamp: Opened, now: datetime, *, key: str = "", metres: float = 23) -> Opened:
    return actions.follow(
        actor=actor, now=now, reference=lamp.reference, key=key or ids.uuid7().hex,
        request=wanted(where=beside(metres), description=""),
    )  # fmt: skip


def test_an_open_report_of_the_same_kind_close_by_is_offered_with_its_distance(lamp: Opened) -> None:
    assert offered(23) == [(lamp.reference, 23)]
    assert offered(29) == [(lamp.reference, 29)]


def test_another_kind_a_longer_way_and_a_closed_one_are_not_offered(
    officer: Actor, lamp: Opened, now: datetime
) -> None:
    assert offered(23, "road") == []
    assert offered(32) == []
    moved(officer, now, lamp.reference, "reject", reason="ไม่ใช่ของเรา")
    assert offered(23) == []


def test_the_nearest_three_are_offered_in_order(resident: Actor, now: datetime) -> None:
    for metres in (20, 5, 12, 8):
        filed(resident, now, where=beside(metres))
    assert [metres for _, metres in offered(0)] == [5, 8, 12]


def test_where_the_exact_place_is_not_public_none_is_offered(resident: Actor, now: datetime) -> None:
    service = catalog.service_or_fail(SERVICE)
    kept = [one for one in service.categories if one.place != "exact" and not one.sealed]
    assert kept
    for category in kept:
        filed(resident, now, category.code)
        assert queries.duplicates(service, category, BEND) == ()


def test_following_opens_an_own_case_that_is_joined_from_the_start(
    officer: Actor, outsider: Actor, lamp: Opened, now: datetime
) -> None:
    own = followed(outsider, lamp, now)
    case = row(own.reference)
    assert (case.state, case.subject_id, case.main_id) == ("joined", outsider.subject, row(lamp.reference).pk)
    assert case.office_id == office("sikhio-town.engineering")
    assert [act.kind for act in ledger_read.about(own.uuid, since=now)] == ["cases.case.opened", "cases.case.joined"]
    moved(officer, now, lamp.reference, "take")
    page = queries.case_page(actor=outsider, reference=own.reference, now=now)
    assert (page.relation, page.face.step.code) == ("own", "accepted")
    assert page.contact is not None
    assert list(queries.unexplained()) == []


def test_an_unnamed_follower_comes_back_with_an_own_key(lamp: Opened, now: datetime) -> None:
    own = followed(None, lamp, now)
    assert own.follow_key
    assert queries.reporter_by_key(own.reference, own.follow_key, now) is not None
    assert queries.reporter_by_key(lamp.reference, own.follow_key, now) is None


def test_a_second_click_follows_once(outsider: Actor, lamp: Opened, now: datetime) -> None:
    first, second = (followed(outsider, lamp, now, key="a" * 32) for _ in range(2))
    assert first == second
    assert row(lamp.reference).leads == 1


def test_what_may_not_be_followed_is_refused_and_nothing_is_opened(
    officer: Actor, resident: Actor, outsider: Actor, lamp: Opened, now: datetime
) -> None:
    sealed = filed(resident, now, "service", owner="money")
    other_kind = filed(resident, now, "road", where=IN_TOWN)
    moved(officer, now, lamp.reference, "reject", reason="ไม่ใช่ของเรา")
    for case in (lamp, sealed, other_kind):
        with pytest.raises(Conflict):
            followed(outsider, case, now)
    assert queries.own_cases(outsider) == ()


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(-70, 70), st.floats(-70, 70))
def test_whatever_lies_within_a_hundred_metres_lies_in_the_cells_around(
    lat: float, lon: float, north: float, east: float
) -> None:
    from math import cos, radians

    from korat.kernel.geo import CELL_M, cell, cells_around, distance_m

    here = Point(lat, lon)
    there = Point(lat + north * METRE, lon + east * METRE / cos(radians(lat)))
    assert len(cells_around(here)) <= 15
    if distance_m(here, there) <= CELL_M:
        assert cell(there) in cells_around(here)


def test_for_a_caller_only_who_takes_in_reports_may_follow(
    outsider: Actor, clerk: Actor, lamp: Opened, now: datetime
) -> None:
    given = {"now": now, "reference": lamp.reference, "request": wanted(channel="phone"), "for_caller": True}
    with pytest.raises(Forbidden):
        actions.follow(actor=outsider, key="caller-1", **given)
    assert row(lamp.reference).leads == 0
    first = actions.follow(actor=clerk, key="caller-2", **given)
    assert first.follow_key and row(first.reference).subject_id not in (clerk.subject, row(lamp.reference).subject_id)
    assert actions.follow(actor=clerk, key="caller-2", **given) == first
    assert row(lamp.reference).leads == 1
