"""Writing a pack's resources, inside the transaction of its application. What this closes, the worker finds and tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from korat.blocks.bookings.models import Resource
from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.people.queries.organisations import read_directory


def differences(wanted: Sequence[ResourceDefinition]) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    present = dict(Resource.objects.filter(retired_at=None).values_list("code", "definition"))
    return {"resources": compare(present, {one.code: content(one) for one in wanted})}


def apply_definitions(wanted: Sequence[ResourceDefinition], now: datetime) -> dict[str, Difference]:
    """Bring the table in line, by code; what is gone from the pack is retired."""
    found = differences(wanted)
    offices = read_directory().by_code
    Resource.objects.bulk_create(
        [
            Resource(code=one.code, kind=one.kind, office_id=offices[one.office].id, definition=content(one))
            for one in wanted
            if one.code in found["resources"].written
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kind", "office", "definition", "retired_at"],
    )
    Resource.objects.filter(code__in=found["resources"].retired).update(retired_at=now)
    return found


def content(one: ResourceDefinition) -> dict[str, Any]:
    return one.model_dump(mode="json", by_alias=True, exclude_defaults=True)
