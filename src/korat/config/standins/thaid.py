"""The stand-in for ThaID: an issuer on loopback whose page says that it is not ThaID. `korat up` runs it in a demonstration."""

from __future__ import annotations

import base64
import json
import socket
from binascii import Error as NotBase64
from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode, urlsplit

from korat.config.standins.answering import Answering, Loopback
from korat.config.standins.issuer import Issuer, MadeUp, Wrong

PAGE = Template(Path(__file__).with_name("thaid.html").read_text("utf-8"))
CLIENT = "korat-demonstration"
BACK = "/sign-in/thaid/back/"
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'"


class Server(Loopback):
    def __init__(self, at: int | socket.socket, issuer: Issuer) -> None:
        self.issuer = issuer
        super().__init__(at, Handler)


class Handler(Answering):
    server: Server
    policy, style = POLICY, Path(__file__).with_name("thaid.css").read_bytes()

    def got(self) -> None:
        path, issuer = urlsplit(self.path), self.server.issuer
        if path.path == "/.well-known/openid-configuration":
            self.answer_json(issuer.discovery())
        elif path.path == "/jwks":
            self.answer_json(issuer.jwks())
        elif path.path == "/authorize":
            self.ask(dict(parse_qsl(path.query)))
        elif not self.dressed(path.path):
            self.answer(404, b"", "text/plain")

    def posted(self) -> None:
        form = self.form()
        if self.path == "/authorize":
            self.send_back(form)
        elif self.path == "/token":
            self.give_token(form)
        else:
            self.answer(404, b"", "text/plain")

    def ask(self, asked: dict[str, str]) -> None:
        """Who are you? A page that lists the made-up people."""
        try:
            self.server.issuer.check(asked)
        except Wrong as wrong:
            self.answer(400, str(wrong).encode(), "text/plain")
            return
        self.answer(200, page(asked, self.server.issuer.people).encode(), "text/html; charset=utf-8")

    def send_back(self, form: dict[str, str]) -> None:
        person = form.pop("person", "")
        try:
            back = {"code": self.server.issuer.grant(form, person)}
        except Wrong as wrong:
            if str(wrong) != "access_denied":
                self.answer(400, str(wrong).encode(), "text/plain")
                return
            back = {"error": "access_denied"}
        self.send_response(303)
        query = urlencode(back | {"state": form.get("state", "")})
        self.send_header("Location", f"{self.server.issuer.redirect}?{query}")
        self.end_headers()

    def give_token(self, form: dict[str, str]) -> None:
        try:
            self.answer_json(self.server.issuer.exchange(form, *self.credentials()))
        except Wrong as wrong:
            self.answer_json({"error": str(wrong)}, 401 if str(wrong) == "invalid_client" else 400)

    def credentials(self) -> tuple[str, str]:
        """RFC 6749, 2.3.1: name and secret by HTTP Basic."""
        _, _, given = self.headers.get("Authorization", "").partition(" ")
        try:
            name, _, secret = base64.b64decode(given).decode().partition(":")
        except (NotBase64, UnicodeDecodeError):
            return "", ""
        return name, secret


def page(asked: dict[str, str], people: tuple[MadeUp, ...]) -> str:
    hidden = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(asked[name])}">' for name in asked)
    buttons = "".join(
        f'<button name="person" value="{escape(one.code)}"><b>{escape(one.label)}</b> {escape(said(one))}</button>'
        for one in people
    )
    return PAGE.substitute(hidden=hidden, buttons=buttons)


def said(person: MadeUp) -> str:
    names = [person.claims[name] for name in ("title", "given_name", "family_name")]
    return f"{''.join(names[:2])} {names[2]} · {person.claims['pid']}"


def keep_people(home: Path, people: tuple[MadeUp, ...]) -> None:
    """Write down whom the page lists, for the process that serves it."""
    path = home / "standins" / "thaid.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in people], ensure_ascii=False), "utf-8")


def serve(home: Path, issuer: str, secret: str, address: str, held: socket.socket) -> None:
    """Answer at `issuer` until SIGTERM, for the installation at `address`."""
    listed = json.loads((home / "standins" / "thaid.json").read_text("utf-8"))
    people = tuple(MadeUp(**one) for one in listed)
    Server(held, Issuer(issuer, CLIENT, secret, address + BACK, people)).serve()
