"""The stand-in for an SMS gateway's way in: a page on which one writes text messages as a resident; each goes to our webhook,
signed, whole or in the parts that a network makes of it. What we answer lies in the demonstration's outbox.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import httpx

from korat.config.standins.answering import HTML, Answering, Loopback

PAGE = Template((Path(__file__).parent / "sms-page.html").read_text("utf-8"))
PART = 67  # letters of one part in UCS-2 (3GPP TS 23.040)
SENDER = "081-000-0001"


class Server(Loopback):
    def __init__(self, at: int | socket.socket, house: str, secret: str) -> None:
        self.house, self.secret = house, secret
        super().__init__(at, Handler)


class Handler(Answering):
    server: Server

    def got(self) -> None:
        if not self.dressed(self.path):
            self.answer(200, page(self.server.house, SENDER, "").encode(), HTML)

    def posted(self) -> None:
        form = self.form()
        sender, text = form.get("from", SENDER), form.get("text", "")
        taken = [deliver(self.server.house, self.server.secret, one) for one in messages(sender, text, "parts" in form)]
        said = "ส่งแล้ว · sent" if all(taken) else "ส่งไม่ได้ · not taken"
        self.answer(200, page(self.server.house, sender, said).encode(), HTML)


def page(house: str, sender: str, said: str) -> str:
    return PAGE.substitute(house=escape(house), sender=escape(sender), said=escape(said))


def messages(sender: str, text: str, in_parts: bool) -> Iterator[dict[str, Any]]:
    """The message as a gateway tells of it."""
    told, pieces = (
        {"id": secrets.token_hex(8), "from": sender},
        [text[at : at + PART] for at in range(0, len(text), PART)],
    )
    if not in_parts or len(pieces) < 2:
        yield told | {"text": text}
        return
    reference = secrets.token_hex(2)
    for number, piece in enumerate(pieces, 1):
        yield told | {"text": piece, "part": {"of": len(pieces), "number": number, "reference": reference}}


def deliver(house: str, secret: str, told: dict[str, Any]) -> bool:
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "X-Signature": hmac.digest(secret.encode(), body, "sha256").hex()}
    try:
        answer = httpx.post(f"{house}/channels/sms", content=body, headers=headers, timeout=5, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def serve(held: socket.socket, house: str, secret: str) -> None:
    """Answer until SIGTERM."""
    Server(held, house, secret).serve()
