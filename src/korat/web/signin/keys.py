"""The key that seals the seeds of authenticators, made from the installation's pepper."""

from __future__ import annotations

import base64
import hashlib

from django.conf import settings


def fernet_key() -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"authenticator\0{settings.KORAT_PEPPER}".encode()).digest())
