"""Where it is: the pin of one's own beside a photograph that knows a place, and the browser's way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walks import Walk

Visitor = Callable[..., Page]
STOOD = {"latitude": 14.901, "longitude": 101.731, "accuracy": 12}


def test_the_pin_counts_beside_a_photograph_that_knows_another_place(
    site: str, visitor: Visitor, picture: Path
) -> None:
    walk = Walk(visitor(), site, "th")
    page = walk.page
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(STOOD)
    walk.go("/report/report-problem/?category=light")
    walk.photo(picture)
    page.get_by_role("button", name=walk.say("I am at the place now")).click()
    expect(page.locator(".found")).not_to_be_empty()
    walk.on()
    # Whose area it is was not said: the page comes again, and the pin is where it was.
    expect(page.locator(".place .pin.mine")).to_be_visible()
    page.get_by_role("radio").first.check()
    walk.on()
    walk.heading(walk.say("What is it about?"))
    expect(page.locator("input[name=lat]")).to_have_value("14.901000")
    expect(page.locator("input[name=photo_lat]")).to_have_value("14.890000")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_the_browsers_way_back_finds_the_page_before_with_its_answers(
    site: str, visitor: Visitor, scripts: bool
) -> None:
    walk = Walk(visitor(scripts=scripts), site, "en")
    walk.go("/report/report-problem/?category=light")
    walk.on()
    walk.place(community="sikhio-town-07", landmark="At the bend", from_photo=False)
    walk.on()
    walk.heading(walk.say("Tell us in your words"))
    walk.page.go_back()
    walk.heading(walk.say("What is it about?"))
    walk.page.go_back()
    walk.heading(walk.say("Where is it?"))
    expect(walk.page.get_by_label(walk.say("Landmark or directions"))).to_have_value("At the bend")
    walk.on()
    walk.heading(walk.say("What is it about?"))
