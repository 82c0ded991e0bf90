"""Who is acting: a person signed in, a bearer of a token, one of the house's own workers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.crypto import constant_time_compare

from korat.blocks.ledger import queries as ledger
from korat.blocks.ledger import services
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.blocks.people.models import Account, Token
from korat.kernel import clock

# Every page of someone signed in asks this.
OF_PERSON = """
    SELECT a.password, a.is_active, p.persona FROM korat_people_account a JOIN korat_people_accountperson p ON p.account_id = a.id
    WHERE a.id = %s AND p.person_id = %s
"""


def actor_of(
    person: int, session: str = "", request: str = "", language: str = "th", now: datetime | None = None
) -> Actor | None:
    """The person (or organisation) with every grant that holds now. One query."""
    return ledger.actor_of(person, now=now or clock.now(), session=session, request=request, language=language)


def signed_in(
    *, account: int, person: int, seal: str, session: str, request: str, language: str, now: datetime
) -> Actor | None:
    """The person chosen in a session, as long as the account is open and still theirs. Two queries.

    `seal` is Django's session hash: a changed password ends every session that carries the old one.
    """
    rows = fetch(OF_PERSON, [account, person])
    if not rows:
        return None
    password, active, persona = rows[0]
    if not active or not fits(password, seal):
        return None
    actor = actor_of(person, session, request, language, now)
    return replace(actor, persona=persona) if actor and persona else actor


def fits(password: str, seal: str) -> bool:
    account = Account(password=password)
    seals = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    return any(constant_time_compare(seal, valid) for valid in seals)


def service_actor(code: str) -> Actor:
    """A worker of the house. KeyError for one that nobody declared."""
    return services.service_actor(code)


def actor_of_token(token: str, *, request: str = "", language: str = "th", now: datetime | None = None) -> Actor | None:
    """Whom a bearer token speaks for; None when it is unknown, over or ended. Two queries."""
    moment = now or clock.now()
    valid = Q(expires_at=None) | Q(expires_at__gt=moment)
    row = Token.objects.filter(valid, digest=token_digest(token), ended_at=None).first()
    holder = (row.person_id or row.organisation_id) if row else None
    return actor_of(holder, f"token:{row.pk}", request, language, moment) if row and holder else None


def token_digest(token: str) -> bytes:
    """SHA-256 is enough: the token itself carries 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
