"""A report in a province that does not exist: other words, two levels of places, other working days, no Thai."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.walks import Walk

THAI = re.compile("[\u0e00-\u0e7f]")


def test_an_islander_reports_a_loose_plank(chromium: object, isles: str, visitor: Callable[..., Page]) -> None:
    walk = Walk(visitor(), isles, "en")
    page = walk.page
    walk.go("/")
    expect(page.locator(".brand b")).to_have_text("Isles Online")
    with page.expect_navigation():
        page.get_by_role("link", name="Report a problem", exact=True).click()
    walk.on()

    walk.heading("Where is it?")
    page.get_by_label("District").select_option("isles-old")
    page.get_by_label("Landmark or directions").fill("By the blue crane")
    walk.on()
    walk.choose("Quay or pier")
    walk.on()

    page.get_by_label("What did you see?").fill("The third plank is loose.")
    page.get_by_label("Number of the berth").fill("7b")
    page.get_by_label("Length of the damage in metres").fill("1.5")
    page.get_by_label("What happened?").fill("A cart broke it.")
    walk.choose("Plank")
    page.get_by_role("checkbox", name="People may trip").check()
    walk.on()
    walk.on()
    for answer in ("Old Harbour", "The third plank is loose.", "7b", "1.5", "People may trip"):
        assert answer in walk.text()
    walk.press("Send")
    reference, key = walk.keep()
    assert reference.startswith("HR")

    islander = Walk(visitor(), isles, "en")
    islander.come_back(reference, key)
    assert "Harbour Works" in islander.text()
    assert not THAI.search(islander.text())

    master = Walk(visitor(width=1280), isles, "en")
    master.go("/")
    master.become("engineer")
    master.open_from_desk(reference)
    master.press("Accept")
    assert "In hand" in master.text()
