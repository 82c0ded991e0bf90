"""The fixed things of a town: one by its number, an office's list of them, what stands near a point."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from korat.blocks.ledger.rows import fetch
from korat.blocks.places.pack import normal_number
from korat.blocks.places.queries.areas import code_of, ids_within
from korat.kernel.geo import CELL_M, Point, cells_around, distance_m
from korat.kernel.pages import Page

COUNTED = 1000
# As the indexes of a list have it (`models.NUMBER`).
ORDERED = 'number COLLATE "C"'
COLUMNS = """
    id, number, kind, place_id, latitude, longitude, owner_id, contractor_id, contract, contract_ends_on, installed_on,
    warranty_until, yearly_satang, state, failures, source, synthetic
"""
BY_NUMBER = f"SELECT {COLUMNS} FROM korat_places_fixture WHERE number = %s AND retired_at IS NULL"
# Also one that was taken down: an old case names it.
BY_ID = f"SELECT {COLUMNS} FROM korat_places_fixture WHERE id = %s"
BY_IDS = f"SELECT {COLUMNS} FROM korat_places_fixture WHERE id = ANY (%s)"
NEAR = """
    SELECT id, latitude, longitude FROM korat_places_fixture WHERE cell = ANY (%s) AND retired_at IS NULL{} LIMIT 400
"""
ENDING = f"""
    SELECT {COLUMNS} FROM korat_places_fixture
    WHERE owner_id = ANY (%s) AND contract_ends_on BETWEEN %s AND %s AND retired_at IS NULL
    ORDER BY contract_ends_on, number LIMIT %s
"""


@dataclass(frozen=True)
class FixtureView:
    """A fixed thing. `place` is a code; owner and contractor are subject ids of offices; money is satang."""

    id: int
    number: str
    kind: str
    place: str
    latitude: float
    longitude: float
    owner: int | None
    contractor: int | None
    contract: str
    contract_ends_on: date | None
    installed_on: date | None
    warranty_until: date | None
    yearly_satang: int | None
    state: str
    failures: int
    source: str
    synthetic: bool

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    def under_warranty(self, day: date) -> bool:
        return self.warranty_until is not None and day <= self.warranty_until


@dataclass(frozen=True)
class FixtureFilter:
    """What narrows a list. Empty parts do not narrow; `failing`: most failures first, those without any left out."""

    kind: str = ""
    place: str = ""
    state: str = ""
    failing: bool = False
    # How its number begins.
    number: str = ""


def fixture(number: str) -> FixtureView | None:
    """One by its number, however it was typed: capitals and spaces do not matter."""
    rows = fetch(BY_NUMBER, [normal_number(number)])
    return view(rows[0]) if rows else None


def fixture_by_id(id: int) -> FixtureView | None:
    rows = fetch(BY_ID, [id])
    return view(rows[0]) if rows else None


def fixtures_by_id(ids: Collection[int]) -> dict[int, FixtureView]:
    """Several at once; asks only when there are any."""
    rows = fetch(BY_IDS, [list(ids)]) if ids else ()
    return {row[0]: view(row) for row in rows}


def view(row: tuple[Any, ...]) -> FixtureView:
    id, number, kind, place, *rest = row
    return FixtureView(id, number, kind, code_of(place) or "", *rest)


def fixtures(owners: Collection[int], wanted: FixtureFilter, *, after: str = "", limit: int = 50) -> Page[FixtureView]:
    """The things of these offices by number, or the ones that fail most first; `after` is the key of a page."""
    where, values = conditions(wanted)
    order = f"failures DESC, {ORDERED}" if wanted.failing else ORDERED
    if after:
        more, cursor = following(after, wanted.failing)
        where, values = [*where, more], [*values, *cursor]
    sql = f"""
        SELECT {COLUMNS} FROM korat_places_fixture WHERE id IN (
            SELECT one.id FROM unnest(%s::bigint[]) AS office(id) CROSS JOIN LATERAL (
                SELECT id, number, failures FROM korat_places_fixture
                WHERE owner_id = office.id AND {" AND ".join(where)} ORDER BY {order} LIMIT %s
            ) AS one ORDER BY {order} LIMIT %s
        ) ORDER BY {order}
    """
    rows = [view(row) for row in fetch(sql, [sorted(owners), *values, limit + 1, limit + 1])]
    return Page.cut(rows, limit, lambda shown: f"{shown.failures}~{shown.number}")


def count_fixtures(owners: Collection[int], wanted: FixtureFilter) -> int:
    """How many there are, counted up to one more than a thousand; in the order of the list, so that its index is read."""
    where, values = conditions(wanted)
    order = f"failures DESC, {ORDERED}" if wanted.failing else ORDERED
    sql = f"""
        SELECT count(*) FROM (
            SELECT FROM unnest(%s::bigint[]) AS office(id) CROSS JOIN LATERAL (
                SELECT FROM korat_places_fixture WHERE owner_id = office.id AND {" AND ".join(where)} ORDER BY {order} LIMIT %s
            ) AS one LIMIT %s
        ) AS found
    """
    return int(fetch(sql, [sorted(owners), *values, COUNTED + 1, COUNTED + 1])[0][0])


def conditions(wanted: FixtureFilter) -> tuple[list[str], list[Any]]:
    where, values = ["retired_at IS NULL"], list[Any]()
    for column, value in (("kind", wanted.kind), ("state", wanted.state)):
        if value:
            where.append(f"{column} = %s")
            values.append(value)
    if wanted.state in ("reported", "out"):
        # The partial index is used only where the statement says its condition.
        where.append("NOT (state = 'ok')")
    if wanted.place:
        within = list(ids_within(wanted.place))
        where.append("place_id = %s" if len(within) == 1 else "place_id = ANY (%s)")
        values.append(within[0] if len(within) == 1 else within)
    if wanted.failing:
        where.append("failures > 0")
    if wanted.number:
        where.append("starts_with(number, %s)")
        values.append(normal_number(wanted.number))
    return where, values


def following(after: str, failing: bool) -> tuple[str, list[Any]]:
    """What stands below a row of the list; a key that is none starts from the first page."""
    failures, _, number = after.partition("~")
    if not failing or not failures.isdecimal() or len(failures) > 9:
        return f"{ORDERED} > %s", [number]
    return f"(failures < %s OR (failures = %s AND {ORDERED} > %s))", [int(failures), int(failures), number]


def owners(numbers: Collection[str]) -> dict[str, int | None]:
    """Whose each of these is; those that do not exist are left out."""
    return dict(fetch("SELECT number, owner_id FROM korat_places_fixture WHERE number = ANY (%s)", [list(numbers)]))


def fixtures_near(
    point: Point, metres: float = 30, limit: int = 3, *, kinds: Collection[str] = ()
) -> tuple[tuple[FixtureView, int], ...]:
    """What stands within some metres (`CELL_M` at most), the nearest first, with the distance; of these kinds, if any are
    named."""
    narrowed = NEAR.format(" AND kind = ANY (%s)" if kinds else "")
    rows = fetch(narrowed, [list(cells_around(point)), *([list(kinds)] if kinds else [])])
    apart = {id: distance_m(point, Point(lat, lon)) for id, lat, lon in rows}
    nearest = sorted((id for id, far in apart.items() if far <= min(metres, CELL_M)), key=lambda id: apart[id])[:limit]
    found = fixtures_by_id(nearest)
    return tuple((found[id], round(apart[id])) for id in nearest if id in found)


def ending(owners: Collection[int], first: date, last: date, *, limit: int = 200) -> tuple[FixtureView, ...]:
    """What is under a contract that ends between two days, the soonest first."""
    return tuple(view(row) for row in fetch(ENDING, [sorted(owners), first, last, limit]))
