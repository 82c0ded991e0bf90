"""What stands close by and what was reported there: before filing, the person says whether it is the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import Near
from korat.blocks.cases.values import Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureView
from korat.kernel.errors import Unavailable
from korat.kernel.geo import Point, distance_m

# A telephone in a street is this far off, at times more; the plate decides.
THINGS_M, THINGS = 60, 3
# Of those that stand around, as many are looked through for one that was reported.
AROUND = 12


@dataclass(frozen=True)
class Close:
    """A thing that stands close by, a report close by, or both: an open report of that very thing.

    `metres`: from where the person told that it is; None where nobody knows.
    """

    metres: int | None
    thing: FixtureView | None = None
    report: Near | None = None


def close_by(
    service: ServiceDefinition, category: Category | None, where: Where, here: Point | None
) -> tuple[Close, ...]:
    """What may be the same: by the number on its plate, by the point, or by the community alone. `here`: where the person
    stood or set a pin, which tells how far a named thing is."""
    if category is None or category.sealed or category.place != "exact":
        return ()
    if where.asset:
        return of_thing(service, category, where.asset, here)
    if where.point:
        return around(service, category, where.point)
    return of_community(service, category, where)


def of_thing(service: ServiceDefinition, category: Category, number: str, here: Point | None) -> tuple[Close, ...]:
    thing = places.fixture(number)
    if thing is None:
        return ()
    metres = round(distance_m(here, thing.point)) if here else None
    return tuple(Close(metres, thing, one) for one in cases.duplicates_of(service, category, thing.id))


def around(service: ServiceDefinition, category: Category, point: Point) -> tuple[Close, ...]:
    """Reports first with the thing they are about, the nearest first; then what stands there and nobody reported."""
    reports = cases.duplicates(service, category, point)
    kinds = kinds_of(service, category)
    stand = places.fixtures_near(point, THINGS_M, AROUND, kinds=kinds) if kinds else ()
    near = {thing.id: (thing, metres) for thing, metres in stand}
    told = [with_thing(one, near) for one in reports]
    known = {one.thing.id for one in told if one.thing}
    rest = [Close(metres, thing) for thing, metres in stand if thing.id not in known]
    return (*sorted(told, key=lambda one: one.metres or 0), *rest[:THINGS])


def with_thing(report: Near, near: dict[int, tuple[FixtureView, int]]) -> Close:
    """How far it is to the thing, where the report names one that stands here; else to where it was told."""
    thing, metres = near.get(report.asset or 0, (None, report.metres))
    return Close(metres, thing, report)


def of_community(service: ServiceDefinition, category: Category, where: Where) -> tuple[Close, ...]:
    """Open reports of numbered things there: without a point, the plate alone tells whether it is the same."""
    place = places.place(where.place or "")
    if place is None or place.kind != "community" or not kinds_of(service, category):
        return ()
    reports = cases.duplicates_in(service, category, place.code, office_of(service, category, where))
    things = places.fixtures_by_id([one.asset for one in reports if one.asset])
    return tuple(named(reports, things))


def chosen(data: QueryDict) -> QueryDict:
    """What was sent; a thing that was pointed at counts as its number typed."""
    if thing := data.pop("thing", None):
        data["pole"] = str(thing[-1])
    return data


def named(reports: Iterable[Near], things: dict[int, FixtureView]) -> Iterable[Close]:
    for one in reports:
        if thing := things.get(one.asset or 0):
            yield Close(None, thing, one)


def office_of(service: ServiceDefinition, category: Category, where: Where) -> int:
    """The office that would answer, as far as is told; 0 where the pack leads nowhere."""
    side = where.jurisdiction if where.inside else catalog.OUTSIDE if where.inside is False else None
    try:
        return catalog.route(service, category, None, side).office_id
    except Unavailable:
        return 0


def kinds_of(service: ServiceDefinition, category: Category) -> tuple[str, ...]:
    """Which fixed things fail in this way, as the pack says."""
    known = catalog.profile().assets.items()
    return tuple(code for code, kind in known if (kind.service, kind.category) == (service.code, category.code))
