"""Claim a repair from whoever still owes it: a case of its own at the office for contracts, linked with the report.

The house does it by itself when a report names a thing whose warranty runs; a second report of the same thing is linked with
the claim that is open already.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.actions.open import open_case
from korat.blocks.cases.models import Case, CaseLink
from korat.blocks.cases.values import CaseFace, Request
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor

CLAIMED = "cases.case.claimed"


def claim(
    *, actor: Actor, now: datetime, face: CaseFace, request: Request, key: str, cause: UUID | None = None
) -> UUID:
    """Open the claim `request` for the report `face`, or find the open one; returns its uuid. The same key is once."""
    with transaction.atomic():
        uuid = standing(request.service.code, face.asset) or opened(actor, now, request, key, cause)
        try:
            with transaction.atomic():
                link(actor, now, face, uuid, key, cause)
        except ledger.DoneBefore:
            return uuid
        return uuid


def standing(service: str, asset: int | None) -> UUID | None:
    """The open case of the service about this thing."""
    rows = Case.objects.filter(asset_id=asset, asset_id__isnull=False, service=service, state=Case.State.OPEN)
    return rows.order_by("pk").values_list("uuid", flat=True).first()


def opened(actor: Actor, now: datetime, request: Request, key: str, cause: UUID | None) -> UUID:
    return open_case(actor=actor, now=now, request=request, key=key, cause=cause).uuid


def link(actor: Actor, now: datetime, face: CaseFace, uuid: UUID, key: str, cause: UUID | None) -> None:
    ledger.record(
        actor=actor, kind=CLAIMED, purpose="case.handle", about=face.uuid, now=now, key=f"claim:{key}", cause=cause,
        concerning={face.subject: None},
        facts={"service": face.service.code, "step": face.step.code, "office": face.office, "claim": str(uuid)},
    )  # fmt: skip
    found = Case.objects.get(uuid=uuid)
    CaseLink.objects.get_or_create(one_id=face.id, other=found, defaults={"kind": CaseLink.Kind.CLAIM, "since": now})
    Case.objects.filter(pk__in=(face.id, found.pk)).update(linked=True)
