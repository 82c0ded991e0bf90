"""Text messages in: the gateway's webhook, JSON of `{"id", "from", "text", "at"}` signed with a secret that we share.

`X-Signature` is hex of HMAC-SHA-256 over the bytes as they came. A long text may come whole, or in parts:
`"part": {"of": 7, "number": 1, "reference": "…"}` (3GPP TS 23.040, 9.2.3.24.1); a part that repeats is the same event.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from korat.blocks.messages.channels.shape import Incoming, Said, Unsigned
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.phone import normal_phone

MOST_PARTS_IN = 255


@dataclass(frozen=True)
class SmsReceiver:
    secret: str = field(repr=False)

    def events(self, body: bytes, headers: Mapping[str, str], now: datetime) -> tuple[Incoming, ...]:
        given = headers.get("X-Signature", "")
        if not hmac.compare_digest(signature(self.secret, body).encode(), given.lower().encode()):
            raise Unsigned
        try:
            return (incoming(json.loads(body), now),)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid("อ่านข้อมูลไม่ได้", "This is no message.", code="shape") from error

    def said(self, payload: Mapping[str, Any], _: datetime) -> Said:
        return Said("words", text=str(payload.get("text", "")))

    def content(self, _: str) -> bytes:
        raise NotFound


def signature(secret: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), body, "sha256").hex()


def incoming(told: Mapping[str, Any], now: datetime) -> Incoming:
    sender, event = normal_phone(str(told["from"])), str(told["id"])[:100]
    at = datetime.fromisoformat(str(told["at"])) if told.get("at") else now
    moment = at if at.tzinfo else at.replace(tzinfo=UTC)
    payload, part = {"text": str(told["text"])}, told.get("part") or {}
    parts, number = int(part.get("of", 1)), int(part.get("number", 1))
    if not 1 <= number <= parts <= MOST_PARTS_IN:
        raise ValueError("no part of a whole")
    if parts == 1:
        return Incoming(event, sender, moment, payload)
    return Incoming(f"{event}:{number}", sender, moment, payload, f"{sender}:{part['reference']}", number, parts)
