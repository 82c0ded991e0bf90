"""SMS through an HTTP gateway: POST of `{"to", "text", "id"}` as JSON.

The operator's address: `https://:TOKEN@gateway.example/messages`; the token goes as `Authorization: Bearer`.
The same letter always carries the same `Idempotency-Key`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx

from korat.blocks.messages.channels.shape import Accepted, Deferred, Letter, Outcome
from korat.blocks.messages.channels.web import client, refused
from korat.kernel.thai import clusters

MOST_PARTS = 3
# What a conversation asks is of no use without its end.
MOST_PARTS_WHOLE = 9

# 3GPP TS 23.038, 6.2.1: the letters that travel as 7 bits; those of the extension table count twice.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Sms:
    url: str

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter to the gateway."""
        parts = urlsplit(self.url)
        address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        headers = {"Idempotency-Key": str(letter.id)}
        if parts.password:
            headers["Authorization"] = f"Bearer {unquote(parts.password)}"
        content = {"to": letter.to, "text": fitted(letter), "id": str(letter.id)}
        try:
            return outcome(client().post(address, json=content, headers=headers), letter)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Deferred("unreachable", down=True)


def outcome(response: httpx.Response, letter: Letter) -> Outcome:
    return Accepted(remote_id(response) or str(letter.id)) if response.is_success else refused(response)


def remote_id(response: httpx.Response) -> str:
    """The gateway's own name for the message, if it tells one as `{"id": …}`."""
    try:
        answer = response.json()
    except ValueError:
        return ""
    found = answer.get("id") if isinstance(answer, dict) else None
    return str(found)[:120] if isinstance(found, str | int) else ""


def fitted(letter: Letter) -> str:
    """The body where it fits in three parts, or must arrive whole; else title, link and the mark, cut between Thai letters."""
    if parts(letter.body) <= (MOST_PARTS_WHOLE if letter.whole else MOST_PARTS):
        return letter.body
    words, _, mark = letter.body.rpartition("\n")
    link = _LINK.search(words or mark)
    kept = ([f" {link.group()}"] if link else []) + ([f"\n{mark}"] if words and _LINK.search(mark) else [])
    return cut(letter.title, "".join(kept))


def cut(text: str, tail: str) -> str:
    """As much of `text` as fits in three parts together with the whole `tail`."""
    pieces = clusters(text)
    while pieces and parts("".join(pieces) + tail) > MOST_PARTS:
        pieces.pop()
    return "".join(pieces).rstrip() + tail


def parts(text: str) -> int:
    """How many messages the network makes of it: 160 GSM letters or 70 of any other, less when joined."""
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        length, alone, joined = sum(1 + (letter in _GSM_TWICE) for letter in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)
