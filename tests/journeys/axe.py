"""What axe and the page's own width have to say."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, Page

from tools.camera import AXE

ASK = "axe.run().then(found => JSON.stringify(found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 140)}`)))"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def spotless(page: Page) -> None:
    """No violation, and nothing is wider than the screen. Asked past the page's own policy, which lets no script in."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text() + ";0"})
    answer = session.send("Runtime.evaluate", {"expression": ASK, "awaitPromise": True, "returnByValue": True})
    session.detach()
    found = json.loads(answer["result"]["value"])
    assert found == [], f"{page.url}: {found}"
    assert page.evaluate(WIDER) <= 0, page.url


def shows_focus(focused: Locator) -> bool:
    """An outline or a shadow, of its own or of the label around it."""
    return bool(
        focused.evaluate(
            "one => [one, one.closest('label')].filter(Boolean).map(each => getComputedStyle(each))"
            ".some(style => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none')"
        )
    )
