"""Pictures of the pages at 360 and 1280 px, in Thai and English, from a running Korat: `make pictures`, then look at `pictures/`.

axe looks at each page too; what it has to say is printed and makes the command fail.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "src/korat/web/static/vendor/test/axe.min.js"
BASE = os.environ.get("KORAT_ADDRESS", f"http://localhost:{os.environ.get('KORAT_PORT', '8000')}")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = (360, 1280)
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/", "/services/", "/services/?q=ไฟ", "/services/report-problem/", "/reports/", "/figures/", "/report/report-problem/",
         "/follow/", "/sign-in/", "/sign-in/official/", "/demo/outbox/", "/c/no-such"),
    "resident": ("/", "/my/", "/my/looks/", "/my/messages/", "first-own"),
    "engineer": ("/desk/", "first-in-queue"),
    "crew": ("/desk/", "first-in-queue"),
    "mayor": ("/desk/", "/figures/"),
}  # fmt: skip


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("No Chromium found.")
    return found


def become(page: Page, persona: str) -> None:
    page.goto(f"{BASE}/")
    if persona:
        page.locator("aside.demo summary").click()
        page.locator(f"aside.demo button[value={persona}]").click()
        page.wait_for_load_state()


def visits(browser: Browser, width: int) -> Iterator[tuple[BrowserContext, Page, str, str]]:
    for persona, paths in PAGES.items():
        context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True, reduced_motion="reduce")
        page = context.new_page()
        become(page, persona)
        for path in paths:
            if path.startswith("first"):
                page.goto(f"{BASE}{'/my/' if path == 'first-own' else '/desk/'}")
                link = page.locator("a[href*='/c/']").first
                if not link.count():
                    continue
                target = link.get_attribute("href") or "/"
            else:
                target = path
            for prefix in ("", "/en"):
                page.goto(f"{BASE}{prefix}{target}", wait_until="networkidle")
                name = f"{persona or 'anyone'}{path.replace('/', '_').replace('?', '_')}.{'en' if prefix else 'th'}.{width}"
                yield context, page, name, target
        context.close()


def complaints(context: BrowserContext, page: Page) -> list[str]:
    """What axe and the page's own width have to say."""
    session = context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text()})
    run = "axe.run().then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 140))))"
    answer = session.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
    session.detach()
    found: list[str] = json.loads(answer["result"]["value"])
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"wider than the screen by {wide} px"] if wide > 0 else [])


def main() -> int:
    target = ROOT / "pictures"
    target.mkdir(exist_ok=True)
    wrong = 0
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
        for width in WIDTHS:
            for context, page, name, _ in visits(browser, width):
                page.screenshot(path=target / f"{name}.png", full_page=True)
                for complaint in complaints(context, page):
                    wrong += 1
                    print(f"{name}: {complaint}")
        browser.close()
    print(f"{len(list(target.glob('*.png')))} pictures in {target}; {wrong} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
