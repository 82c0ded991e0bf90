"""What a paper's QR says of it: a CBOR map in a COSE_Sign1 (RFC 9052) under Ed25519, as the end of an address that a phone opens.

The QR stands inside the PDF, so it signs the hash of the data attached to the PDF, not of the PDF itself. Text is base32
(RFC 4648, section 6): its letters are those of a QR's compact mode and of an address; base45 has a blank and `%`.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import cbor2

from korat.kernel.signing import SigningKey, holds

PATH = "/VERIFY/"
# CBOR labels of the claims; dates as days since 1970. Short, since every byte makes the QR finer.
ID, DIGEST, KIND, NUMBER, ISSUER, ISSUED, EXPIRES = range(1, 8)
ALGORITHM, KEY_ID, EDDSA = 1, 4, -8
COSE_SIGN1 = 18
MOST_BYTES = 400
_EPOCH = date(1970, 1, 1)
_TEXT = re.compile(r"(?:https?://[^/\s]{1,200}/verify/)?([a-z2-7]{40,640})", re.IGNORECASE)


class NotAPaper(ValueError):
    """The text is no paper's QR, or not all of it."""


@dataclass(frozen=True)
class Claims:
    """A paper as its QR names it. `digest`: SHA-256 of the attached data."""

    id: UUID
    digest: bytes
    kind: str
    number: str
    issuer: str
    issued: date
    expires: date | None = None


@dataclass(frozen=True)
class Sealed:
    """Claims as they were read, not yet believed."""

    claims: Claims
    key_id: str
    signature: bytes
    signed: bytes

    def holds(self, public: bytes) -> bool:
        return holds(public, self.signature, self.signed)


def seal(claims: Claims, key: SigningKey) -> bytes:
    """The claims as COSE_Sign1 bytes."""
    protected = cbor2.dumps({ALGORITHM: EDDSA, KEY_ID: bytes.fromhex(key.id)})
    payload = cbor2.dumps(as_map(claims))
    signature = key.sign(to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature]))


def text_of(sealed: bytes, address: str) -> str:
    """What stands in the QR: an address in capitals, so that the QR stays coarse."""
    return f"{address.upper()}{PATH}{b32encode(sealed).decode().rstrip('=')}"


def read(text: str) -> Sealed:
    """The claims in what was scanned or typed. NotAPaper, when it is none or cut short."""
    found = _TEXT.fullmatch("".join(text.split()))
    if found is None:
        raise NotAPaper("no text of a paper")
    try:
        return unpack(decoded(found[1].upper()))
    except NotAPaper:
        raise
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, cbor2.CBORError) as error:
        raise NotAPaper("cut short or mistyped") from error


def decoded(letters: str) -> bytes:
    data = b32decode(letters + "=" * (-len(letters) % 8))
    if b32encode(data).decode().rstrip("=") != letters or len(data) > MOST_BYTES:
        raise NotAPaper("not as we write it")
    return data


def unpack(data: bytes) -> Sealed:
    tag = cbor2.loads(data)
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != COSE_SIGN1 or cbor2.dumps(tag) != data:
        raise NotAPaper("no COSE_Sign1")
    protected, unprotected, payload, signature = tag.value
    header = cbor2.loads(protected)
    # The unprotected header is not signed: one that says anything, or is none, was put there by somebody else.
    if header[ALGORITHM] != EDDSA or unprotected != {}:
        raise NotAPaper("not as we write it")
    claims = from_map(cbor2.loads(payload))
    return Sealed(claims, bytes(header[KEY_ID]).hex(), bytes(signature), to_be_signed(protected, payload))


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """RFC 9052, section 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def as_map(claims: Claims) -> dict[int, object]:
    found: dict[int, object] = {
        ID: claims.id.bytes, DIGEST: claims.digest, KIND: claims.kind, NUMBER: claims.number, ISSUER: claims.issuer,
        ISSUED: (claims.issued - _EPOCH).days,
    }  # fmt: skip
    return found | ({EXPIRES: (claims.expires - _EPOCH).days} if claims.expires else {})


def from_map(found: dict[int, Any]) -> Claims:
    return Claims(
        id=UUID(bytes=found[ID]),
        digest=bytes(found[DIGEST]),
        kind=str(found[KIND]),
        number=str(found[NUMBER]),
        issuer=str(found[ISSUER]),
        issued=_EPOCH + timedelta(days=int(found[ISSUED])),
        expires=_EPOCH + timedelta(days=int(found[EXPIRES])) if EXPIRES in found else None,
    )
