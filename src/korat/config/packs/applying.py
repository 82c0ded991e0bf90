"""A pack against the database: what would change, and changing it in one audited transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from korat.blocks.bookings import apply as bookings
from korat.blocks.cases import queries as cases
from korat.blocks.catalog import apply as catalog
from korat.blocks.documents import apply as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs
from korat.blocks.ledger.packs import Difference
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import apply as measures
from korat.blocks.messages import apply as messages
from korat.blocks.payments import apply as payments
from korat.blocks.people import apply as people
from korat.blocks.places import apply as places
from korat.blocks.reactions import apply as reactions
from korat.config.packs.format import KIND_NAMES, Pack

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('korat.pack'))"


@dataclass(frozen=True)
class Plan:
    """What applying a pack does (or did), by kind. `same`: this very pack is in force already."""

    pack: str
    version: str
    hash: str
    kinds: Mapping[str, Difference]
    same: bool = False
    # Open cases that would keep a definition which the pack no longer has: service, what it is, code, how many.
    left: tuple[tuple[str, str, str, int], ...] = ()

    def __bool__(self) -> bool:
        return not self.same or any(self.kinds.values())

    def lines(self) -> Iterator[str]:
        """`+ place 302001`, `~ service report-problem`, `- post clerk`."""
        for kind, found in self.kinds.items():
            name = KIND_NAMES[kind][1]
            for sign, codes in (("+", found.added), ("~", found.changed), ("-", found.retired)):
                yield from (f"{sign} {name} {code}" for code in codes)
        for service, part, code, count in self.left:
            yield f"! {part} {service}.{code} · {count} open cases keep its last definition · เรื่องที่ยังเปิดอยู่ {count} เรื่องใช้แบบเดิมต่อไป"


def plan(pack: Pack) -> Plan:
    """What `apply` would do now. Changes nothing."""
    return Plan(
        pack.id,
        pack.version,
        pack.hash,
        {
            **catalog.differences(catalogue(pack)),
            **places.differences(geography(pack)),
            **people.differences(offices(pack)),
            **bookings.differences(pack.resources),
            **messages.differences(pack.messages),
            **reactions.differences(pack.reactions),
            **documents.differences(pack.papers),
            **payments.differences(pack.cashiers),
            **measures.differences(pack.changes, offices=people.ids()),
        },
        same=packs.in_force() == pack.hash,
        left=tuple(left_open(pack)),
    )


def left_open(pack: Pack) -> Iterator[tuple[str, str, str, int]]:
    """What the pack drops although cases are under way in it."""
    for service, (categories, steps) in catalog.retiring(catalogue(pack)).items():
        for code, count in cases.open_by("category", service, categories).items():
            yield service, "category", code, count
        for code, count in cases.open_by("step", service, steps).items():
            yield service, "step", code, count


def apply(pack: Pack, now: datetime) -> Plan:
    """Write the pack. Again: nothing happens. All or nothing: an error leaves everything as it was."""
    actor = service_actor("pack")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        wanted = plan(pack)
        if not wanted:
            return wanted
        ledger.record(
            actor=actor,
            kind="packs.pack.applied",
            purpose="pack.apply",
            about=None,
            now=now,
            facts={"pack": pack.id, "version": pack.version, "hash": pack.hash, **counted(wanted)},
        )
        write(pack, now)
        packs.put_in_force(code=pack.id, version=pack.version, hash=pack.hash, now=now)
    return wanted


def write(pack: Pack, now: datetime) -> None:
    places.apply_definitions(geography(pack), now)
    people.apply_definitions(offices(pack), now, places=places.ids())
    catalog.apply_definitions(catalogue(pack), now)
    bookings.apply_definitions(pack.resources, now)
    messages.apply_definitions(pack.messages, now)
    reactions.apply_definitions(pack.reactions, now)
    ledger.delay_looks({purpose: delay.days for purpose, delay in pack.profile.privacy.delays.items()})
    documents.apply_definitions(pack.papers, now)
    payments.apply_definitions(pack.cashiers, now)
    measures.apply_definitions(pack.changes, now, offices=people.ids())


def counted(wanted: Plan) -> dict[str, int]:
    return {
        sign: sum(len(getattr(found, sign)) for found in wanted.kinds.values())
        for sign in ("added", "changed", "retired")
    }


def geography(pack: Pack) -> places.Places:
    return places.Places(pack.places, pack.fixtures, pack.outline)


def offices(pack: Pack) -> people.Offices:
    return people.Offices(pack.organisations, pack.posts)


def catalogue(pack: Pack) -> catalog.Catalogue:
    return catalog.Catalogue(pack.profile, pack.week, pack.years, pack.services)
