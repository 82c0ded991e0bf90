"""A report in a province that does not exist: other words, two levels of places, other working days, no Thai."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.journeys.conftest import free_port, running, wait_for
from tests.journeys.walks import Walk

THAI = re.compile("[\u0e00-\u0e7f]")


@pytest.fixture(scope="module")
def isles() -> Iterator[str]:
    """The address of a Korat of its own, with a database, a web server and a worker of its own."""
    home, port = Path(tempfile.mkdtemp(prefix="korat-isles-")), free_port()
    environ = {
        "KORAT_HOME": str(home),
        "KORAT_PORT": str(port),
        "KORAT_PACK": "xx-00-example",
        "DATABASE_URL": "",
        "DATABASE_OWNER_URL": "",
    }
    with running(sys.executable, str(ROOT / "tests/journeys/isles.py"), environ=environ):
        wait_for(f"http://localhost:{port}/healthz")
        yield f"http://localhost:{port}"
    shutil.rmtree(home)


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
