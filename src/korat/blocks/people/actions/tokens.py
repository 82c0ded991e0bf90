"""Bearer tokens for programs: shown once, kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.people.models import Token
from korat.blocks.people.queries.actors import token_digest
from korat.blocks.people.values import LONGEST_KEY, SCOPES
from korat.kernel.errors import Forbidden, Invalid, NotFound
from korat.kernel.texts import clean

PREFIX = "korat_"  # so that a leaked token is recognised by scanners


def issue_token(
    *,
    actor: Actor,
    label: str,
    now: datetime,
    person: int,
    expires_at: datetime | None = None,
) -> str:
    """A new token of a person: oneself, or by a worker of the house. It is shown this once."""
    label = clean(label, 80, "label")
    if expires_at is not None and expires_at <= now:
        raise Invalid("วันหมดอายุต้องอยู่ในอนาคต", "The expiry must lie ahead.", code="expires_at", field="expires_at")
    purpose, grant = ground_for(actor, person, None)
    token = new_token()
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.token.issued",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            concerning={person: {"label": label}},
        )
        Token.objects.create(
            digest=token_digest(token),
            label=label,
            person_id=person,
            expires_at=expires_at,
        )
    return token


def issue_key(
    *, actor: Actor, organisation: int, label: str, scopes: Sequence[str], expires_at: datetime, now: datetime
) -> str:
    """A key of an organisation's program, by `people.manage` over it. It is shown this once.

    Each use acts as the organisation under a grant of the key's own: for its scopes, until its end, and no longer.
    """
    label, purposes = clean(label, 80, "label"), sorted(set(scopes))
    check_key(label, purposes, expires_at, now)
    managing, token = actor.grant_for("people.manage", office=organisation), new_token()
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.key.issued",
            purpose="people.manage",
            grant=managing,
            about=None,
            now=now,
            concerning={organisation: {"label": label}},
            facts={"scopes": purposes, "expires_at": expires_at.isoformat()},
        )
        grant = ledger.give(
            kind="service",
            holder=organisation,
            office=organisation,
            reach=[organisation],
            purposes=purposes,
            basis=managing.basis,
            begins_at=now,
            ends_at=expires_at,
        )
        Token.objects.create(
            digest=token_digest(token),
            label=label,
            organisation_id=organisation,
            grant_id=grant,
            expires_at=expires_at,
        )
    return token


def check_key(label: str, scopes: list[str], expires_at: datetime, now: datetime) -> None:
    if not label:
        raise Invalid("โปรดตั้งชื่อกุญแจ", "Please name the key.", code="label", field="label")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid("โปรดเลือกขอบเขตของกุญแจ", "Please choose what the key is for.", code="scopes", field="scopes")
    if not now < expires_at <= now + LONGEST_KEY:
        raise Invalid(
            "วันหมดอายุต้องอยู่ในอนาคต ไม่เกินหนึ่งปี",
            "The expiry must lie ahead, within a year.",
            code="expires_at",
            field="expires_at",
        )


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def end_token(*, actor: Actor, token: int, now: datetime) -> None:
    """Make a token worthless at once. Raises NotFound, also when it is over already."""
    row = Token.objects.filter(pk=token, ended_at=None).first()
    holder = (row.person_id or row.organisation_id) if row else None
    if row is None or holder is None:
        raise NotFound("ไม่พบโทเค็นนี้", "We could not find this token.", code="token")
    purpose, grant = ground_for(actor, holder, row.organisation_id)
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.token.ended",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            concerning={holder: None},
        )
        Token.objects.filter(pk=token).update(ended_at=now)
        if row.grant_id:
            ledger.finish(grant=row.grant_id, now=now)


def ground_for(actor: Actor, holder: int, office: int | None) -> tuple[str, GrantView]:
    if holder == actor.subject:
        return "self", actor.grant_for("self", subject=holder)
    grant = actor.grant_for("people.manage", office=office)
    if office is None and grant.reach is not None:
        # A person's own token acts as that person everywhere: no office's reach covers it.
        raise Forbidden(th="โทเค็นของบุคคลเป็นเรื่องของเจ้าตัว", en="A person's tokens are one's own affair.", code="no_grant")
    return "people.manage", grant
