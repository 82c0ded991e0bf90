"""Taking in a list of assets: at once by the command, or step by step by the worker for who sent it by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.places import actions as places
from korat.blocks.places import queries as places_read
from korat.blocks.places.actions import FixtureRow, Kept
from korat.domains.living.assets.columns import Problem
from korat.domains.living.assets.rows import Known, Reader
from korat.domains.living.assets.sheet import Sheet
from korat.domains.living.models import AssetList
from korat.kernel import ids
from korat.kernel.errors import Forbidden

PURPOSE = "asset.keep"
SENT = "living.assets.sent"
CHUNK = 5000
# As many as a person would mend by hand; a file with more has another fault.
MOST_PROBLEMS = 500


@dataclass(frozen=True)
class Taken:
    """What came of some lines of a list, and how many lines of it are read by now."""

    kept: Kept
    problems: tuple[Problem, ...]
    read: int


def take_all(*, actor: Actor, now: datetime, sheet: Sheet, office: int | None) -> Iterator[Taken]:
    """Take in a whole list, chunk by chunk, each in an act of its own; what was taken stays when it is broken off."""
    reader, about = Reader(sheet, Known(office, None)), ids.uuid7()
    for first in range(0, sheet.size, CHUNK):
        yield take(actor, now, reader, about, first)


def take(actor: Actor, now: datetime, reader: Reader, about: UUID, first: int) -> Taken:
    rows, problems = read(reader, first)
    rows, foreign = own(rows, reader.known)
    facts = {"file": reader.sheet.digest, "first": first, "problems": len(problems) + len(foreign)}
    kept = places.keep_fixtures(
        actor=actor, now=now, rows=rows, facts=facts, about=about, key=f"assets:{about}:{first}"
    )
    found = sorted((*problems, *foreign), key=lambda one: one.line)
    return Taken(kept, tuple(found), min(first + CHUNK, reader.sheet.size))


def read(reader: Reader, first: int) -> tuple[list[FixtureRow], list[Problem]]:
    rows: list[FixtureRow] = []
    problems: list[Problem] = []
    for line, cells, more in reader.sheet.rows(first, CHUNK):
        found = reader.row(line, cells, more)
        problems.append(found) if isinstance(found, Problem) else rows.append(found)
    return rows, problems


def own(rows: list[FixtureRow], known: Known) -> tuple[list[FixtureRow], list[Problem]]:
    """Nobody takes over what another office keeps."""
    if known.owners is None:
        return rows, []
    kept = places_read.owners([one.number for one in rows])
    foreign = {number for number, owner in kept.items() if owner is not None and owner not in known.owners}
    problems = [
        Problem(
            int(one.source.rpartition(":")[2]),
            "code",
            "รหัสนี้เป็นของหน่วยงานอื่น",
            "This code belongs to another office.",
        )
        for one in rows
        if one.number in foreign
    ]
    return [one for one in rows if one.number not in foreign], problems


def send(*, actor: Actor, now: datetime, sheet: Sheet, key: str) -> UUID:
    """Hand in a list; the worker takes it in. Forbidden for who keeps no assets; the same form twice is one list."""
    grant = actor.grant_for(PURPOSE)
    if grant.office is None:
        raise Forbidden
    uuid = ids.uuid7()
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, grant=grant, kind=SENT, purpose=PURPOSE, about=uuid, now=now, key=f"assets:{key}",
                facts={"file": sheet.digest, "lines": sheet.size, "office": grant.office},
            )  # fmt: skip
            AssetList.objects.create(
                uuid=uuid, name=sheet.name, office_id=grant.office, owners=sorted(actor.reach(PURPOSE)),
                text=sheet.text, lines=sheet.size, sent_at=now,
            )  # fmt: skip
    except ledger.DoneBefore as done:
        return done.about or uuid
    return uuid


def go_on(now: datetime) -> int:
    """The next lines of the list that waits longest; how many were read, none when nothing waits."""
    with transaction.atomic():
        waiting = AssetList.objects.select_for_update(skip_locked=True).filter(finished_at=None).order_by("pk").first()
        if waiting is None:
            return 0
        reader = Reader(Sheet(waiting.name, waiting.text), Known(waiting.office_id, frozenset(waiting.owners)))
        taken = take(service_actor("assets"), now, reader, waiting.uuid, waiting.done)
        note(waiting, taken, now)
        return taken.read - waiting.done


def note(waiting: AssetList, taken: Taken, now: datetime) -> None:
    """How far it has come; a list that was read to its end is let go, only what came of it stays."""
    over = taken.read >= waiting.lines
    found = [*waiting.problems, *(one.as_json() for one in taken.problems)]
    AssetList.objects.filter(pk=waiting.pk).update(
        done=taken.read, added=F("added") + taken.kept.added, changed=F("changed") + taken.kept.changed,
        added_ids=[*waiting.added_ids, *taken.kept.added_ids], changed_ids=[*waiting.changed_ids, *taken.kept.changed_ids],
        same=F("same") + taken.kept.same, problems=found[:MOST_PROBLEMS], finished_at=now if over else None,
        **({"text": ""} if over else {}),
    )  # fmt: skip
