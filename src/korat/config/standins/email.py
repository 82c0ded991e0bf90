"""The stand-in for a mail server: SMTP into the maildir, and a page on which one writes an e-mail as a resident, which goes by
the same SMTP. What we answer lies in the demonstration's outbox.
"""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import make_msgid
from html import escape
from pathlib import Path
from string import Template
from threading import Thread

from korat.config.listening import LOOPBACK, port_of
from korat.config.standins.answering import HTML, Answering, Loopback
from korat.config.standins.line import parts_of
from korat.config.standins.smtp import LARGEST, Post

PAGE = Template((Path(__file__).parent / "email-page.html").read_text("utf-8"))
SENDER, HOUSE = "somjai@example.com", "korat@demo.invalid"
SENT, FAILED = "ส่งแล้ว · sent", "ส่งไม่ได้ · not taken"


class Server(Loopback):
    def __init__(self, at: int | socket.socket, house: str, smtp: int) -> None:
        self.house, self.smtp = house, smtp
        super().__init__(at, Handler)


class Handler(Answering):
    server: Server
    longest = LARGEST

    def got(self) -> None:
        if not self.dressed(self.path):
            self.show(SENDER, "")

    def posted(self) -> None:
        form, files = parts_of(self.headers.get("Content-Type", ""), self.body())
        sender = form.get("from", "").strip() or SENDER
        try:
            with smtplib.SMTP(LOOPBACK, self.server.smtp, timeout=10) as line:
                line.send_message(letter(sender, form, files.get("photo", b"")))
        except (smtplib.SMTPException, OSError, ValueError):
            self.show(sender, FAILED)
        else:
            self.show(sender, SENT)

    def show(self, sender: str, said: str) -> None:
        named = {"house": self.server.house, "sender": sender, "smtp": str(self.server.smtp), "said": said}
        self.answer(200, PAGE.substitute({name: escape(value) for name, value in named.items()}).encode(), HTML)


def letter(sender: str, form: Mapping[str, str], photo: bytes) -> EmailMessage:
    """As a mail program writes it. ValueError for an address or a subject that no header can hold."""
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = sender, HOUSE, make_msgid(domain="example.com")
    made["Subject"] = form.get("subject", "").strip()
    made.set_content(form.get("text", ""))
    if photo:
        kind = "png" if photo.startswith(b"\x89PNG") else "jpeg"
        made.add_attachment(photo, maintype="image", subtype=kind, filename=f"photo.{kind}")
    return made


def serve(page: socket.socket, smtp: socket.socket, house: str, maildir: Path) -> None:
    """Answer on both until SIGTERM."""
    Thread(target=Post(smtp, maildir).serve_forever, daemon=True).start()
    Server(page, house, port_of(smtp)).serve()
