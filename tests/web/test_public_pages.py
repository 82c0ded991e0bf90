"""What everyone may read: first page, search, services, reports on list and map, figures."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions as measures
from korat.kernel import clock
from korat.web.views import cases as views
from tests.pages import read, words
from tests.reports import BEND, CONTACT, filed, moved

SECRETS = ("คำลับ", CONTACT.phone, "081-234-5678", CONTACT.email)


def secrets_in(response: HttpResponse) -> list[str]:
    text = response.content.decode()
    return [secret for secret in SECRETS if secret in text]


class TestFirstPage:
    def test_search_dimensions_and_the_newest_reports(self, browser: Client, resident: Actor) -> None:
        opened = filed(resident, clock.now())
        page = browser.get("/")
        assert opened.reference in words(page)
        assert secrets_in(page) == []
        assert {
            f"/services/?dimension={code}" for code in ("equality", "safety", "opportunity", "sustainability")
        } <= set(read(page).links)
        assert "/report/report-problem/" in read(page).links

    def test_in_english_under_its_own_address(self, browser: Client) -> None:
        page = browser.get("/en/")
        assert "What can we help you with today?" in words(page)
        assert page["Content-Language"] == "en"


class TestSearch:
    @pytest.mark.parametrize("typed", ["ไฟดับ", "ไฟ ดับ", "street light", "STREET  LIGHT", "ไฟ\u200bดับ"])
    def test_what_people_call_it_leads_to_the_form(self, browser: Client, typed: str) -> None:
        page = browser.get("/services/", {"q": typed})
        assert "/report/report-problem/?category=light" in read(page).links

    @pytest.mark.parametrize("typed", ["zzzz", "'; --", "<script>", "%", "\x00", "ก" * 5000, "😀"])
    def test_nothing_found_offers_a_way_on(self, browser: Client, typed: str) -> None:
        page = browser.get("/services/", {"q": typed})
        assert page.status_code == 200
        assert "<script>" not in page.content.decode().split("<main", 1)[1]

    def test_by_dimension(self, browser: Client) -> None:
        assert "/services/report-problem/" in read(browser.get("/services/?dimension=safety")).links
        assert "/services/report-problem/" not in read(browser.get("/services/?dimension=opportunity")).links

    def test_a_service_tells_its_promise_its_fee_and_its_law(self, browser: Client) -> None:
        said = words(browser.get("/services/report-problem/"))
        for line in ("15 วัน", "30 วัน", "ไม่เสียค่าธรรมเนียม", "มาตรา 38", "ไฟทางดับ"):
            assert line in said

    def test_an_unknown_service_is_not_found(self, browser: Client) -> None:
        assert browser.get("/services/nothing/").status_code == 404


class TestReports:
    def test_faces_show_kind_state_place_and_number_and_no_secret(self, browser: Client, resident: Actor) -> None:
        opened = filed(resident, clock.now())
        sealed = filed(resident, clock.now(), "service", owner="manner")
        page = browser.get("/reports/")
        for line in (opened.reference, "ไฟทางดับ", "รับเรื่องแล้ว", "ชุมชนที่ 4"):
            assert line in words(page)
        assert sealed.reference not in words(page)
        assert secrets_in(page) == []

    def test_the_map_has_exact_points_only_where_the_kind_allows(self, browser: Client, resident: Actor) -> None:
        lamp, sick = filed(resident, clock.now()), filed(resident, clock.now(), "disease")
        answer = browser.get("/reports.geojson")
        assert answer["Content-Type"] == "application/geo+json"
        pins = {pin["properties"]["url"]: pin for pin in answer.json()["features"]}
        exact, about = pins[f"/c/{lamp.reference}"], pins[f"/c/{sick.reference}"]
        assert (exact["geometry"]["coordinates"], exact["properties"]["about"]) == ([BEND.lon, BEND.lat], False)
        assert about["properties"]["about"] is True
        assert about["geometry"]["coordinates"] != [BEND.lon, BEND.lat]
        assert secrets_in(answer) == []

    def test_filters_narrow_list_and_map_alike(self, browser: Client, resident: Actor, officer: Actor) -> None:
        lamp, road = filed(resident, clock.now()), filed(resident, clock.now(), "road")
        moved(officer, clock.now(), road.reference, "reject", reason="ซ้ำ")
        for path in ("/reports/", "/reports.geojson"):
            for sent, there, gone in (({"category": "road"}, road, lamp), ({"state": "open"}, lamp, road)):
                text = browser.get(path, sent).content.decode().split("<main", 1)[-1]
                assert f"/c/{there.reference}" in text
                assert f"/c/{gone.reference}" not in text

    def test_the_list_behind_an_offices_figure_holds_its_own_reports_and_says_whose(
        self, browser: Client, resident: Actor
    ) -> None:
        lamp, waste = filed(resident, clock.now()), filed(resident, clock.now(), "waste")
        page = words(browser.get("/reports/?office=sikhio-town.engineering"))
        assert lamp.reference in page and waste.reference not in page
        assert "กองช่าง" in page and "แสดงทั้งหมด" in page

    @pytest.mark.parametrize(
        "sent",
        [{"category": "x"}, {"state": "x"}, {"place": "x"}, {"office": "x"}, {"since": "2026-13"}, {"until": "x"}],
    )
    def test_a_filter_that_is_none_does_not_narrow(
        self, browser: Client, resident: Actor, sent: dict[str, str]
    ) -> None:
        lamp = filed(resident, clock.now())
        assert lamp.reference in words(browser.get("/reports/", sent))

    def test_page_after_page_every_report_comes_once(
        self, browser: Client, resident: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = [filed(resident, clock.now() - timedelta(hours=hour % 3)).reference for hour in range(7)]
        real = views.queries.faces
        monkeypatch.setattr(views.queries, "faces", lambda wanted, **options: real(wanted, **{**options, "limit": 3}))
        seen: list[str] = []
        onward = "?category=light"
        for _ in range(3):
            page = browser.get(f"/reports/{onward}")
            seen += re.findall(r"RP\d\d-\d{6}-\d", words(page))
            onward = next((link for link in read(page).links if link.startswith("?") and "before=" in link), "")
        assert onward == ""
        assert sorted(seen) == sorted(opened)


class TestFigures:
    def test_without_reports_it_says_so(self, browser: Client) -> None:
        assert browser.get("/figures/").status_code == 200

    def test_each_number_opens_what_is_behind_it(self, browser: Client, resident: Actor, officer: Actor) -> None:
        now = clock.now()
        before = (now.replace(day=1) - timedelta(days=3)).replace(hour=3)
        opened = [filed(resident, before) for _ in range(5)]
        filed(resident, before, "waste")
        moved(officer, before + timedelta(hours=2), opened[0].reference, "take")
        measures.refresh(actor=service_actor("measures"), now=now)
        page = browser.get("/figures/")
        month = f"{before:%Y-%m}"
        own = f"/reports/?place=sikhio-town&category=light&since={month}&until={month}"
        assert own in read(page).links
        assert "ไฟทางดับ" in words(page)
        later = filed(resident, now).reference
        behind = words(browser.get(own))
        assert all(one.reference in behind for one in opened) and later not in behind

    def test_each_community_and_market_is_found_from_the_figures(self, browser: Client, house: None) -> None:
        links = [link for link in read(browser.get("/figures/")).links if link.startswith("/lens/community/")]
        assert "/lens/community/sikhio-town-market-01/" in links and "/lens/community/sikhio-town-04/" in links
        assert {browser.get(link).status_code for link in (links[0], links[-1])} == {200}

    def test_a_kind_with_fewer_than_five_reports_has_no_row(self, browser: Client, resident: Actor) -> None:
        before = clock.now().replace(day=1) - timedelta(days=3)
        for _ in range(4):
            filed(resident, before, "waste")
        measures.refresh(actor=service_actor("measures"), now=clock.now())
        assert not [link for link in read(browser.get("/figures/")).links if "category=waste" in link]

    @pytest.mark.parametrize("place", ["nowhere", "'", "\x00", "sikhio-town"])
    def test_an_unknown_place_shows_the_first_town(self, browser: Client, place: str) -> None:
        assert browser.get("/figures/", {"place": place}).status_code == 200


@pytest.mark.parametrize("path", ["/outline.geojson", "/districts.geojson"])
def test_map_data_is_geojson(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer["Content-Type"] == "application/geo+json"
    assert answer.json()["type"] in ("Feature", "FeatureCollection")
    assert "max-age=3600" in answer["Cache-Control"]


def test_there_are_thirty_two_districts(browser: Client) -> None:
    assert len(browser.get("/districts.geojson").json()["features"]) == 32
