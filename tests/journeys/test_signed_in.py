"""With an account: in by a code, a report under one's name, a crew that never learns it, and who looked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Page, expect

from korat.blocks.ledger.models import Act
from korat.blocks.people import queries as people
from korat.web.present import words
from tests.journeys.walks import Walk, code_in, work

Visitor = Callable[..., Page]
PHONE, NAME = "0899990042", "แก้วตาขวัญใจ"


def sign_in(newcomer: Walk) -> None:
    """The code comes out of the demonstration's outbox, opened beside the page that asks for it."""
    newcomer.go("/sign-in/")
    newcomer.page.fill("input[name=address]", PHONE)
    newcomer.press(newcomer.say("Send me a code"))
    outbox = newcomer.page.context.new_page()
    outbox.goto(f"{newcomer.site}/demo/outbox/")
    newcomer.page.fill("input[name=code]", code_in(outbox.locator("article").first.inner_text()))
    newcomer.press(newcomer.say("Sign in"))
    newcomer.page.get_by_label(newcomer.say("Given name"), exact=True).fill(NAME)
    newcomer.on()
    assert NAME in newcomer.text()


def test_a_newcomer_signs_in_by_a_code_reports_and_reads_who_looked(site: str, visitor: Visitor, picture: Path) -> None:
    newcomer = Walk(visitor(), site, "th")
    sign_in(newcomer)
    reference, key = newcomer.file(picture, contact=lambda: known_already(newcomer))
    assert key == ""

    engineer = Walk(visitor(width=1280), site, "th")
    engineer.go("/")
    engineer.become("engineer")
    engineer.open_from_desk(reference)
    assert NAME in engineer.text()
    engineer.take_and_order()
    work()

    crew = Walk(visitor(), site, "th", seen=names_nobody)
    crew.go("/")
    crew.become("crew")
    crew.open_from_desk(reference)
    crew.hand_in(picture)

    newcomer.go("/my/messages/")
    assert reference in newcomer.text()
    newcomer.go("/my/looks/")
    assert_looks_stand_there(newcomer, reference)


def known_already(newcomer: Walk) -> None:
    expect(newcomer.page.locator("input[name=name]")).to_have_value(NAME)


def names_nobody(page: Page) -> None:
    """In words, in a hidden field, anywhere."""
    whole = page.content()
    assert NAME not in whole, page.url
    assert PHONE[1:] not in whole.replace("-", "").replace(" ", ""), page.url


def assert_looks_stand_there(newcomer: Walk, reference: str) -> None:
    """Office, post, purpose, legal ground and time of each look at this report; its number leads back to it."""
    looks = Act.objects.filter(look=True, kind="ledger.record.looked").exclude(ground__in=("self", "service"))
    assert {look.post for look in looks} == {"sikhio-town.engineer", "sikhio-town.lights-technician"}
    shown = newcomer.page.locator(".look-row").filter(has_text=reference).all_inner_texts()
    with translation.override("th"):
        for look in looks:
            said = [people.organisation_by_id(look.office_id).names.show(), people.post_names(look.post).show()]
            said += [str(words.purpose(look.purpose)), str(words.basis(look.basis))]
            assert any(all(part in row for part in said) for row in shown), (said, shown)
    newcomer.page.get_by_role("link", name=reference).first.click()
    expect(newcomer.page.locator(".case-head .ref b")).to_have_text(reference)
