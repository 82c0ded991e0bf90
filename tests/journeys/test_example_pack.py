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


def reported(page: Walk, kind: str, *, post: str = "") -> str:
    """A report of this kind by its shortest way; its number."""
    page.go("/report/harbour-report/")
    page.on()
    if post:
        page.page.locator("input[name=pole]").fill(post)
    page.page.get_by_label("District").select_option("isles-old")
    page.page.get_by_label("Landmark or directions").fill("By the blue crane")
    page.on()
    page.choose(kind)
    page.on()
    page.page.get_by_label("What did you see?").fill("It is broken.")
    page.page.get_by_label("How many lamps?").fill("1")
    page.choose("On a path or a quay")
    page.on()
    page.on()
    page.press("Send")
    return page.keep()[0]


def test_what_the_harbour_may_not_spend_alone_waits_for_the_speakers_word(
    chromium: object, isles: str, visitor: Callable[..., Page]
) -> None:
    reference = reported(Walk(visitor(), isles, "en"), "Lamp or beacon")
    master = Walk(visitor(width=1280), isles, "en")
    master.go("/")
    master.become("engineer")
    master.open_from_desk(reference)
    master.press("Accept")
    form = master.page.locator("form").filter(has=master.page.get_by_role("button", name="Put it to the Speaker"))
    master.page.locator("summary", has_text="Put it to the Speaker").click()
    form.locator("textarea").fill("A new lamp costs forty crowns.")
    master.press("Put it to the Speaker")
    assert "The Speaker weighs it" in master.text()

    speaker = Walk(visitor(width=1280), isles, "en")
    speaker.go("/")
    speaker.become("mayor")
    speaker.go("/desk/morning/")
    waiting = speaker.page.locator("article.decision").filter(has_text=reference)
    speaker.press("Yes, do it", within=waiting)
    expect(speaker.page.locator("#decisions")).not_to_contain_text(reference)
    master.open_from_desk(reference)
    assert "The Speaker said yes" in master.text()


def test_what_its_maker_still_owes_is_claimed_by_itself(
    chromium: object, isles: str, visitor: Callable[..., Page]
) -> None:
    master = Walk(visitor(width=1280), isles, "en")
    master.go("/")
    master.become("engineer")
    master.go("/desk/assets/lists/")
    lamps = b"code,kind,place,lat,lon,warranty_until\nLAMP-001,pole,isles-old,9.98120,-29.97080,2035-01-01\n"
    file = {"name": "posts.csv", "mimeType": "text/csv", "buffer": lamps}
    master.page.set_input_files("input[type=file]", [file])
    master.press("Send the list")
    until(master, "/desk/assets/", "LAMP-001")
    reference = reported(Walk(visitor(), isles, "en"), "Lamp or beacon", post="LAMP-001")
    until(master, "/desk/?service=maker-claim", "MK")
    master.open_from_desk(reference)
    assert re.search(r"MK[0-9]{2}-", master.text())


def until(walk: Walk, path: str, said: str) -> None:
    """What the worker does is there within half a minute."""
    for _ in range(60):
        walk.go(path)
        if said in walk.text():
            return
        walk.page.wait_for_timeout(500)
    raise AssertionError(walk.text())
