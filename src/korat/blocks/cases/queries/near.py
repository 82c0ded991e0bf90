"""Open public reports of the same kind close by: what may be the same thing. Facts only, found along one index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition, Step
from korat.blocks.ledger.rows import fetch
from korat.blocks.places import queries as places
from korat.kernel.geo import Point, cells_around, distance_m

# As many as a person would look through; a square of a few streets never holds so many of one kind.
MOST = 400
SHOWN = 3
NEAR = f"""
    SELECT latitude, longitude, id FROM korat_cases_case
    WHERE category = %s AND cell = ANY (%s) AND public AND state = 'open' AND cell IS NOT NULL LIMIT {MOST}
"""
SAME = """
    SELECT id FROM korat_cases_case
    WHERE asset_id = %s AND asset_id IS NOT NULL AND category = %s AND public AND state = 'open' ORDER BY id LIMIT %s
"""
# Along the index of a place in an office's queue: of what is open there few name a thing.
IN_PLACE = """
    SELECT id FROM korat_cases_case
    WHERE office_id = %s AND state = 'open' AND place_id = %s AND category = %s AND asset_id IS NOT NULL AND public
    ORDER BY due_at, id LIMIT %s
"""
LINES = """
    SELECT id, service, reference, step, opened_at, office_id, leads, asset_id FROM korat_cases_case WHERE id = ANY (%s)
"""


@dataclass(frozen=True)
class Near:
    """A public report close by, how far it is, and the thing that it is about, if it names one."""

    reference: str
    metres: int
    step: Step
    opened_at: datetime
    office: int
    followers: int
    asset: int | None = None


def duplicates(service: ServiceDefinition, category: Category | None, point: Point | None) -> tuple[Near, ...]:
    """Reports of the same kind near a point, the nearest first. Where the exact place is not public, none is told."""
    if category is None or point is None or not offers(service, category):
        return ()
    rows = fetch(NEAR, [category.code, list(cells_around(point))])
    apart = {id: distance_m(point, Point(lat, lon)) for lat, lon, id in rows}
    nearest = sorted((id for id, metres in apart.items() if metres <= category.near_m), key=lambda id: apart[id])
    return tuple(near(row, apart[row[0]]) for row in lines(service.code, nearest[:SHOWN]))


def duplicates_of(service: ServiceDefinition, category: Category | None, asset: int) -> tuple[Near, ...]:
    """Open reports of this very thing, the oldest first: that leads the others."""
    if category is None or not offers(service, category):
        return ()
    return found(service, fetch(SAME, [asset, category.code, SHOWN]))


def duplicates_in(service: ServiceDefinition, category: Category | None, place: str, office: int) -> tuple[Near, ...]:
    """Open reports of some thing in a community, for who names no more than that: the number on its plate tells whether it
    is the same."""
    within = places.id_of(place)
    if category is None or within is None or not offers(service, category):
        return ()
    return found(service, fetch(IN_PLACE, [office, within, category.code, SHOWN]))


def found(service: ServiceDefinition, rows: Sequence[tuple[Any, ...]]) -> tuple[Near, ...]:
    return tuple(near(row, 0) for row in lines(service.code, [id for (id,) in rows]))


def lines(service: str, wanted: list[int]) -> list[tuple[Any, ...]]:
    """In the order asked for; a category's code may be used by two services."""
    read = {row[0]: row for row in fetch(LINES, [wanted])} if wanted else {}
    return [read[id] for id in wanted if id in read and read[id][1] == service]


def near(row: tuple[Any, ...], metres: float) -> Near:
    _, service, reference, step, opened_at, office, leads, asset = row
    shown = catalog.service_or_fail(service).step(step)
    return Near(reference, round(metres), shown, opened_at, office, leads + 1, asset)


def offers(service: ServiceDefinition, category: Category) -> bool:
    return service.face.shown and not category.sealed and category.place == "exact" and category.near_m > 0


def followable(lead: Case, request: Request) -> bool:
    """Whether a report of this kind may be joined to that case by its own reporter: open, public, of the same kind."""
    code = request.category.code if request.category else ""
    same = (lead.service, lead.category) == (request.service.code, code)
    return same and lead.public and not lead.sealed and lead.state == Case.State.OPEN
