"""Whom a program speaks to: the province as a whole, or one of its local governments."""

from __future__ import annotations

from korat.blocks.catalog import queries as catalog
from korat.blocks.places import queries as places
from korat.blocks.places.queries import PlaceView
from korat.standards.open311.errors import absent, missing
from korat.standards.open311.read import Parameters

NAME = "jurisdiction_id"


def jurisdiction(parameters: Parameters) -> PlaceView | None:
    """The local government that jurisdiction_id names; None for the province. NotFound for an unknown id,
    Invalid where the pack wants one and none came."""
    settings, given = catalog.profile().open311, parameters.one(NAME)
    if not given and settings.jurisdiction_required:
        raise missing(NAME)
    if given in ("", settings.jurisdiction_id):
        return None
    place = places.place(given)
    if place is None or place.kind != "jurisdiction":
        raise absent(
            NAME,
            f"ไม่พบเขตนี้ ใช้ {settings.jurisdiction_id} (ทั้งจังหวัด) หรือรหัสขององค์กรปกครองส่วนท้องถิ่น",
            f"No such jurisdiction. Use {settings.jurisdiction_id} or the code of a local government.",
        )
    return place
