"""The handle of an upload: signed, good for a day; nowhere else is the key of its file kept meanwhile.

A signed value can be read by whoever holds it, so what it carries is encrypted as well.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.signing import BadSignature, Signer

from korat.blocks.documents import cipher, refusals

LIFE = timedelta(days=1)

_SALT = "korat.documents.upload"
_MOMENT = struct.Struct(">q")
_UUID = 16
_LONGEST = 400


def issue(uuid: UUID, key: bytes, now: datetime) -> str:
    """A handle for this upload from `now` on."""
    moment = _MOMENT.pack(int(now.timestamp()))
    body = uuid.bytes + cipher.seal(moment + key, _wrapping_key(), uuid)
    return Signer(salt=_SALT).sign(urlsafe_b64encode(body).decode())


def redeem(handle: str, now: datetime) -> tuple[UUID, bytes]:
    """The upload's uuid and its file's key. Conflict, in words, when it is none of ours or too old."""
    try:
        body = urlsafe_b64decode(Signer(salt=_SALT).unsign(handle[:_LONGEST]))
        uuid = UUID(bytes=body[:_UUID])
        content = cipher.unseal(body[_UUID:], _wrapping_key(), uuid)
        (moment,) = _MOMENT.unpack(content[: _MOMENT.size])
    except (BadSignature, ValueError, struct.error) as error:
        raise refusals.expired() from error
    if not 0 <= now.timestamp() + 1 - moment <= LIFE.total_seconds() + 1:
        raise refusals.expired()
    return uuid, content[_MOMENT.size :]


def _wrapping_key() -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=_SALT.encode()).derive(settings.SECRET_KEY.encode())
