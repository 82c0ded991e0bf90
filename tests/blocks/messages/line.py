"""The stand-in for LINE as tests run it: its rules and its web server, and webhooks that a test delivers by hand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings as secrets
from django.test import Client

from korat.config.standins.line import LOGIN_ID, Server
from korat.config.standins.line_platform import Json, Platform, sign, user_id
from korat.kernel import settings

SOMJAI, BOONMA = user_id("somjai"), user_id("boonma")
PLACE = (14.8897, 101.7203)


@dataclass
class ByHand(Platform):
    """Delivers nothing by itself: the events wait for the test, which may deliver them late, twice or never."""

    events: list[Json] = field(default_factory=list)

    def deliver(self, event: Json) -> None:
        self.events.append(event)

    def said(self, user: str) -> list[str]:
        """What our house said to this user, oldest first."""
        return [line.text for line in self.lines.get(user, []) if line.ours]

    def offered(self, user: str) -> list[Json]:
        """What can be tapped under the last message."""
        return list(self.lines[user][-1].choices)


@contextmanager
def running(monkeypatch) -> Iterator[ByHand]:
    platform = ByHand(
        "", secrets.KORAT_LINE_SECRET, secrets.KORAT_LINE_TOKEN, LOGIN_ID, secrets.KORAT_LINE_LOGIN_SECRET,
        "http://testserver/sign-in/line/back/", people={"somjai": "Somjai", "boonma": "Boonma"},
    )  # fmt: skip
    server = Server(0, platform)
    platform.issuer = f"http://localhost:{server.server_address[1]}"
    monkeypatch.setenv("KORAT_LINE_URL", platform.issuer)
    monkeypatch.setenv("KORAT_LINE_LOGIN", platform.issuer)
    monkeypatch.setenv("KORAT_LINE_LOGIN_ID", LOGIN_ID)
    settings.read.cache_clear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        monkeypatch.undo()
        settings.read.cache_clear()


def post(*events: Json, secret: str = "", **headers: str):
    """One webhook as LINE would deliver it."""
    body = json.dumps({"destination": "U", "events": events}, ensure_ascii=False).encode()
    given = {"X-Line-Signature": sign(secret or secrets.KORAT_LINE_SECRET, body)} | headers
    return Client().post("/channels/line", body, "application/json", headers=given)


def deliver(platform: ByHand) -> None:
    """Everything that waits, in one webhook."""
    events, platform.events[:] = list(platform.events), []
    assert post(*events).status_code == 200
