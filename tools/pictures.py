"""Pictures of the pages from a running Korat: `make pictures`, then look at `pictures/`.

Every page at 360 and 1280 px in Thai and English; the report from question to paper; the one case page as each persona sees
it; larger text; no script. axe looks at each page too; what it has to say is printed and makes the command fail.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

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
WIDTHS = (360, 1280)
PAPER = 794  # A4 at 96 dots an inch
LANGUAGES = {"th": "", "en": "/en"}
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/", "/services/", "/services/?q=ไฟ", "/services/?q=zzz", "/services/report-problem/", "/reports/", "/figures/",
         "/sources/", "/verify/", "/verify/offline", "/follow/", "/sign-in/", "/sign-in/official/", "/demo/outbox/",
         "/c/no-such", "first-public"),
    "resident": ("/", "/my/", "/my/looks/", "/my/messages/", "first-own"),
    "engineer": ("/desk/", "first-in-queue", "/desk/?late=on"),
    "crew": ("/desk/", "first-in-queue"),
    "mayor": ("/desk/", "/figures/"),
}  # fmt: skip
LISTS = {"first-public": "/reports/", "first-own": "/my/", "first-in-queue": "/desk/"}
CONTINUE = "main form button.button:not(.second):not(.quiet)"
WIRE = "สายไฟขาดห้อยลงมาตรงทางโค้ง a live wire hangs over the bend"


@dataclass
class Camera:
    """One browser page, what its pictures are called, and what was found wrong on them."""

    page: Page
    name: Callable[[str], str]
    axe: bool = True
    wrong: list[str] = field(default_factory=list)

    def take(self, what: str) -> None:
        name = self.name(what)
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=TARGET / f"{name}.png", full_page=True)
        for complaint in self.complaints():
            self.wrong.append(f"{name}: {complaint}")
            print(self.wrong[-1], flush=True)

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

    def onward(self) -> None:
        self.page.locator(CONTINUE).first.click()
        self.page.wait_for_load_state()


@contextmanager
def camera(browser: Browser, width: int, tail: str, *, script: bool = True, elder: bool = False) -> Iterator[Camera]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, bypass_csp=True, reduced_motion="reduce", java_script_enabled=script
    )
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": BASE}])
    yield Camera(context.new_page(), lambda what: f"{what}.{tail}.{width}", axe=script)
    context.close()


def pages(shooter: Camera, prefix: str) -> None:
    for persona, paths in PAGES.items():
        shooter.become(persona)
        for path in paths:
            target = found(shooter.page, path)
            if target:
                shooter.page.goto(f"{BASE}{prefix}{target}")
                shooter.take(f"{persona or 'anyone'}-{path.strip('/').replace('/', '-').replace('?', '-') or 'home'}")


def found(page: Page, path: str) -> str:
    """The address itself, or the first case of a list."""
    if path not in LISTS:
        return path
    page.goto(f"{BASE}{LISTS[path]}")
    link = page.locator("main a[href*='/c/']").first
    return link.get_attribute("href") or "" if link.count() else ""


def report(shooter: Camera, prefix: str) -> None:
    """From the first question to the slip on paper, with one mistake and one danger on the way."""
    page = shooter.page
    page.goto(f"{BASE}{prefix}/report/report-problem/")
    shooter.take("report-1-photo")
    page.locator("input[type=file]").set_input_files(photograph())
    shooter.onward()
    shooter.take("report-2-place")
    shooter.onward()
    shooter.take("report-2-place-with-gaps")
    elsewhere(page)
    shooter.take("report-2-place-elsewhere")
    page.locator("input[name=inside]").first.check()
    page.locator("select[name=community]").select_option(index=3)
    page.locator("input[name=landmark]").fill("ทางโค้งก่อนถึงโรงเรียน")
    shooter.onward()
    shooter.take("report-3-kind")
    page.locator("input[name=category][value=light]").check()
    shooter.onward()
    page.locator("textarea[name=description]").fill(WIRE)
    shooter.take("report-4-details")
    shooter.onward()
    shooter.take("report-5-stop")
    page.locator("button[name=safe]").click()
    shooter.take("report-6-contact")
    shooter.onward()
    shooter.take("report-7-check")
    shooter.onward()
    shooter.take("report-8-sent")
    paper(shooter, "report-8-sent-paper")
    page.locator("main .buttons a.button").first.click()
    shooter.take("report-9-follow")


def elsewhere(page: Page) -> None:
    """Another district: two short lists where scripts run, else one long one."""
    page.locator("input[name=inside][value=outside]").check()
    first = page.locator("#id_area_first")
    if first.count():
        first.select_option(index=5)


def paper(shooter: Camera, what: str) -> None:
    size = shooter.page.viewport_size
    shooter.page.emulate_media(media="print")
    shooter.page.set_viewport_size({"width": PAPER, "height": 1123})
    shooter.page.screenshot(path=TARGET / f"{shooter.name(what)}.png", full_page=True)
    shooter.page.emulate_media(media="screen")
    if size:
        shooter.page.set_viewport_size(size)


def photograph() -> FilePayload:
    made = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(made, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def everything(browser: Browser) -> list[str]:
    wrong = []
    for width in WIDTHS:
        for language, prefix in LANGUAGES.items():
            with camera(browser, width, language) as shooter:
                pages(shooter, prefix)
                shooter.become("")
                report(shooter, prefix)
                wrong += shooter.wrong
    for tail, options in {"elder": {"elder": True}, "no-script": {"script": False}}.items():
        with camera(browser, WIDTHS[0], f"th.{tail}", **options) as shooter:
            pages(shooter, "")
            shooter.become("")
            report(shooter, "")
            wrong += shooter.wrong
    return wrong


def chromium() -> str:
    known = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if known is None:
        sys.exit("No Chromium found.")
    return known


def main() -> int:
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
        wrong = everything(browser)
        browser.close()
    print(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET}; {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
