"""The whole report without touching a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from korat.blocks.cases.models import Case
from tests.journeys.axe import shows_focus
from tests.journeys.walks import WORDS, Walk

MOST_TABS = 80
FOCUSED = "one => one === document.activeElement && one.matches(':focus-visible')"


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until the wanted element has the focus, and shows it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate(FOCUSED):
            assert shows_focus(wanted)
            return
    raise AssertionError(f"{MOST_TABS} tabs do not reach {wanted}")


def enter(walk: Walk, button: str) -> None:
    tab_to(walk.page, walk.page.get_by_role("button", name=walk.say(button), exact=True))
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")


def test_a_report_is_made_with_the_keyboard_alone(site: str, visitor: Callable[..., Page]) -> None:
    walk = Walk(visitor(width=1280), site, "th")
    page, keys = walk.page, walk.page.keyboard
    walk.go("/report/report-problem/")
    tab_to(page, page.locator("a.skip"))
    keys.press("Enter")
    enter(walk, "Continue")

    walk.heading(walk.say("Where is it?"))
    tab_to(page, page.get_by_role("radio").first)
    keys.press("Space")
    tab_to(page, page.locator("select[name=community]"))
    keys.press("ArrowDown")
    tab_to(page, page.get_by_label(walk.say("Landmark or directions")))
    keys.type(WORDS["th"][1])
    enter(walk, "Continue")

    walk.heading(walk.say("What is it about?"))
    tab_to(page, page.get_by_role("radio").first)
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name=walk.category.names.show("th"))).to_be_checked()
    enter(walk, "Continue")

    walk.heading(walk.say("Tell us in your words"))
    tab_to(page, page.get_by_label(walk.say("What did you see?")))
    keys.type(WORDS["th"][0])
    enter(walk, "Continue")
    enter(walk, "Continue")
    enter(walk, "Send")

    reference, key = walk.keep()
    assert key
    case = Case.objects.get(reference=reference)
    assert (case.category, case.step) == ("light", "received")
