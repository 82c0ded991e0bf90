"""What can be booked: pack data, read once."""

from __future__ import annotations

from collections.abc import Mapping

from korat.blocks.bookings.models import Resource
from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.bookings.values import ResourceView
from korat.blocks.ledger import packs
from korat.blocks.people import queries as people
from korat.kernel.errors import NotFound


@packs.cached
def shelf() -> Mapping[int, ResourceView]:
    """Every resource by row id, retired ones too: old bookings still name them. What a dissolved office lent, the one in
    its place lends."""
    rows = Resource.objects.order_by("code")
    return {
        row.pk: ResourceView(
            row.pk,
            row.uuid,
            people.standing_in(row.office_id),
            ResourceDefinition.model_validate(row.definition),
            row.retired_at is not None,
        )
        for row in rows
    }


def resources() -> tuple[ResourceView, ...]:
    """What can be booked today, by code."""
    return tuple(one for one in shelf().values() if not one.retired)


def of_kind(kind: str) -> tuple[ResourceView, ...]:
    """What a service that `books` this kind can offer."""
    return tuple(one for one in resources() if one.said.kind == kind)


def resource(code: str) -> ResourceView:
    """By code, when it can be booked today; else NotFound."""
    found = next((one for one in resources() if one.code == code), None)
    if found is None:
        raise NotFound(th="ไม่พบสิ่งที่จะจอง", en="There is nothing of this name to book.", code="resource")
    return found


def known_resource(code: str) -> ResourceView | None:
    """By code, retired ones too."""
    return next((one for one in shelf().values() if one.code == code), None)


def resource_by_id(id: int) -> ResourceView:
    return shelf()[id]
