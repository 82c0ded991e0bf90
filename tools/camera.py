"""One browser page that is photographed: what the pictures are called, and what axe found wrong on them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "src/korat/web/static/vendor/test/axe.min.js"
BASE = os.environ.get("KORAT_ADDRESS", f"http://localhost:{os.environ.get('KORAT_PORT', '8000')}")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TARGET = ROOT / "pictures"
PAPER = {"width": 794, "height": 1123}  # A4 at 96 dots an inch
CONTINUE = "main form button.button:not(.second):not(.quiet)"


@dataclass
class Camera:
    page: Page
    name: Callable[[str], str]
    prefix: str = ""
    axe: bool = True
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(f"{BASE}{self.prefix}{path}")

    def take(self, what: str) -> None:
        name = self.name(what)
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=TARGET / f"{name}.png", full_page=True)
        for complaint in self.complaints():
            self.wrong.append(f"{name}: {complaint}")
            print(self.wrong[-1], flush=True)

    def visit(self, path: str, what: str) -> None:
        self.go(path)
        self.take(what)

    def press(self, selector: str) -> None:
        """Press it and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def onward(self) -> None:
        self.press(CONTINUE)

    def complaints(self) -> list[str]:
        """What axe and the page's own width have to say."""
        wide = int(self.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        found = [f"wider than the screen by {wide} px"] if wide > 0 else []
        if self.axe:
            self.ask(AXE.read_text() + ";0")
            told = "r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 140)))"
            found += json.loads(str(self.ask(f"axe.run().then({told})")))
        return found

    def ask(self, expression: str) -> str:
        session = self.page.context.new_cdp_session(self.page)
        answer = session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        session.detach()
        return str(answer["result"]["value"])

    def become(self, persona: str) -> None:
        """Whoever one was before is forgotten, with all else the browser kept but the size of the letters."""
        self.page.context.clear_cookies(name=re.compile("^(?!elder)"))
        self.page.goto(f"{BASE}/")
        if persona:
            self.page.locator("aside.demo summary").click()
            self.page.locator(f"aside.demo button[value={persona}]").click()
            self.page.wait_for_load_state()

    def printed(self, what: str) -> None:
        """The page as it comes out of a printer."""
        size = self.page.viewport_size
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
        self.page.screenshot(path=TARGET / f"{self.name(what)}.png", full_page=True)
        self.page.emulate_media(media="screen")
        if size:
            self.page.set_viewport_size(size)

    def download(self, selector: str, what: str) -> Path:
        """Press it and photograph each sheet of the PDF that comes."""
        with self.page.expect_download() as coming:
            self.page.locator(selector).first.click()
        kept = TARGET / f"{self.name(what)}.pdf"
        coming.value.save_as(kept)
        if pdftoppm := shutil.which("pdftoppm"):
            subprocess.run([pdftoppm, "-r", "80", "-png", kept, kept.with_suffix("")], check=True)
        return kept


@contextmanager
def camera(
    browser: Browser, width: int, tail: str, *, prefix: str = "", script: bool = True, elder: bool = False
) -> Iterator[Camera]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, bypass_csp=True, reduced_motion="reduce", java_script_enabled=script
    )
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": BASE}])
    yield Camera(context.new_page(), lambda what: f"{what}.{tail}.{width}", prefix, script)
    context.close()
