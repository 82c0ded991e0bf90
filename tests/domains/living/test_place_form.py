"""The question of the place: what its fields say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from korat.domains.living.place_form import PlaceForm

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("house")
COMMUNITY, DISTRICT = "sikhio-town-04", "3021"


def test_a_community_chosen_before_saying_outside_does_not_count() -> None:
    form = PlaceForm({"inside": "outside", "community": COMMUNITY, "landmark": "หน้าวัด"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["community"] == ""


def test_a_district_without_its_subdistrict_is_a_good_answer() -> None:
    form = PlaceForm({"inside": "outside", "area": DISTRICT})
    assert form.is_valid(), form.errors


def test_whose_area_it_is_never_stands_as_optional(browser: Client) -> None:
    html = browser.post("/report/report-problem/", {"key": "0" * 32, "step": "photo"}).content.decode()
    legend = html.split("<legend>")[1].split("</legend>")[0]
    assert "ไม่บังคับ" not in legend
    assert "ไม่บังคับ" in html
