"""A partner's server on loopback, as well or as badly behaved as a test wants it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

Handler = BaseHTTPRequestHandler
NOTHING: list[Any] = []


@dataclass
class Stand:
    """What it was sent and what it answers. `misbehave` may take over an exchange; True means that it did."""

    endpoint: str = ""
    requests: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    strangers: list[dict[str, Any]] = field(default_factory=list)
    heeds_keys: bool = False
    lists_words: bool = True
    receipt: Callable[[str], dict[str, Any]] = lambda number: {"service_request_id": number}
    misbehave: Callable[[Handler], bool] = lambda _handler: False
    lose: int = 0
    speaks_xml: bool = False

    def file(self, form: dict[str, str], headers: dict[str, str]) -> str:
        key = headers.get("Idempotency-Key", "")
        known = [n for n, one in enumerate(self.headers, 1) if one.get("Idempotency-Key") == key]
        if self.heeds_keys and known:
            return f"P-{known[0]}"
        self.requests.append(form)
        self.headers.append(headers)
        return f"P-{len(self.requests)}"

    def listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        wanted = query.get("service_request_id", "").split(",")
        rows = [
            {
                "service_request_id": f"P-{number}",
                "status": "open",
                "description": form["description"] if self.lists_words else "",
            }
            | self.told.get(f"P-{number}", {})
            for number, form in enumerate(self.requests, 1)
        ]
        return [row for row in rows if wanted == [""] or row["service_request_id"] in wanted] + self.strangers


@contextmanager
def served(stand: Stand) -> Iterator[Stand]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.note()
            if not stand.misbehave(self):
                self.say(stand.listed(self.query()))

        def do_POST(self) -> None:
            self.note()
            form = flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if stand.misbehave(self):
                return
            number = stand.file(form, dict(self.headers))
            if stand.lose:
                stand.lose -= 1
                self.close_connection = True
                self.connection.close()
                return
            self.say([stand.receipt(number)])

        def note(self) -> None:
            stand.calls.append(f"{self.command} {self.path}")

        def query(self) -> dict[str, str]:
            return flat(urlsplit(self.path).query)

        def say(self, tree: Any) -> None:
            body = in_xml(tree) if stand.speaks_xml else json.dumps(tree).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    stand.endpoint = f"http://127.0.0.1:{server.server_port}/v2"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()


def in_xml(rows: list[dict[str, Any]]) -> bytes:
    """As the standard's own examples look."""
    said = ("".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in one.items()) for one in rows)
    requests = "".join(f"<request>{fields}</request>" for fields in said)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>{requests}</service_requests>'.encode()


def flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
