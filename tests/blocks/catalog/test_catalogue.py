"""The catalogue as the applied pack has it: services, search, calendar, profile."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from korat.blocks.catalog import queries as catalog
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.language import FIRST

pytestmark = pytest.mark.usefixtures("house")
REPORT = "report-problem"


def found(words: str) -> list[str]:
    return [hit.category.code if hit.category else hit.service.code for hit in catalog.search(words)]


def test_services_are_found_by_code() -> None:
    report = catalog.service(REPORT)
    assert report in catalog.services()
    assert report in catalog.with_open311()
    assert catalog.service("nothing") is None
    with pytest.raises(NotFound):
        catalog.service_or_fail("nothing")


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("ไฟดับ", "light"),
        ("ไฟถนนดับมืดมาก", "light"),
        ("ไฟ ทาง ดับ", "light"),
        ("street LIGHT", "light"),
        ("ถนนเป็นหลุม", "road"),
        ("potholl", "road"),
        ("pothole near the school", "road"),
        ("ขยะไม่เก็บ", "waste"),
        ("หมาจรจัด", "animal"),
    ],
)
def test_a_trouble_is_found_by_what_people_call_it(words: str, category: str) -> None:
    assert found(words)[0] == category


@pytest.mark.parametrize("words", ["", "   ", "\u200b", "zzzzqq", "ฮฮฮฮฮ", "!!!"])
def test_nothing_is_found_for_nothing(words: str) -> None:
    assert found(words) == []


def test_a_search_of_too_many_letters_is_refused_in_words() -> None:
    with pytest.raises(Invalid):
        catalog.search("ก" * 1000)


def test_every_category_leads_to_an_office_from_everywhere() -> None:
    report = catalog.service_or_fail(REPORT)
    [town] = places.jurisdictions()
    for category in report.categories:
        answers = [None, "unknown", *category.ownership.answers]
        for answer in answers:
            for jurisdiction in (town.code, catalog.OUTSIDE, None):
                routed = catalog.route(report, category, answer, jurisdiction)
                office = people.organisation_by_id(routed.office_id)
                assert office is not None
                assert office.code == routed.office


def test_a_complaint_about_the_office_bypasses_the_division() -> None:
    report = catalog.service_or_fail(REPORT)
    [town] = places.jurisdictions()
    light = catalog.route(report, report.category("light"), None, town.code)
    about = catalog.route(report, report.category("service"), None, town.code)
    assert about.office_id != light.office_id


def test_clocks_stand_still_on_holidays_and_at_night() -> None:
    week = catalog.week(datetime(2026, 4, 10, tzinfo=UTC))
    evening = datetime(2026, 4, 10, 12, 0, tzinfo=UTC)  # Friday 19:00, before Songkran
    assert week.next_working(evening) == datetime(2026, 4, 16, 1, 30, tzinfo=UTC)
    assert date(2026, 4, 13) in week.holidays
    assert str(week.zone) == "Asia/Bangkok"


def test_the_confirmed_years_are_known() -> None:
    assert 2026 in catalog.confirmed_years()
    assert 2027 not in catalog.confirmed_years()
    assert 2027 in catalog.years()


def test_the_profile_has_words_for_purposes_bases_and_the_four_dimensions() -> None:
    profile = catalog.profile()
    assert len(profile.dimensions) == 4
    for post in people.posts():
        assert post.basis in profile.bases
        for purpose in post.purposes:
            assert profile.purposes[purpose].show(FIRST)


def test_asking_again_asks_the_database_nothing() -> None:
    catalog.search("x"), catalog.week(datetime.now(UTC)), catalog.profile()
    with CaptureQueriesContext(connection) as asked:
        catalog.search("ไฟดับ"), catalog.week(datetime.now(UTC)), catalog.profile(), catalog.services()
    assert len(asked) <= 1
