"""How many cases are under way where a pack would drop what they stand on, or in an office that is gone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from django.db.models import Count

from korat.blocks.cases.models import Case


def open_by(part: Literal["category", "step"], service: str, codes: Collection[str]) -> dict[str, int]:
    """Open and joined cases of a service by category or by step; those codes alone that have some."""
    if not codes:
        return {}
    rows = Case.objects.filter(**{"service": service, f"{part}__in": codes}).exclude(state=Case.State.CLOSED)
    return dict(rows.order_by(part).values_list(part).annotate(Count("pk")))


def open_in(office: int) -> int:
    """Open cases that an office still answers."""
    return Case.objects.filter(office=office, state=Case.State.OPEN).count()
