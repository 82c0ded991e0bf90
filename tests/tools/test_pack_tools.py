"""The scripts that make pack data: what they leave out, match and simplify."""

from __future__ import annotations

import json

import geothai
from shapely.geometry import Polygon

from tools import holiday_calendar, outline, places


def test_days_on_which_offices_open_are_left_out_and_days_of_the_government_are_in() -> None:
    without = ["Children's Day", "Labor Day"]
    names = [day["names"]["en"] for day in holiday_calendar.proposal("TH", 2026, "th", without)]
    assert "Royal Ploughing Ceremony" in names
    assert not [name for name in names if any(words in name for words in without)]


def test_a_district_is_matched_by_either_name_or_by_hand_and_else_has_no_point() -> None:
    district = geothai.districts("30")[19]
    same = places.Spot(7, "SIK hio", frozenset(), 14.9, 101.7)
    other = places.Spot(8, "Elsewhere", frozenset(), 14.8, 101.6)
    assert places.point(district, [other, same], {})["lat"] == 14.9
    by_hand = places.point(district, [other, same], {district.code: "8"})
    assert by_hand["source"] == f"{places.AREAS} · GeoNames 8 “Elsewhere”"
    assert places.point(district, [other], {}) == {"source": places.AREAS}


def test_an_outline_is_simplified_until_it_fits() -> None:
    rough = Polygon([(i / 9000, (i % 2) / 4000) for i in range(9000)] + [(1.0, 1.0), (0.0, 1.0)])
    text = outline.smallest(rough, "made-up-1.0.0", 500)
    assert len(text.encode()) <= outline.LIMIT
    properties = json.loads(text)["properties"]
    assert "made-up-1.0.0" in properties["source"]
    assert properties["accuracy_m"] == 500
