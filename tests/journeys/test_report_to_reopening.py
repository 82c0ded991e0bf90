"""One dark lamp, from the report to its reopening under the same number: on a phone, without scripts, in English."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from korat.blocks.cases.models import Case
from korat.blocks.ledger.models import Act
from tests.journeys.axe import spotless
from tests.journeys.walks import WORDS, Walk, unseen, work

Visitor = Callable[..., Page]
CHANGES = ["cases.case.opened", "take", "order", "finish", "reopen"]


def knows_no_place(reporter: Walk) -> None:
    """The photograph comes back without the place, the camera and the hour that the telephone wrote into it."""
    photo = reporter.page.get_by_role("img", name=reporter.say("Photo from the reporter"))
    answer = reporter.page.request.get(f"{reporter.site}{photo.get_attribute('src')}")
    assert dict(Image.open(BytesIO(answer.body())).getexif()) == {}


@pytest.mark.parametrize(
    ("language", "width", "scripts"),
    [("th", 360, True), ("th", 360, False), ("en", 1280, True)],
    ids=["thai-on-a-phone", "without-scripts", "english-on-a-desk"],
)
def test_a_dark_lamp_is_reported_repaired_and_reopened(
    site: str, visitor: Visitor, picture: Path, language: str, width: int, scripts: bool
) -> None:
    def walk() -> Walk:
        return Walk(visitor(width=width, scripts=scripts), site, language, spotless if scripts else unseen)

    reporter = walk()
    reference, key = reporter.file(picture)
    assert key

    again = walk()
    again.come_back(reference, key)
    expect(again.page.locator(".case-head .ref b")).to_have_text(reference)
    assert WORDS[language][0] in again.text()
    assert again.step("received") in again.text()
    knows_no_place(again)

    engineer = walk()
    engineer.go("/")
    engineer.become("engineer")
    engineer.open_from_desk(reference)
    assert WORDS[language][0] in engineer.text()
    engineer.take_and_order()
    assert engineer.step("ordered") in engineer.text()

    crew = walk()
    crew.go("/")
    crew.become("crew")
    crew.open_from_desk(reference)
    assert WORDS[language][2] in crew.text()
    crew.hand_in(picture)
    assert crew.step("done", own=False) in crew.text()
    assert crew.step("done") not in crew.text()

    work()
    again.go(f"/c/{reference}")
    assert again.step("done") in again.text()
    expect(again.page.get_by_role("img", name=again.say("Photo after the work"))).to_be_visible()
    again.choose(again.say("No, please come again"))
    again.press(again.move("confirm"))
    expect(again.page.locator(".case-head .tag")).to_have_text(again.step("reopened"))
    assert again.step("reopened") in again.text()
    expect(again.page.locator(".case-head .ref b")).to_have_text(reference)

    case = Case.objects.get(reference=reference)
    assert (case.step, case.reopened, case.channel) == ("reopened", 1, "web")
    assert (round(case.latitude, 2), round(case.longitude, 2)) == (14.89, 101.72)
    acts = Act.objects.filter(about=case.uuid, kind__startswith="cases.").order_by("id")
    assert [act.facts.get("move", act.kind) for act in acts] == CHANGES
    looks = Act.objects.filter(about=case.uuid, look=True).exclude(ground="self")
    assert {(look.post, look.purpose) for look in looks} >= {
        ("sikhio-town.engineer", "case.handle"),
        ("sikhio-town.lights-technician", "case.repair"),
    }
