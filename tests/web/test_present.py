"""What the pages say of months, places and people, before a template sees it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from django.utils.html import escape

from korat.blocks.cases import queries as cases
from korat.blocks.measures.queries import Value
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.kernel import clock
from korat.web.present import faces, figures, words
from tests.reports import filed

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("house")
TOWN, COMMUNITY, SUBDISTRICT = "sikhio-town", "sikhio-town-04", "302009"
MAY, OCTOBER, NOVEMBER = date(2026, 5, 1), date(2026, 10, 1), date(2026, 11, 1)


def values() -> tuple[Value, ...]:
    months = [date(2026, month, 1) for month in range(5, 12)]
    counts = [Value("cases.opened", TOWN, "", month, 507, 507) for month in months]
    return (*counts, *(Value("cases.completion-days", TOWN, "", month, month.month / 2, 9) for month in months))


class TestFigures:
    def test_counts_have_no_decimals_and_months_are_short(self) -> None:
        with translation.override("th"):
            counts, days = figures.page(values(), TOWN, date(2026, 11, 23))["series"]
        assert [point["value"] for point in counts["points"]] == [507] * 7
        assert all(isinstance(point["value"], int) for point in counts["points"])
        assert [point["label"] for point in days["points"]][:2] == ["พ.ค.", "มิ.ย."]
        assert counts["unit"].endswith("พ.ค. – พ.ย. 2569")

    def test_medians_are_those_of_the_last_full_month_and_name_it(self) -> None:
        with translation.override("en"):
            shown = figures.page(values(), TOWN, date(2026, 11, 23))
        completion = next(fact for fact in shown["facts"] if "Completion" in fact["label"])
        assert (completion["label"], completion["value"]) == ("Completion, median of Oct 2026", "5 days")
        assert shown["note"] == "Nov 2026 is not over yet."

    def test_a_month_that_is_over_is_not_marked_as_running(self) -> None:
        shown = figures.page(values(), TOWN, date(2026, 12, 1))
        assert shown["note"] == ""
        assert all(series["now"] is None for series in shown["series"])

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [(MAY, NOVEMBER, "พ.ค. – พ.ย. 2569"), (OCTOBER, date(2027, 3, 1), "ต.ค. 2569 – มี.ค. 2570")],
    )
    def test_a_span_of_months_says_both_years_only_over_new_year(self, first: date, last: date, said: str) -> None:
        with translation.override("th"):
            assert figures.span(first, last) == said

    def test_nothing_measured_yet_is_said_in_words(self, browser: Client) -> None:
        assert "ยังไม่มีตัวเลข" in browser.get("/figures/").content.decode()


class TestPlaces:
    def test_thai_joins_by_spaces_and_abbreviates_the_kind(self) -> None:
        with translation.override("th"):
            assert words.place(SUBDISTRICT) == "ต.มิตรภาพ อ.สีคิ้ว"

    def test_english_joins_by_commas_and_says_the_kind(self) -> None:
        with translation.override("en"):
            assert words.place(SUBDISTRICT) == "Mittraphap Subdistrict, Sikhio District"

    def test_an_office_that_the_posts_name_holds_is_not_said_twice(self) -> None:
        with translation.override("th"):
            for post in people.posts():
                said = words.signature(post.code, post.office)
                name = people.organisation_by_id(post.office).names.show()
                assert said.count(name) == 1, said


class TestPins:
    def test_a_face_without_an_exact_place_stands_on_the_point_of_its_area_and_says_so(self) -> None:
        shown = face(place=COMMUNITY, point=None)
        (pin,) = faces.features([shown])
        assert pin["properties"]["about"] is True
        assert "ชุมชนที่ 4" in pin["properties"]["place"]
        assert pin["geometry"]["coordinates"][1] == pytest.approx(14.9, abs=0.05)

    def test_a_face_of_which_nobody_knows_the_place_gets_no_pin(self) -> None:
        assert faces.features([face(place=None, point=None), face(place="30", point=None)]) == []


def face(**changed: object) -> object:
    return replace(cases.case_face(filed(None, clock.now()).reference), **{"jurisdiction": None, **changed})


def test_the_sources_page_names_every_source_word_for_word(browser: Client) -> None:
    html = browser.get("/sources/").content.decode()
    assert all(escape(source) in html for source, _ in places.sources())


def test_a_source_of_one_place_stands_beside_its_name_in_names_and_numbers_alone(browser: Client) -> None:
    """So that a page in Thai holds no English sentence."""
    html, sources = browser.get("/sources/").content.decode(), places.sources()
    (source, place), *_ = [one for one in sources if one[1]]
    assert f"{place.show('th')}: {escape(source)}" in html
    assert not [said for said, _ in sources if re.search(r"\b(of|by|to|the|its|there|about)\b", said)]


def test_other_pages_thank_in_a_few_words_only(browser: Client) -> None:
    foot = browser.get("/").content.decode().split("<footer")[1]
    assert "GeoNames" in foot
    assert len(foot) < 4000
