"""Before filing: which lamp is it, and "23 m from here, the same lamp: follow it?", as a browser without scripts meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from korat.blocks.cases.models import Case
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.geo import Point
from tests.domains.living.slips import URL
from tests.pages import read, words
from tests.reports import BEND, IN_TOWN, filed, row
from tests.things import found, lamp, lamp_at

METRE = 1 / 111_195
HERE = Point(BEND.lat + 23 * METRE, BEND.lon)
Answers = Callable[..., dict[str, Any]]
ABOUT = {"where": replace(IN_TOWN, asset="SK-1")}


@pytest.fixture
def kind(answers: Answers) -> dict[str, Any]:
    """The page that asks for the kind, answered 23 m away from the bend."""
    return answers(step="kind", lat=f"{HERE.lat:.7f}", lon=f"{HERE.lon:.7f}")


def shown(browser: Client, told: dict[str, Any]) -> str:
    page = browser.post(URL, told)
    assert page.status_code == 200
    return words(page)


def pressed(browser: Client, told: dict[str, Any], name: str, value: str) -> Any:
    (form,) = read(browser.post(URL, told)).forms
    assert (name, value) in form.buttons
    return browser.post(URL, {**form.fields, name: value})


def test_the_lamps_that_stand_close_by_are_offered_with_their_distance_the_nearest_first(
    browser: Client, kind: dict[str, Any], now
) -> None:
    lamp("SK-1", now)
    lamp_at("SK-2", now, Point(HERE.lat + 5 * METRE, HERE.lon))
    lamp_at("SK-3", now, Point(HERE.lat + 90 * METRE, HERE.lon))
    lamp("SK-4", now, kind="drain")
    said = shown(browser, kind)
    assert said.index("SK-2") < said.index("SK-1")
    assert "23" in said and "SK-3" not in said and "SK-4" not in said


def test_the_lamp_that_was_pointed_at_is_what_the_report_is_about(browser: Client, kind: dict[str, Any], now) -> None:
    lamp("SK-1", now)
    page = pressed(browser, kind, "thing", "SK-1")
    (form,) = [one for one in read(page).forms if "description" in one.names]
    assert form.fields["pole"] == ["SK-1"] and "thing" not in form.fields
    last = browser.post(URL, {**form.fields, "step": "contact", "checked": "1", "q-light-owner": "town"})
    assert "SK-1" in words(last)
    (send,) = [one for one in read(last).forms if not one.buttons]
    browser.post(URL, send.fields)
    case = Case.objects.get()
    assert case.asset_id == found("SK-1").id
    assert (case.latitude, case.longitude) == (BEND.lat, BEND.lon)


def test_an_open_report_of_the_same_lamp_is_offered_as_such_with_its_distance(
    browser: Client, resident: Actor, kind: dict[str, Any], now
) -> None:
    lamp("SK-1", now)
    one = filed(resident, clock.now() - timedelta(hours=5), **ABOUT)
    said = shown(browser, kind)
    assert "ห่างจากที่นี่ 23 เมตร" in said or "23 m from here, the same" in said
    assert "SK-1" in said and one.reference in said
    (form,) = read(browser.post(URL, kind)).forms
    assert ("thing", "SK-1") not in form.buttons, "it is not offered a second time as unreported"
    page = pressed(browser, kind, "follow", one.reference)
    (contact,) = [form for form in read(page).forms if "phone" in form.names]
    last = browser.post(URL, contact.fields)
    (send,) = [one for one in read(last).forms if not one.buttons]
    browser.post(URL, send.fields)
    assert row(one.reference).leads == 1


def test_a_report_close_by_of_another_lamp_is_not_called_the_same(
    browser: Client, resident: Actor, kind: dict[str, Any], now
) -> None:
    lamp("SK-1", now)
    filed(resident, clock.now() - timedelta(hours=5))
    (form,) = read(browser.post(URL, kind)).forms
    assert ("thing", "SK-1") in form.buttons
    assert not any("SK-1" in said for said in heads(browser, kind))


def heads(browser: Client, told: dict[str, Any]) -> list[str]:
    return [one["how"] for one in browser.post(URL, told).context["offers"]]


def test_who_points_at_a_lamp_that_was_reported_from_farther_off_is_asked_once_more(
    browser: Client, resident: Actor, kind: dict[str, Any], now
) -> None:
    lamp("SK-1", now)
    one = filed(resident, clock.now() - timedelta(hours=5), **ABOUT)
    Case.objects.using("owner").filter(reference=one.reference).update(cell=None, latitude=None, longitude=None)
    page = pressed(browser, kind, "thing", "SK-1")
    assert one.reference in words(page)
    (form,) = read(page).forms
    page = browser.post(URL, {**form.fields, "follow": "no"})
    assert "description" in {name for form in read(page).forms for name in form.names}


def test_a_number_typed_with_the_telephones_place_tells_how_far_the_same_lamp_is(
    browser: Client, resident: Actor, kind: dict[str, Any], now
) -> None:
    lamp("SK-1", now)
    filed(resident, clock.now() - timedelta(hours=5), **ABOUT)
    (how,) = heads(browser, kind | {"pole": "sk-1"})
    assert "23" in how and "SK-1" in how
    (how,) = heads(browser, {**kind, "lat": "", "lon": "", "pole": "sk-1"})
    assert "23" not in how and "SK-1" in how


def test_who_names_the_community_alone_is_offered_the_reported_lamps_in_it_without_a_distance(
    browser: Client, resident: Actor, answers: Answers, now
) -> None:
    lamp("SK-1", now)
    one = filed(resident, clock.now() - timedelta(hours=5), **ABOUT)
    filed(resident, clock.now() - timedelta(hours=5))
    (offer,) = browser.post(URL, answers(step="kind")).context["offers"]
    assert (offer["reference"], "SK-1" in offer["how"]) == (one.reference, True)
    other = browser.post(URL, answers(step="kind", community="sikhio-town-05"))
    assert "description" in {name for form in read(other).forms for name in form.names}


def test_where_the_exact_place_is_not_public_no_thing_is_offered(
    browser: Client, kind: dict[str, Any], now, monkeypatch: pytest.MonkeyPatch
) -> None:
    from korat.blocks.catalog import queries as catalog

    lamp("SK-1", now)
    light = catalog.service_or_fail("report-problem").category("light")
    monkeypatch.setitem(light.__dict__, "place", "community")
    assert "SK-1" not in shown(browser, kind)


def test_a_number_that_nobody_knows_sends_back_to_the_place(browser: Client, kind: dict[str, Any]) -> None:
    page = browser.post(URL, kind | {"thing": "SK-999999", "step": "contact", "checked": "1"})
    assert "pole" in {name for form in read(page).forms for name in form.names}


def test_the_lamps_cost_two_statements_however_many_stand_there(browser: Client, kind: dict[str, Any], now) -> None:
    for number in range(8):
        lamp_at(f"SK-N{number}", now, Point(HERE.lat + number * METRE, HERE.lon))
    browser.post(URL, kind)
    with CaptureQueriesContext(connection) as asked:
        browser.post(URL, kind)
    assert len([one for one in asked if "korat_places_fixture" in one["sql"]]) == 2
