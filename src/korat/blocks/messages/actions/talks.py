"""Where a conversation stands: kept for as long as somebody may look for their glasses, then forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from korat.blocks.messages import secrecy
from korat.blocks.messages.models import Talk
from korat.blocks.messages.values import CorrespondentView

LASTS = timedelta(hours=6)


def of(who: CorrespondentView, now: datetime) -> Mapping[str, Any]:
    row = Talk.objects.filter(correspondent_id=who.id, until__gt=now).first()
    kept: Mapping[str, Any] = secrecy.unseal_json(row.sealed, bound(who)) if row else {}
    return kept


def keep(who: CorrespondentView, talk: Mapping[str, Any], now: datetime) -> None:
    if not talk:
        Talk.objects.filter(correspondent_id=who.id).delete()
        return
    fresh = {"sealed": secrecy.seal_json(dict(talk), bound(who)), "until": now + LASTS}
    Talk.objects.update_or_create(correspondent_id=who.id, defaults=fresh)


def bound(who: CorrespondentView) -> str:
    return f"talk:{who.uuid}"
