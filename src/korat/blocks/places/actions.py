"""Changing places: real boundaries and lists of fixed things come in beside the pack."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.places.boundaries import Boundary, ImportReport, match, read
from korat.blocks.places.keeping import FixtureRow, Kept, count_failure, distrust, keep_fixtures, mend, uncount
from korat.blocks.places.models import Place
from korat.blocks.places.queries import book, outline

__all__ = [
    "FixtureRow",
    "ImportReport",
    "Kept",
    "count_failure",
    "distrust",
    "import_boundaries",
    "keep_fixtures",
    "mend",
    "uncount",
]


def import_boundaries(*, actor: Actor, path: Path, now: datetime) -> ImportReport:
    """Take the polygons of a GeoJSON file (WGS 84) that name a place by code, or by name within its parent.

    What fits no place is skipped with its reason. Raises Invalid or TooLarge for a file that cannot be used.
    """
    features, source = read(path)
    found, skipped = match(features, book().by_code, outline())
    if found:
        with transaction.atomic():
            ledger.record(
                actor=actor,
                kind="places.boundaries.imported",
                purpose="pack.apply",
                about=None,
                now=now,
                facts={"imported": len(found), "skipped": len(skipped)},
            )
            keep(found, source)
            packs.touch(now)
    return ImportReport(len(found), tuple(skipped))


def keep(found: list[Boundary], source: str) -> None:
    Place.objects.bulk_update(
        [Place(id=one.place, boundary=one.geometry, boundary_source=one.source or source) for one in found],
        ["boundary", "boundary_source"],
        batch_size=100,
    )
