"""Two of us, each with a database of its own: a report passed on there becomes one request, and its end comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.blocks.people.pack import Bridge
from korat.kernel import clock
from korat.standards.open311.models import Outbound
from korat.standards.open311.outward import duty, wire
from tests.journeys.walks import Walk
from tests.reports import IN_TOWN, WORDS, filed, moved, office, row


@pytest.fixture
def bridged(isles: str, house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"endpoint": f"{isles}/open311/v2", "jurisdiction_id": "isles.example", "once": "key",
            "services": {"report-problem.light": {"code": "quay", "attributes": {"berth": "7b", "part": "plank"}}}}  # fmt: skip
    home = people.organisation("doh")
    assert home is not None
    partner = replace(home, bridge=Bridge.model_validate(said))
    monkeypatch.setattr(people, "bridged", lambda: (partner,))


def test_a_report_goes_to_the_isles_and_its_end_comes_back(
    isles: str, bridged: None, resident: Actor, officer: Actor, chromium: object, visitor: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    now = clock.now()
    reference = filed(resident, now, where=replace(IN_TOWN, point=None)).reference
    moved(officer, now, reference, "forward", office=office("doh"), note="ของท่าน", along=True)
    with monkeypatch.context() as patch:
        patch.setattr(wire, "in_words", answer_lost)
        duty.turn(now)
    assert Outbound.objects.get().state == "unsure"
    duty.turn(now + timedelta(minutes=2))
    there = Outbound.objects.get().remote
    (only,) = httpx.get(f"{isles}/open311/v2/requests.json", params={"jurisdiction_id": "isles.example"}).json()
    assert only["service_request_id"] == there

    master = Walk(visitor(width=1280), isles, "en")
    master.go("/")
    master.become("engineer")
    master.open_from_desk(there)
    assert WORDS in master.text()
    assert not [secret for secret in ("คำลับ-7d2", "คำลับ-7d3", "0812345678", "081 234 5678") if secret in master.text()]
    master.press("Accept")
    master.page.locator("summary", has_text="Say it is done").click()
    master.page.locator("textarea[name=settle-note]").fill("New lamps")
    master.press("Say it is done")
    master.press("Close")

    duty.turn(now + timedelta(minutes=30))
    assert row(reference).step == "done"


def answer_lost(exchange: Callable[[], object]) -> wire.Answer:
    """The partner has it, and we never hear so."""
    exchange()
    raise wire.Failed("broken")
