from __future__ import annotations

from datetime import UTC, date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.bookings.slots import slots_on

BANGKOK, AZORES = ZoneInfo("Asia/Bangkok"), ZoneInfo("Atlantic/Azores")
MONDAY = date(2026, 11, 23)
EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def resource(**said: object) -> ResourceDefinition:
    usual = {"code": "room", "kind": "room", "names": {"th": "ห้อง", "en": "Room"}, "office": "town", "prefix": "R",
             "hours": [{"days": EVERY_DAY, "opens": "08:30", "closes": "12:00"}], "slots": {"minutes": "60"}}  # fmt: skip
    return ResourceDefinition.model_validate(usual | said)


def test_slots_fill_the_hours_and_what_is_left_over_is_none() -> None:
    found = slots_on(resource(), MONDAY, BANGKOK, frozenset())
    assert [one.start.astimezone(BANGKOK).time() for one in found] == [time(8, 30), time(9, 30), time(10, 30)]
    assert {one.start.tzinfo for one in found} == {UTC}


def test_lunch_lies_between_two_stretches() -> None:
    hours = [
        {"days": ["monday"], "opens": "13:00", "closes": "15:00"},
        {"days": ["monday"], "opens": "08:00", "closes": "10:00"},
    ]
    found = slots_on(resource(hours=hours), MONDAY, BANGKOK, frozenset())
    assert [one.start.astimezone(BANGKOK).hour for one in found] == [8, 9, 13, 14]


def test_a_holiday_is_closed_unless_the_pack_says_otherwise() -> None:
    assert slots_on(resource(), MONDAY, BANGKOK, frozenset({MONDAY})) == ()
    assert len(slots_on(resource(holidays="open"), MONDAY, BANGKOK, frozenset({MONDAY}))) == 3


def test_parts_of_the_day_may_overlap() -> None:
    parts = [{"code": name, "names": {"th": "ช่วง", "en": name}, "from": start, "to": end}
             for name, start, end in (("whole", "08:30", "12:00"), ("first", "08:30", "10:00"))]  # fmt: skip
    found = slots_on(resource(slots={"parts": parts}), MONDAY, BANGKOK, frozenset())
    assert [one.part for one in found] == ["first", "whole"] and found[0].overlaps(found[1].start, found[1].end)


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), minutes=st.integers(5, 240))
def test_slots_of_a_day_are_equally_long_and_never_overlap_also_when_clocks_change(day: date, minutes: int) -> None:
    hours = [{"days": EVERY_DAY, "opens": "00:00", "closes": "06:00"}]
    found = slots_on(resource(hours=hours, slots={"minutes": str(minutes)}), day, AZORES, frozenset())
    assert {(one.end - one.start).total_seconds() for one in found} <= {minutes * 60.0}
    assert all(not one.overlaps(other.start, other.end) for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"slots": {}}, "either minutes or parts"),
        ({"seats_most": "3"}, "at most the capacity"),
        ({"hours": [{"days": ["monday"], "opens": "12:00", "closes": "08:00"}]}, "open before it closes"),
        ({"hours": [{"days": ["monday"], "opens": "08:00", "closes": "12:00"},
                    {"days": ["monday"], "opens": "11:00", "closes": "13:00"}]}, "overlap"),
        ({"slots": {"parts": [{"code": "late", "names": {"th": "ค่ำ", "en": "Late"}, "from": "19:00", "to": "20:00"}]}}, "outside"),
    ],
)  # fmt: skip
def test_a_resource_that_contradicts_itself_is_refused(said: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        resource(**said)
