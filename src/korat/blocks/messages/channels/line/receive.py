"""LINE's webhook: the signature over the bytes as they came, then the events in them.

`x-line-signature` is base64 of HMAC-SHA-256 under the channel secret. The same event may come again (`isRedelivery`), later
than newer ones; its `webhookEventId` stays. Read in LINE's own documents, not tested against the real service.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from korat.blocks.messages.channels.line.shape import Api
from korat.blocks.messages.channels.shape import Incoming, Said, Unsigned
from korat.kernel.errors import Invalid
from korat.kernel.geo import Point

# LINE names about a minute; what is answered later goes as a push.
TOKEN_LASTS = timedelta(seconds=50)


@dataclass(frozen=True)
class LineReceiver:
    secret: str = field(repr=False)
    api: Api

    def events(self, body: bytes, headers: Mapping[str, str], _: datetime) -> tuple[Incoming, ...]:
        """Raises Unsigned before anything is read. What a group says is not for us."""
        given = headers.get("X-Line-Signature", "")
        if not hmac.compare_digest(signature(self.secret, body).encode(), given.encode()):
            raise Unsigned
        try:
            found = json.loads(body)["events"]
            return tuple(incoming(event) for event in found if (event.get("source") or {}).get("type") == "user")
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise Invalid("อ่านข้อมูลไม่ได้", "These are no events.", code="shape") from error

    def said(self, payload: Mapping[str, Any], received_at: datetime) -> Said:
        return said(payload, received_at + TOKEN_LASTS)

    def content(self, name: str) -> bytes:
        return self.api.picture(name)


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def incoming(event: Mapping[str, Any]) -> Incoming:
    at = datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC)
    kept = {name: event[name] for name in ("type", "message", "postback", "replyToken", "link") if name in event}
    return Incoming(str(event["webhookEventId"])[:128], str(event["source"]["userId"])[:64], at, kept)


def said(event: Mapping[str, Any], until: datetime) -> Said:
    """The event in our words. A redelivered event brings a token that may be over: then LINE refuses it and we push."""
    token = str(event.get("replyToken") or "")
    match event.get("type"):
        case "message":
            return of_message(event.get("message") or {}, token, until)
        case "postback":
            return Said(
                "words", data=str((event.get("postback") or {}).get("data", "")), reply=token, reply_until=until
            )
        case "follow":
            return Said("came", reply=token, reply_until=until)
        case "unfollow":
            return Said("left")
        case "accountLink":
            link = event.get("link") or {}
            nonce = str(link.get("nonce", "")) if link.get("result") == "ok" else ""
            return Said("linked", nonce=nonce, reply=token, reply_until=until)
    return Said("other")


def of_message(message: Mapping[str, Any], token: str, until: datetime) -> Said:
    match message.get("type"):
        case "text":
            return Said("words", text=str(message.get("text", "")), reply=token, reply_until=until)
        case "image":
            return Said("picture", pictures=(str(message.get("id", "")),), reply=token, reply_until=until)
        case "location":
            point = Point(float(message["latitude"]), float(message["longitude"]))
            address = str(message.get("address") or message.get("title") or "")
            return Said("place", point=point, address=address, reply=token, reply_until=until)
    return Said("other", reply=token, reply_until=until)
