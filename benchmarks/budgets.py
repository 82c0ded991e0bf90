"""What a browser loads for a page, texts gzipped: first visit, next page, scripts; with a map and without."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Response, sync_playwright

from benchmarks.figures import Figure

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TEXT = ("text/", "javascript", "json", "svg")


@dataclass
class Weight:
    """Bytes: all, and scripts among them."""

    all: int = 0
    scripts: int = 0

    def add(self, response: Response) -> None:
        """Texts count gzipped, as the budget says; what the browser had kept counts nothing."""
        kind = response.headers.get("content-type", "")
        body = response.body()
        size = len(gzip.compress(body, 6)) if any(part in kind for part in TEXT) else len(body)
        self.all += size
        self.scripts += size if "javascript" in kind else 0


def figures(port: int) -> Iterator[Figure]:
    base = f"http://localhost:{port}"
    with sync_playwright() as player:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = player.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, path, following, first_kb, scripts_kb in (
            ("plain", "/", "/services/", 150, 30),
            ("map", "/reports/", "/reports/?state=open", 200, 80),
        ):
            context = browser.new_context(viewport={"width": 360, "height": 740})
            first, second = weigh(context, base + path), weigh(context, base + following)
            said = f"{path} in an empty browser, gzipped"
            yield Figure(f"page_{name}_first", first.all / 1000, "KB", first_kb, said)
            yield Figure(f"page_{name}_scripts", first.scripts / 1000, "KB", scripts_kb, said)
            yield Figure(f"page_{name}_next", second.all / 1000, "KB", 25, f"{following} after {path}, gzipped")
            context.close()
        browser.close()


def weigh(context: BrowserContext, url: str) -> Weight:
    page, weight, got = context.new_page(), Weight(), list[Response]()
    page.on("requestfinished", lambda request: got.append(request.response()))
    page.goto(url, wait_until="networkidle")
    cached = set(page.evaluate(FROM_CACHE))
    for response in got:
        if response.url not in cached and response.ok:
            weight.add(response)
    page.close()
    return weight


FROM_CACHE = """
    () => performance.getEntriesByType('resource')
        .filter(entry => entry.transferSize === 0 && entry.decodedBodySize > 0).map(entry => entry.name)
"""
