"""Each file under a key of its own (AES-256-GCM): no key, no file; and dropping the key erases it."""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def new_key() -> bytes:
    """256 random bits."""
    return AESGCM.generate_key(bit_length=256)


def seal(data: bytes, key: bytes, uuid: UUID) -> bytes:
    """Nonce and ciphertext, bound to the file's uuid: swapped files do not open."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, uuid.bytes)


def unseal(sealed: bytes, key: bytes, uuid: UUID) -> bytes:
    """The bytes again. ValueError when the key, the uuid or a single bit is another."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], uuid.bytes)
    except (InvalidTag, ValueError) as error:
        raise ValueError("not what was sealed") from error
