"""The page that checks papers without us: opened once, then the server stops for good."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from korat.blocks.documents.papers import actions, attached, claims, rendering
from korat.blocks.documents.papers import queries as papers
from korat.blocks.documents.papers.actions import Issued
from korat.blocks.documents.papers.certificates import Registry
from korat.blocks.ledger.actor import Actor
from korat.config import processes, verifying
from korat.kernel import clock
from korat.kernel.settings import read
from korat.web.present import papers as present
from tests.blocks.documents.papers import ROOT, House, every_flip
from tests.blocks.documents.touched import OFFICE, Hand, states
from tests.journeys.axe import spotless
from tests.journeys.conftest import free_port, running, wait_for

Visitor = Callable[..., Page]
LARGEST = 300_000


def issued(actor: Actor, **given: Any) -> Issued:
    return actions.issue_paper(
        actor=actor, now=clock.now(), issuer=present.issuer(), kind="confirmation", office=None, subject=actor.subject,
        about=None, content={"title": "ใบยืนยัน", "big": "R69-000001-1"}, language="th", **given,
    )  # fmt: skip


def qr(paper: Issued) -> str:
    found = attached.files(paper.pdf)
    assert found is not None
    return found[attached.SEAL].decode()


def answer(page: Page, text: str) -> str:
    page.fill("#text", text)
    page.evaluate("document.getElementById('answer').dataset.state = ''")
    page.locator("#check button:not([type])").click()
    expect(page.locator("#answer")).to_have_attribute("data-state", re.compile("."))
    return page.locator("#answer").get_attribute("data-state") or ""


def flipped(text: str, at: int) -> str:
    sealed = bytearray(claims.decoded(text.rsplit("/", 1)[1]))
    sealed[at] ^= 4
    return claims.text_of(bytes(sealed), "https://korat.example")


def test_a_paper_is_checked_after_the_server_is_gone(
    served: str, resident: Actor, visitor: Visitor, tmp_path: Path
) -> None:
    genuine, revoked = issued(resident), issued(resident)
    expired = issued(resident, expires=clock.now().date() - timedelta(days=3))
    actions.revoke_paper(actor=resident, now=clock.now(), paper=revoked.uuid, reason="mistake")
    page, spoken = visitor(), []
    page.on("console", lambda message: spoken.append(message.text) if message.type == "error" else None)
    port, sizes = free_port(), []
    page.on("response", lambda response: sizes.append(len(response.body())))
    with running(*processes.web(port, workers=1).command, environ={"KORAT_PORT": str(port)}):
        wait_for(f"http://localhost:{port}/follow/")
        page.goto(f"http://localhost:{port}/verify/offline")
        expect(page.locator("#kept-here")).to_be_visible()
    assert 1_000 < sum(sizes) <= LARGEST
    print(f"the page weighs {sum(sizes):,} bytes")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{port}/verify/")
    page.reload()
    expect(page.locator("#offline")).to_have_attribute("data-ready", "yes")
    text = qr(genuine)
    assert answer(page, text) == "valid"
    expect(page.locator("#answer")).to_contain_text(genuine.number)
    assert answer(page, text.lower()) == "valid"
    assert answer(page, qr(revoked)) == "revoked"
    assert answer(page, qr(expired)) == "expired"
    assert answer(page, flipped(text, -1)) == "altered"
    assert answer(page, flipped(text, 60)) == "altered"
    assert answer(page, text[:-9]) == "not_a_paper"
    assert answer(page, House(tmp_path, clock.now(), code="th-31-elsewhere").seal()[1]) == "unknown_issuer"
    assert judged(page, every_flip(text)) <= {"altered", "unknown_issuer", "not_a_paper"}
    whole, changed = tmp_path / "whole.pdf", tmp_path / "changed.pdf"
    whole.write_bytes(genuine.pdf)
    data = attached.files(genuine.pdf)[attached.DATA].replace(b"R69-000001-1", b"R69-000009-9")
    template = (ROOT / "packs" / "th-base" / "papers" / "sheet.typ").read_text()
    changed.write_bytes(rendering.pdf(rendering.Sheet(data, text, template, clock.now())))
    assert of_file(page, whole) == "valid"
    expect(page.locator("#answer")).to_contain_text("R69-000001-1")
    assert of_file(page, changed) == "altered"
    assert [line for line in spoken if "ERR_" not in line] == []


def judged(page: Page, texts: list[str]) -> set[str]:
    """The answers of the page's own code to many texts at once."""
    return set(
        page.evaluate(
            """async (texts) => {
              const { dataset } = document.getElementById("offline");
              const [paper, { holds }] = [await import(dataset.paper), await import(dataset.ed25519)];
              const { trust } = JSON.parse(document.getElementById("kept").textContent);
              const keys = new Map(trust.keys.map((key) => [key.id, paper.unhex(key.public)]));
              const found = await Promise.all(texts.map((text) => paper.check(text, { issuer: trust.issuer, keys, holds })));
              return found.map((one) => one.state);
            }""",
            texts,
        )
    )


def test_page_and_command_say_the_same_of_one_paper_in_many_states(
    served: str, resident: Actor, visitor: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whose signature it is, and what came after it: found in the browser with no server, and by `korat verify`."""
    pages = [unsigned(issued(resident)) for _ in range(2)]
    ours = Hand(Registry(read().home, present.issuer().code), clock.now())
    keys, listed = tmp_path / "keys.json", tmp_path / "list.json"
    keys.write_text(json.dumps(papers.published_keys(present.issuer().code, {}, clock.now())))
    listed.write_text(papers.revocation_list(present.issuer().code, clock.now()))
    page, port = visitor(), free_port()
    with running(*processes.web(port, workers=1).command, environ={"KORAT_PORT": str(port)}):
        wait_for(f"http://localhost:{port}/follow/")
        page.goto(f"http://localhost:{port}/verify/offline")
        expect(page.locator("#offline")).to_have_attribute("data-ready", "yes")
    said = {}
    for number, (name, pdf, state) in enumerate(states(pages[0], pages[1], ours, tmp_path / "stranger")):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf)
        by_page, shown = of_file(page, path), page.locator("#answer").inner_text()
        by_command = verifying.CODES[state] == verifying.verify_command(str(path), keys, listed)
        said[name] = (by_page, by_command, OFFICE in shown)
        assert said[name] == (state, True, state == "valid"), (name, shown, capsys.readouterr().out)
    assert len(said) > 20


def unsigned(paper: Issued) -> bytes:
    """The pages before the office signed them: with their true data and seal."""
    found = attached.files(paper.pdf)
    assert found is not None
    template = (ROOT / "packs" / "th-base" / "papers" / "sheet.typ").read_text()
    return rendering.pdf(rendering.Sheet(found[attached.DATA], found[attached.SEAL].decode(), template, clock.now()))


def of_file(page: Page, path: Path) -> str:
    page.set_input_files("#file", str(path))
    try:
        return answer(page, "")
    finally:
        page.set_input_files("#file", [])


def test_the_pages_own_arithmetic_agrees_with_the_browsers(served: str, visitor: Visitor) -> None:
    """Where a browser lacks Ed25519, the page computes it: the same answers over true, changed and wrong signatures."""
    page = visitor()
    page.goto(f"{served}/verify/offline")
    expect(page.locator("#offline")).to_have_attribute("data-ready", "yes")
    rows = page.evaluate(
        """async () => {
          const { byHand, holds } = await import(document.getElementById("offline").dataset.ed25519);
          const found = [];
          for (let i = 0; i < 40; i++) {
            const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
            const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
            const message = crypto.getRandomValues(new Uint8Array(40 + i));
            const signature = new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, pair.privateKey, message));
            const wrong = signature.slice(); wrong[(i * 10) % 64] ^= 1;
            const other = message.slice(); other[0] ^= 1;
            for (const [s, m] of [[signature, message], [wrong, message], [signature, other]])
              found.push([await byHand(key, s, m), await holds(key, s, m)]);
          }
          return found;
        }"""
    )
    assert [by_hand for by_hand, _ in rows] == [by_browser for _, by_browser in rows]
    assert [by_hand for by_hand, _ in rows] == [True, False, False] * 40


@pytest.mark.parametrize(
    ("hours", "said"), [(0, "hardly older than an hour"), (5, "5 hours old"), (47, "47 hours old"), (50, "2 days old")]
)
def test_the_age_of_the_list_is_told_in_hours_below_two_days(
    site: str, resident: Actor, visitor: Visitor, hours: int, said: str
) -> None:
    page, text = visitor(), qr(issued(resident))
    page.goto(f"{site}/en/verify/offline")
    expect(page.locator("#offline")).to_have_attribute("data-ready", "yes")
    page.clock.set_fixed_time(clock.now() + timedelta(hours=hours, minutes=1))
    assert answer(page, text) == "valid"
    expect(page.locator("#answer")).to_contain_text(said)
    expect(page.locator("main")).to_contain_text("revoked after you last opened this page")


@pytest.mark.parametrize("address", ["/verify/", "/en/verify/"])
def test_the_page_with_a_server_works_without_scripts(
    site: str, resident: Actor, visitor: Visitor, address: str
) -> None:
    page = visitor(scripts=False)
    page.goto(f"{site}{address}")
    page.fill("#text", qr(issued(resident)))
    page.locator("main form button").click()
    expect(page.locator("[data-state=valid]")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["", "/en"], ids=["thai", "english"])
def test_the_pages_of_papers_have_nothing_for_axe_to_say(
    site: str, resident: Actor, visitor: Visitor, width: int, language: str
) -> None:
    page, paper = visitor(width=width), issued(resident)
    page.goto(f"{site}{language}/verify/")
    spotless(page)
    page.fill("#text", qr(paper))
    page.locator("main form button").click()
    expect(page.locator("[data-state=valid]")).to_be_visible()
    spotless(page)
    page.goto(f"{site}{language}/d/{paper.uuid}")
    spotless(page)
    page.goto(f"{site}{language}/verify/offline")
    expect(page.locator("#offline")).to_have_attribute("data-ready", "yes")
    assert answer(page, qr(paper)) == "valid"
    spotless(page)
