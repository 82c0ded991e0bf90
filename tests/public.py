"""Every page and interface that a stranger can walk to from the first page."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urlsplit

from django.test import Client

from tests.pages import read

# What no page links, and programs read.
INTERFACES = (
    "/open311/v2/discovery.json", "/open311/v2/services.json", "/open311/v2/requests.json", "/reports.geojson",
    "/.well-known/korat/tree-head",
)  # fmt: skip


def public_pages(browser: Client, most: int = 160) -> dict[str, str]:
    """Address → what came back, in Thai as strangers find it. Of each page one variant: what a filter adds is the same page."""
    found: dict[str, str] = {}
    waiting, seen = deque(["/", *INTERFACES]), set[str]()
    while waiting and len(found) < most:
        address = waiting.popleft()
        answer = browser.get(address)
        if answer.status_code != 200 or answer.streaming:
            continue
        found[address] = answer.content.decode(errors="replace")
        if "html" in answer["Content-Type"]:
            fresh = [link for link in map(path_of, read(answer).links) if link and link not in seen]
            seen.update(fresh)
            waiting.extend(dict.fromkeys(fresh))
    return found


def path_of(link: str) -> str:
    parts = urlsplit(link)
    elsewhere = parts.netloc or parts.scheme or parts.path.startswith(("/en/", "/static/"))
    # One day of a calendar is as the other.
    return "" if elsewhere or re.search(r"/20\d\d-", parts.path) else parts.path
