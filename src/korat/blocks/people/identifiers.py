"""Numbers and addresses that name a person: written one way, then hashed or sealed by keys from outside."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from korat.blocks.people.values import IdentifierKind
from korat.kernel.errors import Invalid
from korat.kernel.ids import citizen_number_is_valid
from korat.kernel.phone import normal_phone
from korat.kernel.texts import arabic_digits, clean

NONCE = 12  # bytes; NIST SP 800-38D
LONGEST_EMAIL = 254


def normal(kind: IdentifierKind, text: str, field: str | None = None) -> str:
    """The one way to write a number or address of this kind. Invalid when it is none."""
    if kind == "phone":
        return normal_phone(text, field)
    return normal_email(text, field) if kind == "email" else normal_citizen_number(text, field)


def normal_email(text: str, field: str | None = None) -> str:
    """Lower case throughout: nobody tells two people apart by the case of an address."""
    address = clean(text, LONGEST_EMAIL, field).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(
            "อีเมลไม่ถูกต้อง โปรดใส่เช่น somjai@example.com",
            "This is not an e-mail address. Write it like somjai@example.com.",
            code="email",
            field=field,
        ) from error
    return address


def normal_citizen_number(text: str, field: str | None = None) -> str:
    """13 digits whose last one checks the others (kernel.ids)."""
    if not citizen_number_is_valid(text):
        raise Invalid(
            "เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจสอบทั้ง 13 หลักอีกครั้ง",
            "This is not a citizen number. Please check all 13 digits.",
            code="citizen_number",
            field=field,
        )
    return "".join(filter(str.isdigit, arabic_digits(text)))


def digest(kind: IdentifierKind, number: str) -> bytes:
    """HMAC-SHA-256 under the installation's pepper: without that key nobody can try out all numbers."""
    return hmac.digest(key("KORAT_PEPPER"), f"{kind}\0{number}".encode(), "sha256")


def seal(number: str, subject: int) -> bytes:
    """AES-256-GCM, bound to its subject: moved to another person's row it does not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key("KORAT_CITIZEN_KEY")).encrypt(nonce, number.encode(), bound_to(subject))


def unseal(sealed: bytes, subject: int) -> str:
    """The number again. Raises cryptography's InvalidTag for another key or another person's row."""
    nonce, ciphertext = sealed[:NONCE], sealed[NONCE:]
    return AESGCM(key("KORAT_CITIZEN_KEY")).decrypt(nonce, ciphertext, bound_to(subject)).decode()


def bound_to(subject: int) -> bytes:
    return f"person:{subject}".encode()


def key(name: str) -> bytes:
    """32 bytes from the words of a key file."""
    return derived(name, str(getattr(settings, name)))


@cache
def derived(name: str, words: str) -> bytes:
    return hashlib.sha256(f"{name}\0{words}".encode()).digest()
