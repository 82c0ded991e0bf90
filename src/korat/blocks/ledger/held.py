"""What the ledger holds about one subject: the acts and looks that concern it, and the grants it gave or holds."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.db.models import Q

from korat.blocks.ledger.models import Grant

Plain = dict[str, Any]

CONCERNING = """
    SELECT a.uuid, a.kind, a.look, a.occurred_at, a.recorded_at, a.office_id, a.post, a.ground, a.purpose, a.basis, a.about,
        a.facts, s.detail
    FROM korat_ledger_actsubject s JOIN korat_ledger_act a ON a.id = s.act_id AND a.recorded_at = s.recorded_at
    WHERE s.subject_id = %s ORDER BY a.id
"""
NAMES = (
    "id", "kind", "look", "occurred_at", "recorded_at", "office", "post", "ground", "purpose", "basis", "about", "facts",
    "detail",
)  # fmt: skip


def held_about(subject: int) -> Plain:
    """Plain data. Needs an open look at the subject: what it does not reach is not there."""
    with connection.cursor() as cursor:
        cursor.execute(CONCERNING, [subject])
        found = [plain(row) for row in cursor.fetchall()]
    return {
        "acts": [act for act in found if not act["look"]],
        "looks": [act for act in found if act["look"]],
        "grants": [grant(row) for row in Grant.objects.filter(Q(holder=subject) | Q(subject=subject)).order_by("id")],
    }


def plain(row: tuple[Any, ...]) -> Plain:
    act: Plain = dict(zip(NAMES, row, strict=True))
    act["facts"], act["detail"] = json.loads(act["facts"]), json.loads(act["detail"]) if act["detail"] else None
    return act


def grant(row: Grant) -> Plain:
    return {
        "id": row.uuid,
        "kind": row.kind,
        "office": row.office_id,
        "post": row.post,
        "purposes": row.purposes,
        "basis": row.basis,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "ended_at": row.ended_at,
    }
