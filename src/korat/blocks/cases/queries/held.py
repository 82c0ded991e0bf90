"""What is held about one person in cases, and which of it may be forgotten already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.messages import queries as messages
from korat.blocks.places import queries as places

Plain = dict[str, Any]

WORDS = """
    SELECT c.id, r.description, r.answers, r.landmark, r.media_url, k.name, k.phone, k.email, k.device, k.account
    FROM korat_cases_case c LEFT JOIN korat_cases_casereport r ON r.case_id = c.id
    LEFT JOIN korat_cases_casecontact k ON k.case_id = c.id WHERE c.subject_id = %s
"""


@dataclass(frozen=True)
class Kept:
    """A case whose words stay for now. `until` None: it is still open."""

    reference: str
    until: datetime | None


@dataclass(frozen=True)
class Erasable:
    """What an erasure asked for at this moment would take, and what it would leave."""

    cases: tuple[UUID, ...]
    references: tuple[str, ...]
    kept: tuple[Kept, ...]
    keeping: tuple[UUID, ...]
    photos: int
    messages: int
    days: int


def held_about(subject: int) -> list[Plain]:
    """The cases one reported, with their words. Needs an open look at the subject."""
    words = words_of(subject)
    return [
        {**facts(case), **words.get(case.pk, {})} for case in Case.objects.filter(subject_id=subject).order_by("id")
    ]


def words_of(subject: int) -> dict[int, Plain]:
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [subject])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row.pop("id"): {"report": part(row, names[1:5]), "contact": part(row, names[5:])} for row in rows}


def part(row: Plain, names: list[str]) -> Plain | None:
    """None where there is no such private row, or where it was erased."""
    return None if row[names[0]] is None else {name: row[name] for name in names}


def facts(case: Case) -> Plain:
    plain = ("reference", "service", "category", "channel", "state", "step", "latitude", "longitude", "accuracy_m",
             "opened_at", "updated_at", "answer_due_at", "answered_at", "due_at", "closed_at", "met_at", "solved", "public",
             "public_note", "public_text")  # fmt: skip
    return {
        "id": case.uuid,
        **{name: getattr(case, name) for name in plain},
        "office": case.office_id,
        "place": places.code_of(case.place_id),
    }


def erasable(subject: int, now: datetime, *, lock: bool = False) -> Erasable:
    """By the pack's rule. Facts alone, so no look; with `lock` no case changes until the transaction ends."""
    days = catalog.profile().retention.closed_case_days
    rows = Case.objects.filter(subject_id=subject).order_by("id")
    cases = list(rows.select_for_update() if lock else rows)
    over = ended(cases)
    free = [case for case in cases if (end := over[case.pk]) is not None and end + timedelta(days=days) <= now]
    kept = [case for case in cases if case not in free]
    uuids = tuple(case.uuid for case in free)
    return Erasable(
        cases=uuids,
        references=tuple(case.reference for case in free),
        kept=tuple(Kept(one.reference, (end := over[one.pk]) and end + timedelta(days=days)) for one in kept),
        keeping=tuple(case.uuid for case in kept),
        photos=sum(1 for found in documents.photos_of(uuids).values() for one in found if one.subject == subject),
        messages=messages.count_held(subject, keeping=tuple(case.uuid for case in kept)),
        days=days,
    )


def ended(cases: Iterable[Case]) -> dict[int, datetime | None]:
    """When each case was closed; a joined one ends with the case that leads it."""
    mains = [case.main_id for case in cases if case.main_id]
    closed = dict(Case.objects.filter(pk__in=mains).values_list("pk", "closed_at")) if mains else {}
    return {case.pk: closed[case.main_id] if case.main_id else case.closed_at for case in cases}
