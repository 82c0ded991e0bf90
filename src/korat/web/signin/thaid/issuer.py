"""What the issuer publishes about itself, fetched from its own host alone and kept for minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
from django.conf import settings

from korat.kernel.errors import Unavailable
from korat.kernel.settings import LOOPBACK

KEPT, PAUSE = 300.0, 30.0  # seconds: how long its answers are kept; how often an unknown key may be asked for
TIMEOUT = 10.0
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Json = dict[str, Any]


class Unreachable(Unavailable):
    """The issuer is down, or says something else than an issuer says."""

    default_code = "thaid_unreachable"
    default_th = "ติดต่อ ThaID ไม่ได้ในขณะนี้ โปรดลองใหม่ภายหลัง หรือเข้าสู่ระบบด้วยรหัสทางโทรศัพท์หรืออีเมล"
    default_en = "ThaID cannot be reached now. Try again later, or sign in by a code to your telephone or e-mail."


@dataclass
class Issuer:
    """One issuer, pinned by its address: whatever it publishes, nothing is sent to or fetched from another host."""

    address: str
    metadata: Json = field(default_factory=dict)
    keys: Json = field(default_factory=dict)
    read_at: float = float("-inf")
    keys_at: float = float("-inf")

    def endpoint(self, name: str) -> str:
        if time.monotonic() > self.read_at + KEPT:
            self.metadata, self.read_at = self.discover(), time.monotonic()
        return str(self.metadata[name])

    def discover(self) -> Json:
        """OpenID Connect Discovery 1.0, 4.3: the issuer it names is the one we asked; its endpoints are of that host."""
        found = self.get(f"{self.address}/.well-known/openid-configuration")
        ours = all(origin(str(found.get(name, ""))) == origin(self.address) for name in ENDPOINTS)
        if str(found.get("issuer", "")).rstrip("/") != self.address or not ours:
            raise Unreachable
        return found

    def key(self, name: str) -> jwt.PyJWK | None:
        """The published key of this name; None when there is none. A name not seen before is asked for, but not in a storm."""
        age = time.monotonic() - self.keys_at
        if age > KEPT or (name not in self.keys and age > PAUSE):
            published = self.get(self.endpoint("jwks_uri")).get("keys", [])
            self.keys, self.keys_at = {name_of(key): key for key in published if may_sign(key)}, time.monotonic()
        found = self.keys.get(name)
        return jwt.PyJWK.from_dict(found) if found else None

    def get(self, url: str) -> Json:
        return self.send("GET", url)

    def exchange(self, form: dict[str, str], client: str, secret: str) -> Json:
        """RFC 6749, 4.1.3: the code for a token, from server to server."""
        return self.send("POST", self.endpoint("token_endpoint"), data=form, auth=(client, secret))

    def send(self, method: str, url: str, **rest: Any) -> Json:
        """Redirects are not followed: they could lead to another host."""
        outside = urlsplit(url).hostname not in LOOPBACK
        try:
            with httpx.Client(timeout=TIMEOUT, trust_env=outside) as client:
                answer = client.request(method, url, **rest)
                found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable from error
        if not isinstance(found, dict) or answer.status_code != httpx.codes.OK:
            raise Unreachable
        return found


@cache
def issuer_at(address: str) -> Issuer:
    return Issuer(address)


def configured() -> Issuer | None:
    """The issuer of this installation; None when it has none or lacks what it needs to ask it."""
    korat = settings.KORAT
    ready = korat.thaid_issuer and korat.thaid_client_id and settings.KORAT_THAID_SECRET
    return issuer_at(korat.thaid_issuer) if ready else None


def may_sign(key: object) -> bool:
    """A public key made for signatures. A shared secret in a public list would let anyone sign."""
    return isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"


def name_of(header: Json) -> str:
    """RFC 7515, 4.1.4: of a key, or of the one that a token asks for."""
    return str(header.get("kid", ""))


def origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc
