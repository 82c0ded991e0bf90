"""Reading the ledger: acts about a thing, looks at a person, grants of a holder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.held import Plain, held_about
from korat.blocks.ledger.models import Act, ActSubject, Grant, Subject
from korat.kernel.pages import Page

# What every page asks is written out: the ORM takes longer to compose these than PostgreSQL to answer them.
ABOUT = """
    SELECT id, uuid, kind, look, occurred_at, recorded_at, actor_id, office_id, post, ground, purpose, basis, about, facts
    FROM korat_ledger_act WHERE about = %s AND recorded_at >= %s AND NOT look ORDER BY id
"""
FACTS = """
    SELECT about, kind, facts FROM korat_ledger_act WHERE about = ANY (%s) AND kind = ANY (%s) AND NOT look ORDER BY about, id
"""
# The moments spare the partitions of other months.
WORDS = """
    SELECT act_id, detail FROM korat_ledger_actsubject
    WHERE subject_id = %s AND act_id = ANY (%s) AND recorded_at BETWEEN %s AND %s AND detail IS NOT NULL
"""
GRANTS = """
    SELECT s.uuid, g.id, g.kind, g.purposes, g.basis, g.office_id, g.post, g.subject_id, g.reach
    FROM korat_ledger_grant g JOIN korat_ledger_subject s ON s.id = g.holder_id
    WHERE g.holder_id = %s AND g.ended_at IS NULL AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to > %s)
    ORDER BY g.id
"""


@dataclass(frozen=True)
class ActView:
    """An act without its words. `office` and `actor` are subject ids; `ground` the kind of grant."""

    id: int
    uuid: UUID
    kind: str
    look: bool
    occurred_at: datetime
    recorded_at: datetime
    actor: int
    office: int | None
    post: str
    ground: str
    purpose: str
    basis: str
    about: UUID | None
    facts: Mapping[str, object]


def view(act: Act) -> ActView:
    return ActView(
        act.pk, act.uuid, act.kind, act.look, act.occurred_at, act.recorded_at, act.actor_id, act.office_id, act.post,
        act.ground, act.purpose, act.basis, act.about, act.facts,
    )  # fmt: skip


def about(uuid: UUID, *, since: datetime) -> tuple[ActView, ...]:
    """Every act about a thing, oldest first. `since` spares the partitions before it (acts are recorded after they occur)."""
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, [uuid, since - timedelta(days=1)])
        return tuple(from_row(row) for row in cursor.fetchall())


def facts_about(uuids: Sequence[UUID], kinds: Sequence[str]) -> dict[UUID, list[tuple[str, Mapping[str, Any]]]]:
    """What acts of these kinds say of each of many things, oldest first: (kind, facts)."""
    found: dict[UUID, list[tuple[str, Mapping[str, Any]]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [list(uuids), list(kinds)])
        for about, kind, facts in cursor.fetchall():
            found.setdefault(about, []).append((kind, json.loads(facts)))
    return found


def count_of(kind: str) -> int:
    return Act.objects.filter(kind=kind).count()


def from_row(row: Sequence[Any]) -> ActView:
    values: list[Any] = [*row[:-1], json.loads(row[-1])]
    return ActView(*values)


def words(acts: Sequence[ActView], subject: int) -> dict[int, str]:
    """The erasable words of acts concerning `subject`. Empty without an open look at that subject."""
    if not acts:
        return {}
    dates = [act.recorded_at for act in acts]
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [subject, [act.id for act in acts], min(dates), max(dates)])
        return dict(cursor.fetchall())


def looks_at(subject: int, *, before: str = "", limit: int = 100) -> Page[ActView]:
    """Who looked at this subject, newest first. Needs an open look at it: the list itself is private."""
    rows = ActSubject.objects.filter(subject_id=subject, look=True)
    if before:
        rows = rows.filter(act_id__lt=int(before))
    found = list(rows.order_by("-act_id").values_list("act_id", "recorded_at")[: limit + 1])
    if not found:
        return Page(())
    dates = [at for _, at in found]
    acts = Act.objects.filter(
        id__in=[act for act, _ in found], recorded_at__gte=min(dates), recorded_at__lte=max(dates)
    )
    newest_first = sorted(map(view, acts), key=lambda act: -act.id)
    return Page.cut(newest_first, limit, lambda act: str(act.id))


def grants_of(holder: int, now: datetime) -> tuple[GrantView, ...]:
    """The grants that hold now; an own ground first, then posts."""
    rows = Grant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), holder_id=holder, ended_at=None, valid_from__lte=now
    ).order_by("id")
    return tuple(map(grant_view, rows))


def grant_view(grant: Grant) -> GrantView:
    return GrantView(
        id=grant.pk,
        kind=grant.kind,
        purposes=frozenset(grant.purposes),
        basis=grant.basis,
        office=grant.office_id,
        post=grant.post,
        subject=grant.subject_id,
        reach=None if grant.reach is None else frozenset(grant.reach),
    )


def actor_of(
    subject: int, *, now: datetime, session: str = "", request: str = "", language: str = "th"
) -> Actor | None:
    """The subject as an actor with all its grants, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [subject, now, now])
        rows = cursor.fetchall()
    if not rows:
        return None
    return Actor(subject, rows[0][0], tuple(grant_of(*row[1:]) for row in rows), session, request, language)


def grant_of(
    id: int,
    kind: str,
    purposes: list[str],
    basis: str,
    office: int | None,
    post: str,
    subject: int | None,
    reach: list[int] | None,
) -> GrantView:
    bounds = None if reach is None else frozenset(reach)
    return GrantView(id, kind, frozenset(purposes), basis, office, post, subject, bounds)


def subject_ids(uuids: Sequence[UUID]) -> dict[UUID, int]:
    return dict(Subject.objects.filter(uuid__in=uuids).values_list("uuid", "id"))


__all__ = [
    "ActView",
    "Plain",
    "about",
    "actor_of",
    "grants_of",
    "held_about",
    "looks_at",
    "subject_ids",
    "view",
    "words",
]
