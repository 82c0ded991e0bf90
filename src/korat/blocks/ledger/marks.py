"""Words the installation keeps about itself."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.ledger.models import Marker


def put(code: str, value: str, now: datetime) -> None:
    Marker.objects.update_or_create(code=code, defaults={"value": value, "at": now})


def read(code: str) -> tuple[str, datetime] | None:
    """The value and when it was put, or None."""
    row = Marker.objects.filter(code=code).first()
    return (row.value, row.at) if row else None
