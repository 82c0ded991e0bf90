"""E-mail in: a maildir that the operator's mail server fills; `new` holds what nobody has read, `cur` what we took in.

Answering machines are never answered (RFC 3834, 2): bounces, lists, holiday notices are put aside unread. Nobody is known
by a sender's address alone: it is easily forged, so whoever writes is an unnamed reporter who is answered there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any

from korat.blocks.messages.channels.shape import Incoming, Said
from korat.kernel.errors import Invalid, NotFound

LARGEST = 30_000_000  # bytes of a message
LONGEST_TEXT = 20_000
MOST_PICTURES = 5
PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Maildir:
    folder: Path

    def waiting(self, limit: int = 50) -> list[Path]:
        new = self.folder / "new"
        return sorted(path for path in new.iterdir() if path.is_file())[:limit] if new.is_dir() else []

    def incoming(self, path: Path, now: datetime) -> Incoming | None:
        """The message as an event; None for what a machine sent or nobody can read."""
        data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        mail = parsed(data)
        sender = parseaddr(str(mail.get("From", "")))[1].lower()
        if not sender or is_automatic(mail):
            return None
        name = str(mail.get("Message-ID", "")).strip() or hashlib.sha256(data).hexdigest()
        found = [str(index) for index, _ in pictures(mail)]
        payload = {
            "subject": str(mail.get("Subject", ""))[:400],
            "text": written(mail),
            "pictures": [f"{path.name}#{index}" for index in found],
            "thread": str(mail.get("Message-ID", ""))[:200],
        }
        return Incoming(hashlib.sha256(name.encode()).hexdigest(), sender[:254], moment(mail, now), payload)

    def put_aside(self, path: Path) -> None:
        (self.folder / "cur").mkdir(exist_ok=True)
        path.rename(self.folder / "cur" / path.name)

    def events(self, _: bytes, __: Mapping[str, str], ___: datetime) -> tuple[Incoming, ...]:
        """Nobody delivers e-mail over HTTP."""
        raise NotFound

    def said(self, payload: Mapping[str, Any], _: datetime) -> Said:
        text = "\n".join(filter(None, (plain_subject(payload["subject"]), payload["text"])))
        kept = tuple(payload["pictures"])
        return Said("words", text=text, pictures=kept, thread=str(payload["thread"]))

    def content(self, name: str) -> bytes:
        file, _, index = name.rpartition("#")
        if Path(file).name != file:
            raise NotFound
        for folder in ("cur", "new"):
            path = self.folder / folder / file
            if path.is_file():
                found = dict(pictures(parsed(path.read_bytes()))).get(int(index))
                if found is not None:
                    return found
        raise NotFound

    def drop(self, name: str) -> None:
        """What was handled is not kept beside the case."""
        file = name.rpartition("#")[0]
        if file and Path(file).name == file:
            (self.folder / "cur" / file).unlink(missing_ok=True)


def parsed(data: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(data)


def is_automatic(mail: EmailMessage) -> bool:
    """RFC 3834, 2 and 5; bounces have no sender (RFC 5321, 4.5.5) or come as reports (RFC 3462)."""
    automatic = str(mail.get("Auto-Submitted", "no")).lower().split(";")[0].strip() != "no"
    precedence = str(mail.get("Precedence", "")).lower() in ("bulk", "junk", "list", "auto_reply")
    listed = "List-Id" in mail or "X-Auto-Response-Suppress" in mail
    bounce = str(mail.get("Return-Path", "<x>")).strip() == "<>" or mail.get_content_type() == "multipart/report"
    machine = parseaddr(str(mail.get("From", "")))[1].lower().split("@")[0] in (
        "mailer-daemon",
        "postmaster",
        "no-reply",
    )
    return automatic or precedence or listed or bounce or machine


def written(mail: EmailMessage) -> str:
    """The plain words, without what is quoted from earlier letters."""
    part = mail.get_body(("plain",))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError) as error:
        raise Invalid("อ่านอีเมลไม่ได้", "This e-mail cannot be read.", code="shape") from error
    return "\n".join(unquoted(text))[:LONGEST_TEXT].strip()


def unquoted(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("-----Original"):
            return
        if not line.startswith(">"):
            yield line


def pictures(mail: EmailMessage) -> Iterator[tuple[int, bytes]]:
    found = (
        (index, part.get_payload(decode=True))
        for index, part in enumerate(mail.walk())
        if part.get_content_type() in PICTURES
    )
    kept = [(index, data) for index, data in found if isinstance(data, bytes)]
    yield from kept[:MOST_PICTURES]


def plain_subject(subject: str) -> str:
    """Without the prefixes of answers."""
    words = " ".join(subject.split())
    while words[:3].lower() in ("re:", "fw:") or words[:4].lower() == "fwd:":
        words = words.partition(":")[2].strip()
    return words


def moment(mail: EmailMessage, now: datetime) -> datetime:
    """What the letter says of its time, unless that lies ahead."""
    try:
        said = parsedate_to_datetime(str(mail["Date"]))
    except (TypeError, ValueError):
        return now
    return min(said if said.tzinfo else said.replace(tzinfo=UTC), now)
