"""Fixed things as a test needs them: a street lamp at the bend, unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from korat.blocks.ledger.services import service_actor
from korat.blocks.places import actions as places_write
from korat.blocks.places import queries as places
from korat.blocks.places.actions import FixtureRow
from korat.blocks.places.queries import FixtureView
from korat.kernel import ids
from korat.kernel.geo import Point, cell
from tests.reports import BEND, office


def lamp(number: str, now: datetime, **changed: Any) -> FixtureView:
    place = places.place("sikhio-town-04")
    assert place is not None
    made = FixtureRow(
        number=number, kind="lamp", place=place.id, latitude=BEND.lat, longitude=BEND.lon, cell=cell(BEND),
        owner=office("sikhio-town.engineering"), contractor=None, contract="", contract_ends_on=None, installed_on=None,
        warranty_until=None, yearly_satang=None, state="ok", source="test:1", synthetic=True,
    )  # fmt: skip
    places_write.keep_fixtures(
        actor=service_actor("assets"), now=now, rows=[replace(made, **changed)], facts={}, about=ids.uuid7(),
        key=ids.uuid7().hex,
    )  # fmt: skip
    return found(number)


def found(number: str) -> FixtureView:
    one = places.fixture(number)
    assert one is not None
    return one


def lamp_at(number: str, now: datetime, point: Point) -> FixtureView:
    return lamp(number, now, latitude=point.lat, longitude=point.lon, cell=cell(point))
