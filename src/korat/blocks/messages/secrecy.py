"""Who writes to us and what, as the database keeps it: a keyed hash to find it, a ciphertext to use it, no clear text."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12  # bytes; NIST SP 800-38D


def digest(channel: str, address: str) -> bytes:
    """HMAC-SHA-256 under the installation's pepper: without that key nobody can try out all numbers."""
    return hmac.digest(settings.KORAT_PEPPER.encode(), f"sender\0{channel}\0{address}".encode(), "sha256")


def seal(words: str, bound_to: str) -> bytes:
    """AES-256-GCM, bound to its row: moved to another it does not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher(settings.KORAT_CITIZEN_KEY).encrypt(nonce, words.encode(), bound_to.encode())


def unseal(sealed: bytes | memoryview[int], bound_to: str) -> str:
    """The words again. Raises cryptography's InvalidTag for another key or another row."""
    kept = bytes(sealed)
    return cipher(settings.KORAT_CITIZEN_KEY).decrypt(kept[:NONCE], kept[NONCE:], bound_to.encode()).decode()


def seal_json(value: Any, bound_to: str) -> bytes:
    return seal(json.dumps(value, ensure_ascii=False), bound_to)


def unseal_json(sealed: bytes | memoryview[int], bound_to: str) -> Any:
    return json.loads(unseal(sealed, bound_to))


@cache
def cipher(words: str) -> AESGCM:
    """A key of its own from the words of the key file."""
    return AESGCM(hashlib.sha256(f"messages\0{words}".encode()).digest())
