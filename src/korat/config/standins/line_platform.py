"""What LINE's platform does, as far as a conversation needs it: webhooks signed and delivered again, replies, pushes, retry keys,
pictures, link tokens, sign-in. For made-up people on loopback; it is not LINE, and the real service was never tried.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

REPLY_LASTS, CODE_LASTS, TOKEN_LASTS = 60.0, 60.0, 600.0  # seconds
PAUSES = (1.0, 5.0, 30.0, 120.0)  # before each further delivery of an event
Json = dict[str, Any]


class Refusal(Exception):
    """What the platform answers to a wrong request."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers


@dataclass(frozen=True)
class Line:
    """One line of a chat, as the page shows it."""

    ours: bool
    text: str
    choices: tuple[Json, ...] = ()
    picture: str = ""


def user_id(code: str) -> str:
    """As LINE writes one: U and 32 hexadecimal digits."""
    return "U" + hashlib.md5(f"korat-stand-in:{code}".encode(), usedforsecurity=False).hexdigest()


@dataclass
class Platform:
    """One channel and its people. Everything is forgotten when it stops."""

    webhook: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    login_id: str = ""
    login_secret: str = field(default="", repr=False)
    login_back: str = ""
    issuer: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    replies: dict[str, tuple[str, float]] = field(default_factory=dict)
    retries: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, tuple[str, float]] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    down: bool = False
    pushes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    # What residents do.

    def say(self, user: str, text: str) -> None:
        self.note(user, Line(False, text))
        self.deliver(self.message(user, {"type": "text", "id": new_id(), "text": text}))

    def tap(self, user: str, data: str, label: str) -> None:
        self.note(user, Line(False, label))
        self.deliver(self.event(user, {"type": "postback", "postback": {"data": data}}, answerable=True))

    def stand(self, user: str, latitude: float, longitude: float) -> None:
        self.note(user, Line(False, f"⌖ {latitude:.5f}, {longitude:.5f}"))
        where = {"type": "location", "id": new_id(), "latitude": latitude, "longitude": longitude}
        self.deliver(self.message(user, where))

    def show(self, user: str, picture: bytes) -> None:
        name = new_id()
        self.pictures[name] = picture
        self.note(user, Line(False, "", picture=name))
        self.deliver(self.message(user, {"type": "image", "id": name, "contentProvider": {"type": "line"}}))

    def befriend(self, user: str, friend: bool) -> None:
        self.note(user, Line(False, "+" if friend else "×"))
        self.deliver(self.event(user, {"type": "follow" if friend else "unfollow"}, answerable=friend))

    def agree(self, token: str, nonce: str) -> str:
        """The user agrees to the linking in LINE's own dialogue; LINE tells user and nonce together."""
        user, until = self.links.pop(token, ("", 0.0))
        if until < time.time():
            raise Refusal(400, "The link token is over.")
        self.deliver(
            self.event(user, {"type": "accountLink", "link": {"result": "ok", "nonce": nonce}}, answerable=True)
        )
        return user

    # What the official account asks.

    def check(self, authorization: str) -> None:
        if self.down:
            raise Refusal(503, "Service unavailable")
        if not hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode()):
            raise Refusal(401, "Authentication failed")

    def reply(self, content: Json) -> Json:
        with self.lock:
            user, until = self.replies.pop(str(content.get("replyToken")), ("", 0.0))
        if until < time.time():
            raise Refusal(400, "Invalid reply token")
        return self.sent(user, content)

    def push(self, content: Json, retry_key: str) -> Json:
        with self.lock:
            if retry_key and (accepted := self.retries.get(retry_key)):
                raise Refusal(409, "The retry key is already accepted", **{"x-line-accepted-request-id": accepted})
            answer = self.sent(str(content.get("to")), content)
            if retry_key:
                self.retries[retry_key] = secrets.token_hex(8)
            self.pushes += 1
        return answer

    def sent(self, user: str, content: Json) -> Json:
        messages = content.get("messages") or []
        if not user or not 1 <= len(messages) <= 5:
            raise Refusal(400, "The request body has 1 error(s)")
        for one in messages:
            items = (one.get("quickReply") or {}).get("items", [])
            if len(items) > 13 or any(len(item["action"]["label"]) > 20 for item in items):
                raise Refusal(400, "May not be more than 13 quick replies, or 20 letters of a label")
            self.note(user, Line(True, str(one.get("text", "")), tuple(item["action"] for item in items)))
        return {"sentMessages": [{"id": new_id()} for _ in messages]}

    def link_token(self, user: str) -> Json:
        token = secrets.token_urlsafe(24)
        self.links[token] = (user, time.time() + TOKEN_LASTS)
        return {"linkToken": token}

    # Signing in with LINE.

    def grant(self, asked: Mapping[str, str], user: str) -> str:
        if (asked.get("client_id"), asked.get("redirect_uri")) != (self.login_id, self.login_back):
            raise Refusal(400, "unauthorized_client")
        code = secrets.token_urlsafe(24)
        self.codes[code] = (user, json.dumps(dict(asked)), time.time() + CODE_LASTS)
        return code

    def exchange(self, form: Mapping[str, str]) -> Json:
        user, kept, until = self.codes.pop(form.get("code", ""), ("", "{}", 0.0))
        asked, verifier = json.loads(kept), form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        known = (form.get("client_id"), form.get("client_secret")) == (self.login_id, self.login_secret)
        if not known or until < time.time() or challenge != asked.get("code_challenge"):
            raise Refusal(400, "invalid_grant")
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": user, "aud": self.login_id, "iat": now, "exp": now + 3600,
                  "nonce": asked.get("nonce", ""), "amr": ["linesso"]}  # fmt: skip
        return {
            "access_token": new_id(),
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, self.login_secret, "HS256"),
        }

    # Events.

    def note(self, user: str, line: Line) -> None:
        self.lines.setdefault(user, []).append(line)

    def message(self, user: str, message: Json) -> Json:
        return self.event(user, {"type": "message", "message": message}, answerable=True)

    def event(self, user: str, told: Json, *, answerable: bool) -> Json:
        made = {
            **told, "mode": "active", "timestamp": int(time.time() * 1000), "webhookEventId": new_id(),
            "source": {"type": "user", "userId": user}, "deliveryContext": {"isRedelivery": False},
        }  # fmt: skip
        if answerable:
            made["replyToken"] = secrets.token_hex(16)
            self.replies[made["replyToken"]] = (user, time.time() + REPLY_LASTS)
        return made

    def deliver(self, event: Json) -> None:
        """At once, and again until somebody answers 200."""
        threading.Thread(target=self.persist, args=(event,), daemon=True).start()

    def persist(self, event: Json) -> None:
        for pause in (*PAUSES, 0.0):
            if self.post(event):
                return
            time.sleep(pause)
            event["deliveryContext"] = {"isRedelivery": True}

    def post(self, *events: Json) -> bool:
        body = json.dumps({"destination": "Ustandin", "events": events}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "X-Line-Signature": sign(self.secret, body)}
        try:
            return (
                httpx.post(self.webhook, content=body, headers=headers, timeout=5, trust_env=False).status_code == 200
            )
        except httpx.HTTPError:
            return False


def sign(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def new_id() -> str:
    return secrets.token_hex(13).upper()
