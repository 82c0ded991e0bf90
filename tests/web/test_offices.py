"""The public page of each office: days by kind and community, before and after a change, small cells kept back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.measures.models import Change
from korat.blocks.measures.queries import ChangeView
from korat.blocks.places import queries as places
from korat.kernel import clock
from korat.web.present import offices as present
from tests.pages import form, read, words
from tests.reports import filed, office

SignIn = Callable[[str], Client]
CODE = "sikhio-town.engineering"
PAGE = f"/en/offices/{CODE}/"
ADD = """
    INSERT INTO korat_measures_tally (office_id, what, place_id, category, period, service, days, n)
    VALUES (%s, 'completed', %s, %s, %s, 'report-problem', %s, %s)
"""

MORE = "DO UPDATE SET n = korat_measures_tally.n + EXCLUDED.n"


def month(back: int) -> date:
    day = clock.now().date().replace(day=1)
    for _ in range(back):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def completed(category: str, community: str, n: int, days: int, back: int = 1) -> None:
    """So many of a kind from a community were completed in so many days, some months ago."""
    place = places.id_of(community)
    with connections["owner"].cursor() as cursor:
        for of_place, of_category in ((None, ""), (None, category), (place, "")):
            cursor.execute(
                f"{ADD} ON CONFLICT (office_id, what, place_id, category, period, service, days) {MORE}",
                [office(CODE), of_place, of_category, month(back), days, n],
            )


@pytest.fixture
def year(house: None) -> None:
    """Lamps and roads in quantity; three drains and six footpaths; ten days, since a new crew four."""
    for back, days in ((5, 10), (1, 4)):
        completed("light", "sikhio-town-04", 20, days, back)
        completed("road", "sikhio-town-05", 30, days, back)
    completed("drain", "sikhio-town-06", 3, 50)
    completed("footpath", "sikhio-town-04", 6, 7)


def rows(page: HttpResponse) -> dict[str, list[str]]:
    """The cells of each table row by its heading."""
    content = page.content.decode()
    found = {}
    for part in content.split("<tr>")[1:]:
        plain = [" ".join(piece.split(">", 1)[-1].split()) for piece in part.replace("</a>", "").split("</t")[:-1]]
        cells = [cell.rsplit(">", 1)[-1].strip() for cell in plain if cell]
        found.setdefault(cells[0], cells[1:]) if cells else None
    return found


@pytest.mark.usefixtures("year")
def test_median_and_90th_percentile_by_kind_and_community(browser: Client) -> None:
    found = rows(browser.get(PAGE))
    said = words(browser.get(PAGE))
    assert "109" in said
    assert any(cells[:3] == ["60", "4", "10"] for cells in found.values())


@pytest.mark.usefixtures("year")
def test_a_small_cell_is_kept_back_and_one_more_so_that_subtraction_does_not_tell_it(browser: Client) -> None:
    page = browser.get(PAGE)
    kept_back = [name for name, cells in rows(page).items() if cells and cells[0].startswith("fewer than 5")]
    assert len([name for name in kept_back if name]) >= 2
    assert not [cells for cells in rows(page).values() if cells[:1] in (["3"], ["6"])]


def test_of_fewer_than_five_in_all_nothing_is_told(browser: Client, house: None) -> None:
    completed("drain", "sikhio-town-06", 4, 50)
    said = words(browser.get(PAGE))
    assert "fewer than 5" in said
    assert "50" not in said
    assert "<svg viewBox" not in browser.get(PAGE).content.decode()


@pytest.mark.usefixtures("year")
def test_the_office_tells_a_change_and_the_page_compares_before_and_after(sign_in: SignIn, browser: Client) -> None:
    officer = sign_in("officer")
    told = form(officer.get(PAGE), "words")
    day = month(3)
    sent = told.filled(words="A second crew", day_day=str(day.day), day_month=str(day.month), day_year=str(day.year))
    assert officer.post(told.action, sent).status_code == 302
    assert Act.objects.filter(kind="measures.change.marked").count() == 1
    page = browser.get(PAGE)
    assert "A second crew" in words(page)
    assert rows(page)["Before"][:1] == ["10"]
    assert rows(page)["After"][:1] == ["4"]
    assert 'class="mark"' in page.content.decode()


@pytest.mark.usefixtures("year")
def test_only_whoever_prepares_the_offices_words_tells_or_takes_back(sign_in: SignIn) -> None:
    sent = {"words": "x", "day_day": "1", "day_month": "1", "day_year": "2026"}
    for name in ("outsider", "crew", "dpo"):
        assert sign_in(name).post(f"/offices/{CODE}/change", sent).status_code == 404
    assert not Change.objects.exists()
    officer = sign_in("officer")
    officer.post(f"/offices/{CODE}/change", sent)
    change = Change.objects.get()
    assert sign_in("dpo").post(f"/offices/{CODE}/change/{change.pk}/end").status_code == 404
    assert officer.post(f"/offices/{CODE}/change/{change.pk}/end").status_code == 302
    assert Change.objects.get().retired_at is not None


def test_a_change_that_is_yet_to_come_is_refused_in_words(sign_in: SignIn, house: None) -> None:
    sent = {"words": "x", "day_day": "1", "day_month": "1", "day_year": "2199"}
    answer = sign_in("officer").post(f"/en/offices/{CODE}/change", sent)
    assert answer.status_code in (400, 422)
    assert not Change.objects.exists()


@pytest.mark.usefixtures("year")
def test_the_list_leads_to_each_office_that_completed_anything(browser: Client) -> None:
    links = read(browser.get("/en/offices/")).links
    assert PAGE in links
    assert browser.get("/en/offices/no-such/").status_code == 404


def test_the_page_of_a_town_leads_to_the_figures_of_its_divisions_and_not_to_crews(browser: Client) -> None:
    links = read(browser.get("/en/offices/sikhio-town/")).links
    assert "/en/offices/sikhio-town.engineering/" in links
    division = read(browser.get("/en/offices/sikhio-town.engineering/")).links
    assert not [one for one in division if "crew" in one]


def test_a_community_sees_its_public_reports_and_no_others(browser: Client, resident: Actor) -> None:
    here = filed(resident, clock.now())
    sealed = filed(resident, clock.now(), "service")
    said = words(browser.get("/en/lens/community/sikhio-town-04/"))
    assert here.reference in said
    assert sealed.reference not in said
    assert "คำลับ" not in browser.get("/en/lens/community/sikhio-town-04/").content.decode()
    assert here.reference not in words(browser.get("/en/lens/community/sikhio-town-05/"))
    assert browser.get("/en/lens/community/sikhio-town/").status_code == 404


def test_each_place_leads_to_a_page_that_is_there(house: None, browser: Client) -> None:
    town = places.jurisdictions()[0].code
    completed("light", "sikhio-town-04", 20, 4)
    completed("light", town, 20, 4)
    links = [link for link in read(browser.get(PAGE)).links if town in link and "offices" not in link]
    assert len(links) >= 2
    assert {browser.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(("day", "split"), [(date(2026, 7, 1), date(2026, 7, 1)), (date(2026, 7, 2), date(2026, 8, 1))])
def test_the_first_whole_month_counts_as_after_a_change(day: date, split: date) -> None:
    told = ChangeView(1, day, "A second crew")
    compared = present.compare([told], "", date(2026, 1, 1), date(2026, 11, 1))
    assert compared is not None and compared.split == split
