"""Every page of trust as a picture would show it: no violation, nothing wider than the screen, focus to be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import shows_focus, spotless
from tests.journeys.walks import Walk

Visitor = Callable[..., Page]
PAGES = {
    "": ("/is-it-from-us/", "/is-it-from-us/?code=K7QM-2XRD-G", "/verify/", "/verify/offline", "/sign-in/", "/sign-in/official/",
         "/sign-in/passkey/"),
    "elder": ("/my/", "/my/messages/", "/my/looks/", "/my/grants/", "/my/grants/code/", "/my/grants/give/", "/my/sessions/",
              "/my/export/", "/my/erase/", "/sign-in/again/", "/my/ways/"),
    "engineer": ("/my/", "/my/keys/", "/my/keys/new/", "/desk/"),
    "clerk": ("/desk/", "/desk/mandate/", "/desk/mandate/end/", "/desk/consents/", "/desk/consents/ask/", "/desk/emergency/",
              "/desk/counter/report-problem/"),
    "mayor": ("/desk/morning/", "/desk/report/", "/desk/audit/", "/offices/", "/offices/sikhio-town.engineering/",
              "/lens/community/sikhio-town-04/", "/lens/community/sikhio-town-market-01/", "/permits/", "/desk/costs/",
              "/desk/bills/"),
    "admin": ("/desk/", "/desk/keys/", "/desk/failures/", "/desk/is-it-from-us/"),
}  # fmt: skip
WAYS = [(360, "th"), (1280, "th"), (360, "en"), (1280, "en")]


def looked_at(site: str, visitor: Visitor, width: int, language: str, persona: str) -> Walk:
    walk = Walk(visitor(width=width), site, language, seen=spotless)
    walk.page.goto(f"{site}/")
    if persona:
        walk.become(persona)
    return walk


@pytest.mark.parametrize(("width", "language"), WAYS)
@pytest.mark.parametrize("persona", PAGES)
def test_every_page_of_trust_is_spotless(site: str, visitor: Visitor, persona: str, width: int, language: str) -> None:
    walk = looked_at(site, visitor, width, language, persona)
    for path in PAGES[persona]:
        walk.go(path)
        expect(walk.page.locator("h1"), path).to_be_visible()


@pytest.mark.parametrize(("width", "language"), WAYS[:1] + WAYS[-1:])
def test_what_follows_a_mistake_is_spotless_too(site: str, visitor: Visitor, width: int, language: str) -> None:
    """Forms sent empty, the last question before an erasure, an answer about a message and about a paper."""
    walk = looked_at(site, visitor, width, language, "elder")
    walk.go("/my/grants/give/")
    walk.on()
    walk.go("/my/erase/")
    walk.on()
    walk.press(walk.say("Erase"))
    walk.go("/is-it-from-us/")
    walk.page.locator("main textarea").fill("https://korat.example.top/gift ด่วน")
    walk.press(walk.say("Ask"))
    walk.press(walk.say("Tell the province about this message"))
    walk.go("/verify/")
    walk.page.locator("main textarea").fill("K7QM-2XRD-G")
    walk.press(walk.say("Check"))
    walk.become("clerk")
    walk.go("/desk/emergency/")
    walk.press(walk.say("Open the record"))


@pytest.mark.parametrize("persona", PAGES)
def test_whoever_tabs_through_sees_where_the_focus_is(site: str, visitor: Visitor, persona: str) -> None:
    walk = looked_at(site, visitor, 360, "th", persona)
    for path in PAGES[persona]:
        walk.page.goto(f"{site}{path}")
        reachable = [one for one in walk.page.locator("main :is(a, button, input, textarea, select, summary)").all()
                     if one.is_visible()]  # fmt: skip
        walk.page.keyboard.press("Tab")
        for one in reachable:
            one.focus()
            assert shows_focus(one), f"{path}: {one}"
