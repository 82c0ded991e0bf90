"""Who is acting: a person signed in, a bearer of a token, one of the house's own workers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.crypto import constant_time_compare

from korat.blocks.ledger import queries as ledger
from korat.blocks.ledger import services
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.blocks.people.models import Account, Token
from korat.blocks.people.values import KeyView
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
    """Whom a bearer token speaks for; None when it is unknown, over or ended. Two queries.

    An organisation's key carries its own grant and no other of the organisation's.
    """
    moment = now or clock.now()
    valid = Q(expires_at=None) | Q(expires_at__gt=moment)
    row = Token.objects.filter(valid, digest=token_digest(token), ended_at=None).first()
    holder = (row.person_id or row.organisation_id) if row else None
    actor = actor_of(holder, f"token:{row.pk}", request, language, moment) if row and holder else None
    if actor is None or row is None or row.grant_id is None:
        return actor
    return replace(actor, grants=tuple(grant for grant in actor.grants if grant.id == row.grant_id))


def token_fault(token: str) -> str:
    """Why a token opens nothing: `unknown`, `ended` or `expired`. Only who brings the token itself learns it."""
    row = Token.objects.filter(digest=token_digest(token)).first()
    return "unknown" if row is None else "ended" if row.ended_at else "expired"


def keys_of(offices: Collection[int]) -> tuple[KeyView, ...]:
    """The keys of these organisations, the newest first, with those that are over."""
    rows = Token.objects.filter(organisation__in=offices).exclude(grant=None).select_related("grant").order_by("-id")
    return tuple(map(key_view, rows))


def key_view(row: Token) -> KeyView:
    if row.grant is None or row.organisation_id is None or row.expires_at is None:
        raise TypeError("not an organisation's key")
    purposes = tuple(row.grant.purposes)
    return KeyView(row.pk, row.label, row.organisation_id, purposes, row.issued_at, row.expires_at, row.ended_at)


def token_digest(token: str) -> bytes:
    """SHA-256 is enough: the token itself carries 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
