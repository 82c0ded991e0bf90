"""An issuer of OpenID Connect as small as it can be and still be one: code flow, PKCE, RS256, each code good once.

OpenID Connect Core 1.0 (3.1), RFC 6749, RFC 7636. It speaks for made-up people and is no ThaID.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CODE_LASTS, TOKEN_LASTS = 60, 300  # seconds
CLAIMS = {"pid": "pid", "given_name": "given_name", "family_name": "family_name", "title": "title"}  # scope → claim
Asked = Mapping[str, str]


class Wrong(Exception):
    """What RFC 6749, 5.2 calls an error, by its code."""


@dataclass(frozen=True)
class MadeUp:
    """A person of the demonstration, as the page lists them and as the token names them."""

    code: str
    label: str
    claims: Mapping[str, str]


@dataclass(frozen=True)
class Code:
    """What was granted, until it is fetched."""

    person: MadeUp
    asked: Asked
    until: float


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """One client, a few people; everything else is forgotten when it stops."""

    address: str
    client: str
    secret: str = field(repr=False)
    redirect: str = ""
    people: tuple[MadeUp, ...] = ()
    key: rsa.RSAPrivateKey = field(default_factory=new_key, repr=False)
    kid: str = field(default_factory=lambda: secrets.token_hex(8))
    codes: dict[str, Code] = field(default_factory=dict, repr=False)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", *CLAIMS],
        }

    def jwks(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def check(self, asked: Asked) -> None:
        """Whether this client may be sent back there. Anything else is answered here and leads nowhere."""
        if (asked.get("client_id"), asked.get("redirect_uri")) != (self.client, self.redirect):
            raise Wrong("unauthorized_client")
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            raise Wrong("invalid_request")

    def grant(self, asked: Asked, code: str) -> str:
        """The person said yes: a code for the client. Wrong when nobody here is called so."""
        self.check(asked)
        person = next((one for one in self.people if one.code == code), None)
        if person is None:
            raise Wrong("access_denied")
        made = secrets.token_urlsafe(32)
        self.codes[made] = Code(person, dict(asked), time.time() + CODE_LASTS)
        return made

    def exchange(self, asked: Asked, client: str, secret: str) -> dict[str, Any]:
        """The token for a code: once, to the client it was made for, against the verifier of its challenge."""
        if client != self.client or not hmac.compare_digest(secret, self.secret):
            raise Wrong("invalid_client")
        kept = self.codes.pop(asked.get("code", ""), None)
        if kept is None or kept.until < time.time() or asked.get("redirect_uri") != self.redirect:
            raise Wrong("invalid_grant")
        if challenge(asked.get("code_verifier", "")) != kept.asked.get("code_challenge"):
            raise Wrong("invalid_grant")
        token = self.sign(self.claims(kept))
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token}

    def claims(self, kept: Code) -> dict[str, Any]:
        """As much of the person as the scopes name."""
        now, scopes = int(time.time()), kept.asked.get("scope", "").split()
        shown = {claim: kept.person.claims[claim] for scope, claim in CLAIMS.items() if scope in scopes}
        nonce = {"nonce": kept.asked["nonce"]} if "nonce" in kept.asked else {}
        about = {"iss": self.address, "aud": self.client, "sub": f"stand-in-{kept.person.code}"}
        return about | {"iat": now, "exp": now + TOKEN_LASTS} | nonce | shown

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid})


def challenge(verifier: str) -> str:
    """RFC 7636, 4.2: S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
