"""The other side of each channel: a real SMTP server and SMS gateway on loopback, told what to answer."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Mailbox:
    """What an SMTP server took. `refuse`: its answer to a recipient; `rude`: it takes leave with an error."""

    port: int = 0
    refuse: str = ""
    rude: bool = False
    slow_s: float = 0
    mails: list[EmailMessage] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def authenticate(self, *given: Any) -> AuthResult:
        self.passwords.append(given[4].password)
        return AuthResult(success=True)


class Takes:
    """The hooks of the server; aiosmtpd finds them by name."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        self.handle_RCPT = self.recipient
        self.handle_DATA = self.data
        self.handle_QUIT = self.quit

    async def recipient(self, *given: Any) -> str:
        _, _, envelope, address, _ = given
        if self.box.refuse:
            return self.box.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def data(self, *given: Any) -> str:
        content = given[2].content
        mail = message_from_bytes(content, policy=policy.default)
        await asyncio.sleep(self.box.slow_s)
        self.box.mails.append(mail)
        return "250 taken"

    async def quit(self, *_: Any) -> str:
        return "421 no time" if self.box.rude else "221 bye"


@contextmanager
def smtp(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, **answers: Any) -> Iterator[Mailbox]:
    """A server that takes any password, over TLS alone if it has it."""
    box = Mailbox(port=free_port(), **answers)
    controller = Controller(
        Takes(box), hostname=host, port=box.port, tls_context=tls, auth_require_tls=tls is not None,
        authenticator=box.authenticate,
    )  # fmt: skip
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Gateway:
    """What an SMS gateway was asked. `answers` are given in turn, the last one for ever."""

    answers: list[tuple[int, Mapping[str, str], str]]
    slow_s: float = 0
    port: int = 0
    asked: list[tuple[str, Mapping[str, str], dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://:s%3Acret@127.0.0.1:{self.port}/send"


@contextmanager
def gateway(*answers: tuple[int, Mapping[str, str], str], slow_s: float = 0) -> Iterator[Gateway]:
    told = Gateway(list(answers), slow_s)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append((self.path, dict(self.headers), content))
            time.sleep(told.slow_s)
            code, headers, body = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body.encode())), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            return

    Handler.do_POST = Handler.answer
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
