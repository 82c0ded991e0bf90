"""Tries to sign in, told to whoever watches the log: the way, the outcome, the account's number (ASVS 5.0, 16.3.1).

Never an address, a name or a code. The number of the request stands on the line, as on the acts that follow.
"""

from __future__ import annotations

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

log = logging.getLogger("korat.signin")


def worked(way: str, account: AbstractBaseUser) -> None:
    log.info("signed in by %s, account %s", way, account.pk)


def refused(way: str, account: AbstractBaseUser | AnonymousUser | None = None) -> None:
    log.warning("sign-in by %s refused, account %s", way, account.pk if account else "unknown")
