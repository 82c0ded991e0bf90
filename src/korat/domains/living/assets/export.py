"""The register as CSV: the columns of a list that comes in, so that what went out can come back."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from datetime import date, datetime
from io import StringIO

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureFilter, FixtureView
from korat.domains.living.assets.actions import PURPOSE
from korat.domains.living.assets.columns import COLUMNS
from korat.kernel import ids

EXPORTED = "living.assets.exported"
MARK = "\ufeff"
PAGE = 1000


def told(*, actor: Actor, now: datetime, wanted: FixtureFilter) -> None:
    """Who took the register out, narrowed by what. Forbidden for who keeps none."""
    facts = {"kind": wanted.kind, "place": wanted.place, "state": wanted.state, "failing": wanted.failing,
             "number": wanted.number}  # fmt: skip
    with transaction.atomic():
        ledger.record(actor=actor, kind=EXPORTED, purpose=PURPOSE, about=ids.uuid7(), now=now, facts=facts)


def lines(owners: Collection[int], wanted: FixtureFilter) -> Iterator[str]:
    """Line after line, a page of rows at a time, with the mark that tells a spreadsheet the encoding."""
    yield MARK + written([th for th, _en, _others in COLUMNS.values()])
    after: str | None = ""
    while after is not None:
        page = places.fixtures(owners, wanted, after=after, limit=PAGE)
        yield "".join(written(row(one)) for one in page.items)
        after = page.next


def row(found: FixtureView) -> list[str]:
    """In the order of `COLUMNS`."""
    return [
        guarded(found.number), found.kind, found.place, str(found.latitude), str(found.longitude), code(found.owner),
        day(found.installed_on), day(found.warranty_until), code(found.contractor), guarded(found.contract),
        day(found.contract_ends_on), "" if found.yearly_satang is None else f"{found.yearly_satang / 100:.2f}",
        found.state, "yes" if found.synthetic else "",
    ]  # fmt: skip


def guarded(text: str) -> str:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def code(office: int | None) -> str:
    found = people.organisation_by_id(office) if office else None
    return found.code if found else ""


def day(found: date | None) -> str:
    return found.isoformat() if found else ""


def written(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
