"""Settle the made-up province once: people, posts filled, personas, reports, acts sealed. A progress bar tells how far."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.db import transaction

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger import heads, marks, sealing
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions as measures
from korat.blocks.places import queries as places
from korat.blocks.places.queries import PlaceView
from korat.config import database
from korat.config.packs import find_pack
from korat.config.packs import load as load_pack
from korat.config.synthetic import acts, assets, load, morning, people, posts
from korat.config.synthetic.reports import DAYS, Ground, Story, Teller
from korat.kernel.settings import read
from korat.web.demo import personas

SEED = 2569
PEOPLE, REPORTS = 5000, 12000
BATCH = 10_000
LOADED, SETTLED = "loaded", "settled"


def settle_province(now: datetime, *, count: int = PEOPLE, reports: int = REPORTS, seal: bool = True) -> None:
    """Once: made-up people and their reports, loaded whole or not at all; a start that was cut short goes on where it was.

    Measurements of many reports go without the seals (`seal`), which take longer than all the rest, and without what waits
    on the first morning.
    """
    state, _ = marks.read("demo") or ("", now)
    words = load_pack(find_pack(read().pack)).demo if state != SETTLED else {}
    if not words:
        return
    bar = Bar("สร้างจังหวัดจำลอง · Making the demonstration", 5)
    if state == LOADED:
        bar.done = 3
    else:
        marks.put("demo", "settling", now)
        load_past(words, count, reports, now, bar)
    with bar.step():
        if seal:
            morning.begin(words, now)
    with bar.step():
        while seal and sealing.seal(BATCH):
            pass
        heads.sign(now=now)
        acts.skip_reactions()
        measures.refresh(actor=service_actor("measures"), now=now)
    marks.put("demo", SETTLED, now)
    bar.end()


def load_past(words: Mapping[str, Any], count: int, reports: int, now: datetime, bar: Bar) -> None:
    random = Random(SEED)
    with bar.step():
        database.make_partitions(first=(now - timedelta(days=DAYS + 40)).date(), owner_alias="owner")
        personas.make_all(now, words.get("personas", {}))
        holders = posts.fill(words, random, now)
        # A chance of its own: the stories stay as they were.
        assets.settle(Random(SEED), now)
    with transaction.atomic(using="owner"):
        with bar.step():
            homes = [one.id for town in places.jurisdictions() for one in places.communities(town.code)]
            residents = people.settle(random, words, homes or [one.id for one in places.districts()], count, now)
        with bar.step():
            acts.write(tell(random, words, residents, holders, reports, now), holders, reporting())
        # With the rows themselves: whoever cuts the power now finds them there once.
        load.run("UPDATE korat_ledger_marker SET value = %s WHERE code = 'demo'", LOADED)
    load.run("ANALYZE")


def tell(
    random: Random,
    words: Mapping[str, Any],
    residents: Sequence[people.Resident],
    holders: Sequence[posts.Holder],
    count: int,
    now: datetime,
) -> Iterator[Story]:
    """Stories of the first service with categories and a public face; the persona resident has a few of them."""
    service = reporting()
    unnamed = people.anchors(int(count * 0.5), "unnamed", now - timedelta(days=DAYS))
    inside = [ground(one, town) for town in places.jurisdictions() for one in places.communities(town.code)]
    outside = [ground(one, None) for one in places.districts()]
    able = cache(lambda purpose, office: posts.who(list(holders), purpose, office))
    teller = Teller(random, service, words, inside or outside, outside, able)
    return teller.tell([*residents, *known()], iter(unnamed), count, now)


def reporting() -> ServiceDefinition:
    return next(service for service in catalog.services() if service.categories and service.face.shown)


def known() -> list[people.Resident]:
    """The personas who report, many times over, so that each finds reports of their own."""
    found = []
    for code in ("resident", "elder"):
        subject = personas.person_of(code)
        ((uuid, grant),) = load_rows(subject)
        found += [people.Resident(subject, uuid, grant, subject)] * 3
    return found


def load_rows(subject: int) -> list[tuple[Any, ...]]:
    return load.run(
        "SELECT s.uuid, g.id FROM korat_ledger_subject s JOIN korat_ledger_grant g ON g.holder_id = s.id "
        "WHERE s.id = %s AND g.kind = 'self'",
        subject,
    )


def ground(place: PlaceView, town: PlaceView | None) -> Ground:
    return Ground(
        place.id, place.point or (town.point if town else None), town.id if town else None, town.code if town else None
    )


class Bar:
    """A progress bar of steps on the terminal."""

    WIDTH = 30

    def __init__(self, title: str, steps: int) -> None:
        self.title, self.steps, self.done = title, steps, 0

    @contextmanager
    def step(self) -> Iterator[None]:
        self.draw()
        yield
        self.done += 1
        self.draw()

    def draw(self) -> None:
        full = self.WIDTH * self.done // self.steps
        sys.stderr.write(
            f"\r  {self.title}  [{'█' * full}{'·' * (self.WIDTH - full)}] {100 * self.done // self.steps:3d} %"
        )
        sys.stderr.flush()

    def end(self) -> None:
        sys.stderr.write("\n")
