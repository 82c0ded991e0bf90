"""What a page costs over the air, fonts and all, as the browser counts the bytes that came in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from korat.blocks.cases import actions as cases
from korat.blocks.cases.values import Request, Where
from korat.blocks.catalog import queries as catalog
from korat.kernel import clock
from tests.journeys.walks import Walk

KB = 1024


@dataclass
class Meter:
    """Counts the bytes of everything that a page fetches: headers and compressed bodies."""

    page: Page
    kinds: dict[str, str] = field(default_factory=dict)
    came: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wire = self.page.context.new_cdp_session(self.page)
        wire.on("Network.responseReceived", self.begins)
        wire.on("Network.loadingFinished", self.ends)
        wire.send("Network.enable")

    def begins(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def ends(self, event: dict[str, Any]) -> None:
        self.came[event["requestId"]] = event["encodedDataLength"]

    def visit(self, address: str) -> None:
        self.came.clear()
        self.page.goto(address, wait_until="networkidle")

    def kilobytes(self, *kinds: str) -> float:
        return sum(size for one, size in self.came.items() if not kinds or self.kinds.get(one) in kinds) / KB


@pytest.mark.parametrize("language", ["", "/en"], ids=["thai", "english"])
@pytest.mark.parametrize(
    ("path", "whole", "scripts"),
    [
        ("/", 150, 30),
        ("/report/report-problem/", 150, 30),
        ("/reports/", 200, 80),
        ("/verify/", 150, 30),
        ("/is-it-from-us/", 150, 30),
        ("/sign-in/", 150, 30),
        ("/sign-in/passkey/", 150, 30),
    ],
    ids=["home", "question", "map", "check", "genuine", "sign-in", "passkey"],
)
def test_a_first_visit_keeps_to_its_budget(
    site: str, visitor: Callable[..., Page], path: str, whole: int, scripts: int, language: str
) -> None:
    meter = Meter(visitor())
    meter.visit(f"{site}{language}{path}")
    assert "Font" in meter.kinds.values()
    assert 0 < meter.kilobytes("Script") <= scripts
    assert meter.kilobytes() <= whole


@pytest.mark.parametrize("path", ["/services/", "/services/report-problem/", "/report/report-problem/", "/figures/"])
def test_a_following_page_keeps_to_its_budget(site: str, visitor: Callable[..., Page], path: str) -> None:
    meter = Meter(visitor())
    meter.visit(f"{site}/")
    meter.visit(f"{site}{path}")
    assert 0 < meter.kilobytes() <= 25


OWN = {
    "elder": (
        "/my/",
        "/my/looks/",
        "/my/grants/",
        "/my/grants/give/",
        "/my/export/",
        "/my/erase/",
        "/my/sessions/",
        "/my/ways/",
    ),
    "admin": ("/desk/", "/desk/keys/", "/desk/failures/", "/desk/is-it-from-us/", "/my/keys/", "/my/keys/new/"),
    "clerk": ("/desk/mandate/", "/desk/mandate/end/", "/desk/consents/", "/desk/consents/ask/", "/desk/emergency/"),
}


@pytest.mark.parametrize("persona", OWN)
def test_a_page_behind_the_sign_in_keeps_to_the_same_budget_once_the_letters_are_there(
    site: str, visitor: Callable[..., Page], persona: str
) -> None:
    meter = Meter(visitor())
    walk = Walk(meter.page, site, "th")
    walk.go("/")
    walk.become(persona)
    for path in OWN[persona]:
        meter.visit(f"{site}{path}")
        assert meter.page.url == f"{site}{path}"
        if "Font" in {meter.kinds.get(one) for one in meter.came}:
            meter.visit(f"{site}{path}")
        assert 0 < meter.kilobytes() <= 25, path


def test_a_full_list_keeps_to_the_budget_of_a_following_page(site: str, visitor: Callable[..., Page]) -> None:
    """Fifty reports on a page, the map already there."""
    for number in range(50):
        lamp(number)
    meter = Meter(visitor())
    meter.visit(f"{site}/reports/")
    meter.visit(f"{site}/reports/?category=light")
    expect(meter.page.locator(".items li")).to_have_count(50)
    assert meter.kilobytes("Document") <= 25


def lamp(number: int) -> None:
    service = catalog.service_or_fail("report-problem")
    light = next(one for one in service.categories if one.code == "light")
    where = Where(place=f"sikhio-town-{number % 19 + 1:02}", jurisdiction="sikhio-town", inside=True)
    request = Request(service=service, category=light, where=where, channel="web", description="")
    cases.open_case(actor=None, now=clock.now(), request=request, key=f"lamp-{number}")
