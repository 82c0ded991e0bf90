"""What the stand-ins' web servers share: loopback, forms, answers with strict headers, and silence in the log."""

from __future__ import annotations

import json
import signal
import socket
import sys
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import korat

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; frame-ancestors 'self'"
)
LONGEST = 16 * 1024  # bytes of a form
STYLE = Path(__file__).with_name("line.css").read_bytes()
FONT = Path(korat.__file__).parent / "web/static/vendor/fonts/noto-sans-thai-looped-thai-400-normal.woff2"
HTML = "text/html; charset=utf-8"


class Loopback(ThreadingHTTPServer):
    """On a port of loopback, or on the socket that was held for it."""

    daemon_threads = True

    def __init__(self, at: int | socket.socket, handler: type[BaseHTTPRequestHandler]) -> None:
        if isinstance(at, int):
            super().__init__(("127.0.0.1", at), handler)
        else:
            super().__init__(at.getsockname(), handler, bind_and_activate=False)
            self.socket.close()
            self.socket = at

    def serve(self) -> None:
        """Answer until SIGTERM."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: sys.exit(0))
        self.serve_forever()


class Answering(BaseHTTPRequestHandler, ABC):
    policy, style = POLICY, STYLE
    longest = LONGEST

    @abstractmethod
    def got(self) -> None:
        """Answer what a browser or a program asks for."""

    @abstractmethod
    def posted(self) -> None:
        """Answer what it sends."""

    def do_GET(self) -> None:
        self.got()

    def do_POST(self) -> None:
        self.posted()

    def dressed(self, path: str) -> bool:
        """Answer with the style or the letters of our pages, when these are asked for."""
        if path == "/style.css":
            self.answer(200, self.style, "text/css")
        elif path == "/font.woff2" and FONT.exists():
            self.answer(200, FONT.read_bytes(), "font/woff2")
        else:
            return False
        return True

    def body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isdigit() else 0
        return self.rfile.read(min(size, self.longest))

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body().decode("utf-8", "replace")))

    def answer_json(self, said: Any, status: int = 200, **headers: str) -> None:
        self.answer(status, json.dumps(said).encode(), "application/json", **headers)

    def answer(self, status: int, body: bytes, kind: str, **more: str) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
        for name, value in (headers | {"Content-Security-Policy": self.policy} | more).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def lead(self, address: str) -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: an address here may carry a code."""
