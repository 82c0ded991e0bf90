"""Writing a pack's papers, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from korat.blocks.documents.models import PaperTemplate
from korat.blocks.documents.pack import PaperDefinition
from korat.blocks.ledger.packs import Difference, compare


def differences(wanted: Sequence[PaperDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    present = dict(PaperTemplate.objects.filter(retired_at=None).values_list("code", "source"))
    return {"papers": compare(present, {one.code: one.source for one in wanted})}


def apply_definitions(wanted: Sequence[PaperDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    found = differences(wanted)
    PaperTemplate.objects.bulk_create(
        [PaperTemplate(code=one.code, source=one.source) for one in wanted if one.code in found["papers"].written],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["source", "retired_at"],
    )
    PaperTemplate.objects.filter(code__in=found["papers"].retired).update(retired_at=now)
    return found
