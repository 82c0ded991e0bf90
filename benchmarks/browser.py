"""What an offline check of a QR costs in a browser: by its own Ed25519, and by our lines where it has none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from benchmarks.figures import Figure
from benchmarks.papers import CHECK_MS, ROOT, sealed
from korat.blocks.documents.papers import revocations, trust
from korat.kernel import ids
from tools.camera import FLAGS
from tools.programs import CHROMIUM

HOUSE, PARTS = "http://localhost", ROOT / "src/korat/web/static/web/verify"
REVOKED, BATCHES, EACH = 10_000, 12, 40
# The list is read once, when the page opens; a check is all that follows.
PREPARE = """async ({ text, keys, listed, byHand }) => {
  const [paper, ed25519] = await Promise.all(["paper", "ed25519"].map((name) => import(`/${name}.js`)));
  const holds = byHand ? ed25519.byHand : ed25519.holds;
  const publics = new Map(Object.entries(keys).map(([id, raw]) => [id, paper.unhex(raw)]));
  const known = { issuer: "bench", keys: publics, holds, list: await paper.revocations(listed, publics, holds) };
  window.checked = async (times) => {
    let found;
    for (let i = 0; i < times; i++) found = await paper.check(text, known);
    return found.state;
  };
}"""


def figures() -> Iterator[Figure]:
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    with tempfile.TemporaryDirectory() as home, sync_playwright() as player:
        browser, given = player.chromium.launch(executable_path=program, args=FLAGS), sample(Path(home))
        told = f"thread CPU of Chromium {browser.version}, {REVOKED:,} revoked, median of {BATCHES} times {EACH}"
        for name, by_hand in (("qr_check_browser", False), ("qr_check_by_hand", True)):
            page = browser.new_page()
            page.route(f"{HOUSE}/**", served)
            page.goto(f"{HOUSE}/")
            page.evaluate(PREPARE, {**given, "byHand": by_hand})
            how = "our own Ed25519" if by_hand else "the browser's Ed25519"
            yield Figure(name, spent(page), "ms", CHECK_MS, f"{how}; {told}")
        browser.close()


def sample(home: Path) -> dict[str, Any]:
    now = datetime.now(UTC)
    _, text = sealed(home, b"{}", now)
    ring = trust.ring(home, True)
    listed = revocations.signed("bench", [ids.uuid4() for _ in range(REVOKED)], now, ring.current)
    return {"text": text, "listed": listed, "keys": {id: raw.hex() for id, raw in ring.publics().items()}}


def served(route: Route) -> None:
    """The page's own parts, from their folder; an address of localhost is one that browsers let compute signatures."""
    name = route.request.url.rsplit("/", 1)[1]
    if name:
        route.fulfill(path=PARTS / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


def spent(page: Page) -> float:
    """CPU milliseconds of the page's thread for one check."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    if page.evaluate("checked(200)") != "valid":
        raise RuntimeError("the sample was not found valid")
    rounds = []
    for _ in range(BATCHES):
        before = ticks(session)
        page.evaluate(f"checked({EACH})")
        rounds.append(1000 * (ticks(session) - before) / EACH)
    return sorted(rounds)[BATCHES // 2]


def ticks(session: CDPSession) -> float:
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))
