"""Bearer tokens for programs: shown once, kept as a hash."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.people.models import Token
from korat.blocks.people.queries.actors import token_digest
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.texts import clean

PREFIX = "korat_"  # so that a leaked token is recognised by scanners


def issue_token(
    *,
    actor: Actor,
    label: str,
    now: datetime,
    person: int | None = None,
    organisation: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """A new token of a person (oneself, or by `people.manage`) or an organisation. It is shown this once."""
    holder = person or organisation
    if holder is None or (person and organisation):
        raise ValueError("a token is a person's or an organisation's")
    label = clean(label, 80, "label")
    if expires_at is not None and expires_at <= now:
        raise Invalid("วันหมดอายุต้องอยู่ในอนาคต", "The expiry must lie ahead.", code="expires_at", field="expires_at")
    purpose, grant = ground_for(actor, holder, organisation)
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.token.issued",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            concerning={holder: {"label": label}},
        )
        Token.objects.create(
            digest=token_digest(token),
            label=label,
            person_id=person,
            organisation_id=organisation,
            expires_at=expires_at,
        )
    return token


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


def ground_for(actor: Actor, holder: int, office: int | None) -> tuple[str, GrantView]:
    if holder == actor.subject:
        return "self", actor.grant_for("self", subject=holder)
    return "people.manage", actor.grant_for("people.manage", office=office)
