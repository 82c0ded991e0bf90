"""Which looks at oneself one has disputed, each with its case."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models.fields.json import KT

from korat.blocks.cases.models import CaseReport
from korat.blocks.ledger.actor import Actor

LOOK = "look-act"


def disputed(actor: Actor) -> Mapping[UUID, str]:
    """Look → reference of the case about it. Needs an open look at oneself: the answers are private rows."""
    rows = CaseReport.objects.filter(subject_id=actor.subject, case__channel="looks", answers__has_key=LOOK)
    return {UUID(look): reference for look, reference in rows.values_list(KT(f"answers__{LOOK}"), "case__reference")}
