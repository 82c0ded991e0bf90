"""An officer makes a public copy of a group photo: by touch, by mouse, by keyboard, without scripts, on both screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect

from korat.blocks.cases.values import Opened
from korat.blocks.documents import actions as documents
from korat.blocks.documents import queries as documents_read
from korat.kernel import clock
from tests import portrait
from tests.cast import actor
from tests.journeys.axe import shows_focus, spotless
from tests.journeys.walks import Walk
from tests.reports import filed, row

Visitor = Callable[..., Page]
TOLD = "ไฟดับหน้าบ้านเลขที่ 12/3 รถทะเบียน กข 1234 ชนเสา โทร ๐๘๑-๒๓๔ ๕๖๗๘"


@pytest.fixture
def group(site: str) -> Opened:
    """A report with a photograph of five faces."""
    at = clock.now() - timedelta(hours=1)
    resident = actor("resident", at)
    photo = documents.receive(file=BytesIO(portrait.five_faces()), name="group.jpg", now=at).handle
    return filed(resident, at, photos=(photo,), description=TOLD)


def officer(site: str, visitor: Visitor, width: int, language: str = "th", *, scripts: bool = True) -> Walk:
    walk = Walk(visitor(width=width, scripts=scripts), site, language, seen=spotless if scripts else lambda _page: None)
    walk.page.goto(f"{site}/")
    walk.become("engineer")
    return walk


def published(group: Opened) -> int:
    return sum(one.public for one in documents_read.photos(group.uuid))


@pytest.mark.parametrize(("width", "language"), [(360, "th"), (1280, "th"), (360, "en"), (1280, "en")])
def test_five_faces_and_a_drawn_box_are_hidden_and_what_was_seen_is_published(
    site: str, visitor: Visitor, group: Opened, width: int, language: str
) -> None:
    walk = officer(site, visitor, width, language)
    page = walk.page
    walk.go(f"/c/{group.reference}/publish/publish")
    assert page.locator("[name^=face-]:checked").count() >= 5
    expect(page.locator("[name=hide]:checked")).to_have_count(3)
    page.locator("[name=photo]").check()
    veil = page.locator("[data-veil]")
    veil.scroll_into_view_if_needed()
    frame = veil.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + frame["height"] * 0.7, steps=5)
    page.mouse.up()
    left, top, right, bottom = map(int, page.locator("[name^=box-]").input_value().split())
    assert all(abs(a - b) < 15 for a, b in zip((left, top, right, bottom), (300, 500, 500, 700), strict=True))
    expect(page.locator("[name^=cell-]:checked")).to_have_count(0)
    page.mouse.click(frame["x"] + 12, frame["y"] + frame["height"] - 12)
    expect(page.locator("[name^=cell-]:checked")).to_have_value("41")
    spotless(page)

    walk.press(walk.say("Show me the copy"))
    expect(page.locator("main")).not_to_contain_text("๐๘๑")
    assert page.locator("figure img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 1280
    assert published(group) == 0
    walk.press(walk.say("Publish this"))
    assert published(group) == 1
    assert "กข 1234" not in row(group.reference).public_text


def test_without_scripts_it_is_all_ticks(site: str, visitor: Visitor, group: Opened) -> None:
    walk = officer(site, visitor, 360, scripts=False)
    page = walk.page
    page.goto(f"{site}/c/{group.reference}/publish/publish")
    page.locator("[name=photo]").check()
    page.locator("[name^=cell-]").nth(20).check()
    page.get_by_role("button", name=walk.say("Show me the copy")).click()
    expect(page.locator("figure img")).to_be_visible()
    page.get_by_role("button", name=walk.say("Publish this")).click()
    page.wait_for_url(re.compile(f"/c/{group.reference}$"))
    assert published(group) == 1


def test_with_the_keyboard_alone_every_square_is_reached_and_shows_it(
    site: str, visitor: Visitor, group: Opened
) -> None:
    page = officer(site, visitor, 360).page
    page.goto(f"{site}/c/{group.reference}/publish/publish")
    for number in (0, 7, 47):
        square = page.locator("[name^=cell-]").nth(number)
        square.focus()
        page.keyboard.press("Space")
        expect(square).to_be_checked()
        assert shows_focus(square)


def test_a_drawn_box_is_taken_back_and_survives_a_way_back(site: str, visitor: Visitor, group: Opened) -> None:
    walk = officer(site, visitor, 1280)
    page = walk.page
    page.goto(f"{site}/c/{group.reference}/publish/publish")
    page.locator("[data-veil]").scroll_into_view_if_needed()
    frame = page.locator("[data-veil]").bounding_box()
    assert frame is not None
    for start in (10, 200):
        page.mouse.move(frame["x"] + start, frame["y"] + 20)
        page.mouse.down()
        page.mouse.move(frame["x"] + start + 100, frame["y"] + 120, steps=4)
        page.mouse.up()
    expect(page.locator("rect.drawn")).to_have_count(2)
    page.get_by_role("button", name=walk.say("Remove the last box")).click()
    expect(page.locator("rect.drawn")).to_have_count(1)
    kept = page.locator("[name^=box-]").input_value()
    assert len(kept.split(";")) == 1
    page.locator("[name=photo]").check()
    page.get_by_role("button", name=walk.say("Show me the copy")).click()
    page.get_by_role("button", name=walk.say("Change something")).click()
    expect(page.locator("rect.drawn")).to_have_count(1)
    expect(page.locator("[name^=box-]")).to_have_value(kept)
