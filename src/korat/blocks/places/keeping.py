"""Writing an office's list of fixed things, many rows in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import fetch
from korat.blocks.places.models import Fixture

PURPOSE = "asset.keep"
KEPT = "places.fixture.kept"
COLUMNS = {
    "number": "text", "kind": "text", "place_id": "bigint", "latitude": "float8", "longitude": "float8",
    "cell": "bigint", "owner_id": "bigint", "contractor_id": "bigint", "contract": "text", "contract_ends_on": "date",
    "installed_on": "date", "warranty_until": "date", "yearly_satang": "bigint", "state": "text", "source": "text",
    "synthetic": "bool",
}  # fmt: skip
# Which file said it last is no change by itself: a list read again changes nothing. A list says what is out of service;
# what was reported since stays reported.
_TOLD = [name for name in COLUMNS if name not in ("number", "source", "state")]
KEEP = f"""
    INSERT INTO korat_places_fixture AS f ({", ".join(COLUMNS)}, packed, failures)
    SELECT *, false, 0 FROM unnest({", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())})
    ON CONFLICT (number) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in (*_TOLD, "source"))}, retired_at = NULL,
        state = CASE WHEN excluded.state = 'out' THEN 'out' WHEN f.state = 'out' THEN 'ok' ELSE f.state END
    WHERE ({", ".join(f"f.{name}" for name in _TOLD)}) IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _TOLD)})
    OR (f.state = 'out') <> (excluded.state = 'out') OR f.retired_at IS NOT NULL
    RETURNING (xmax = 0), id
"""


@dataclass(frozen=True)
class FixtureRow:
    """One thing as a list tells it, checked already. Fields in the order of `COLUMNS`."""

    number: str
    kind: str
    place: int
    latitude: float
    longitude: float
    cell: int
    owner: int
    contractor: int | None
    contract: str
    contract_ends_on: date | None
    installed_on: date | None
    warranty_until: date | None
    yearly_satang: int | None
    state: str
    source: str
    synthetic: bool


@dataclass(frozen=True)
class Kept:
    """What became of the rows: how many were new or changed, and which (row ids); the rest stood there already."""

    added: int
    changed: int
    same: int
    added_ids: tuple[int, ...] = ()
    changed_ids: tuple[int, ...] = ()


def keep_fixtures(
    *, actor: Actor, now: datetime, rows: Sequence[FixtureRow], facts: ledger.Facts, about: UUID, key: str
) -> Kept:
    """Take in rows of a list in one act, by number: again is harmless. Forbidden without the authority."""
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, kind=KEPT, purpose=PURPOSE, about=about, now=now, key=key,
                facts={**facts, "rows": len(rows)},
            )  # fmt: skip
            return written(rows)
    except ledger.DoneBefore:
        return Kept(0, 0, len(rows))


def written(rows: Sequence[FixtureRow]) -> Kept:
    names = list(FixtureRow.__dataclass_fields__)
    found = fetch(KEEP, [[getattr(one, name) for one in rows] for name in names])
    added, changed = (tuple(id for new, id in found if new is wanted) for wanted in (True, False))
    return Kept(len(added), len(changed), len(rows) - len(found), added, changed)


def count_failure(fixture: int) -> None:
    """It was reported: inside the transaction of the act that says so."""
    fetch(
        """UPDATE korat_places_fixture SET failures = failures + 1,
           state = CASE WHEN state = 'ok' THEN 'reported' ELSE state END WHERE id = %s RETURNING id""",
        [fixture],
    )


def uncount(fixture: int) -> None:
    """It was not this one after all: inside the transaction of the act that says so."""
    fetch(
        """UPDATE korat_places_fixture SET failures = greatest(failures - 1, 0),
           state = CASE WHEN state = 'reported' AND failures <= 1 THEN 'ok' ELSE state END WHERE id = %s RETURNING id""",
        [fixture],
    )


def distrust(fixture: int) -> None:
    """It still fails: inside the transaction of the act that says so."""
    Fixture.objects.filter(pk=fixture, state=Fixture.State.OK).update(state=Fixture.State.REPORTED)


def mend(fixture: int) -> None:
    """Nothing is open about it any more: inside the transaction of the act that says so."""
    Fixture.objects.filter(pk=fixture, state=Fixture.State.REPORTED).update(state=Fixture.State.OK)


def pass_on(*, owner: int, to: int) -> None:
    """Another office owns the things of this one, or is their contractor: inside the transaction of the act that says so."""
    Fixture.objects.filter(owner=owner).update(owner=to)
    Fixture.objects.filter(contractor=owner).update(contractor=to)
