"""Made-up assets, each marked as such: the pack's poles as lamps with warranty and contract, and what else stands near them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.services import service_actor
from korat.blocks.people import queries as people
from korat.blocks.people.values import OrganisationView
from korat.blocks.places import actions as places
from korat.blocks.places import queries as places_read
from korat.blocks.places.actions import FixtureRow
from korat.blocks.places.queries import FixtureView
from korat.config.synthetic import load
from korat.kernel import ids
from korat.kernel.geo import Point, cell

SOURCE = "synthetic"
# How many of a kind stand near every fourth pole, and what one costs a year, in satang.
BESIDE = {"drain": (3, 80_000), "bin": (4, 120_000), "road": (1, 2_500_000), "camera": (1, 600_000)}
LAMP_SATANG = 125_000
POLES = "SELECT number FROM korat_places_fixture WHERE packed AND retired_at IS NULL ORDER BY number"
CHUNK = 5000


def settle(random: Random, now: datetime) -> None:
    """Nothing where no office has a crew for its poles."""
    poles = [found for (number,) in load.run(POLES) if (found := places_read.fixture(number))]
    rows = list(told(random, poles, now))
    for first in range(0, len(rows), CHUNK):
        places.keep_fixtures(
            actor=service_actor("assets"), now=now, rows=rows[first : first + CHUNK],
            facts={"file": SOURCE, "first": first}, about=ids.uuid7(), key=f"assets:{SOURCE}:{first}",
        )  # fmt: skip


def told(random: Random, poles: list[FixtureView], now: datetime) -> Iterator[FixtureRow]:
    kinds = catalog.profile().assets
    for number, pole in enumerate(poles):
        owner = keeper(pole.place)
        if owner is None:
            continue
        if "lamp" in kinds:
            yield row(random, pole, pole.number, "lamp", pole.point, owner, LAMP_SATANG, now)
        for kind, (count, satang) in BESIDE.items() if number % 4 == 0 else ():
            for each in range(count if kind in kinds else 0):
                point = Point(pole.latitude + random.uniform(-4, 4) / 1e4, pole.longitude + random.uniform(-4, 4) / 1e4)
                yield row(random, pole, f"{pole.number}-{kind[0].upper()}{each + 1}", kind, point, owner, satang, now)


def keeper(place: str) -> OrganisationView | None:
    """The office of the place's local government that looks after what stands in its streets."""
    town = places_read.jurisdiction_of(place)
    return people.office_of(town, "engineering") if town else None


def contractor(owner: OrganisationView) -> int | None:
    found = (one for one in people.organisations() if one.parent_code == owner.code and one.role == "contractor-crew")
    return next((one.id for one in found), None)


def row(
    random: Random, near: FixtureView, number: str, kind: str, point: Point, owner: OrganisationView, satang: int,
    now: datetime,
) -> FixtureRow:  # fmt: skip
    """Installed within the last four years, under warranty for two; every third is under a contract."""
    installed = now.date() - timedelta(days=random.randrange(30, 1400))
    contracted = random.random() < 1 / 3
    return FixtureRow(
        number=number, kind=kind, place=places_read.id_of(near.place) or 0, latitude=point.lat, longitude=point.lon,
        cell=cell(point), owner=owner.id, contractor=contractor(owner) if contracted else None,
        contract=f"DEMO {random.randrange(1, 40)}/2568" if contracted else "",
        contract_ends_on=now.date() + timedelta(days=random.randrange(10, 700)) if contracted else None,
        installed_on=installed, warranty_until=installed + timedelta(days=730), yearly_satang=satang, state="ok",
        source=SOURCE, synthetic=True,
    )  # fmt: skip
