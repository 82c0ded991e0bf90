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
from korat.blocks.ledger.models import Act, Grant, Subject
from korat.kernel import clock
from korat.kernel.pages import Page

# What every page asks is written out: the ORM takes longer to compose these than PostgreSQL to answer them.
ABOUT = """
    SELECT told.detail, a.id, uuid, kind, a.look, occurred_at, a.recorded_at, actor_id, office_id, post, ground, purpose, basis,
        about, facts
    FROM korat_ledger_act a LEFT JOIN LATERAL (
        SELECT detail FROM korat_ledger_actsubject
        WHERE act_id = a.id AND recorded_at = a.recorded_at AND recorded_at >= %(since)s AND subject_id = %(subject)s LIMIT 1
    ) AS told ON true
    WHERE about = %(about)s AND a.recorded_at >= %(since)s AND NOT a.look ORDER BY a.id
"""
FACTS = """
    SELECT about, kind, facts FROM korat_ledger_act WHERE about = ANY (%s) AND kind = ANY (%s) AND NOT look ORDER BY about, id
"""
# The moments spare the partitions of other years; looks, of which a person has many, carry no words.
WORDS = """
    SELECT act_id, detail FROM korat_ledger_actsubject
    WHERE subject_id = %s AND NOT look AND act_id = ANY (%s) AND recorded_at BETWEEN %s AND %s AND detail IS NOT NULL
"""
# A look whose purpose a pack delays is told later; the database's own clock decides, for pages, programs and exports alike.
LOOKS = """
    SELECT a.id, a.uuid, a.kind, a.look, a.occurred_at, a.recorded_at, a.actor_id, a.office_id, a.post, a.ground,
        a.purpose, a.basis, a.about, a.facts, d.days IS NOT NULL AND a.ground <> 'self'
        AND a.recorded_at + make_interval(days => d.days) > clock_timestamp(), a.recorded_at + make_interval(days => d.days)
    FROM (
        SELECT act_id, recorded_at FROM korat_ledger_actsubject
        WHERE subject_id = %s AND look AND act_id < %s ORDER BY act_id DESC LIMIT %s
    ) AS s
    CROSS JOIN LATERAL (SELECT * FROM korat_ledger_act WHERE id = s.act_id AND recorded_at = s.recorded_at LIMIT 1) AS a
    LEFT JOIN korat_ledger_lookdelay d ON d.purpose = a.purpose
    ORDER BY a.id DESC
"""
LAST = 2**62
GRANTS = """
    SELECT s.uuid, g.id, g.kind, g.purposes, g.basis, g.office_id, g.post, g.subject_id, g.reach
    FROM korat_ledger_grant g JOIN korat_ledger_subject s ON s.id = g.holder_id
    WHERE g.holder_id = %s AND g.ended_at IS NULL AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to > %s)
    ORDER BY g.id
"""


@dataclass(frozen=True)
class ActView:
    """An act. `office` and `actor` are subject ids; `ground` the kind of grant."""

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
    # Set while a look is kept from the person concerned: then nothing else here says anything.
    opens_at: datetime | None = None
    # What it told one subject, where they were asked for under an open look.
    words: str | None = None


def view(act: Act) -> ActView:
    return ActView(
        act.pk, act.uuid, act.kind, act.look, act.occurred_at, act.recorded_at, act.actor_id, act.office_id, act.post,
        act.ground, act.purpose, act.basis, act.about, act.facts,
    )  # fmt: skip


def about(uuid: UUID, *, since: datetime, subject: int | None = None) -> tuple[ActView, ...]:
    """Every act about a thing, oldest first. `since` spares the partitions before it (acts are recorded after they occur).

    With its words for `subject`, as far as there is an open look at them.
    """
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, {"about": uuid, "since": since - timedelta(days=1), "subject": subject})
        return tuple(from_row(row, words) for words, *row in cursor.fetchall())


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


def from_row(row: Sequence[Any], words: str | None = None) -> ActView:
    values: list[Any] = [*row[:-1], json.loads(row[-1]), None, words]
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
    return Page.cut(looks(subject, int(before or LAST), limit + 1), limit, lambda act: str(act.id))


def look_at(subject: int, uuid: UUID) -> ActView | None:
    """One look at this subject by its uuid; None when there is none, or it is not open yet. Needs an open look."""
    act = Act.objects.filter(uuid=uuid, look=True).values_list("id", flat=True).first()
    found = looks(subject, act + 1, 1) if act else []
    return found[0] if found and found[0].uuid == uuid else None


def looks(subject: int, below: int, limit: int) -> list[ActView]:
    with connection.cursor() as cursor:
        cursor.execute(LOOKS, [subject, below, limit])
        return [kept_shut(row[0], row[-1]) if row[-2] else from_row(row[:-2]) for row in cursor.fetchall()]


def kept_shut(id: int, opens_at: datetime) -> ActView:
    """A look that is not told yet: that there was one, and when it opens. Whoever shows or exports it has no more."""
    return ActView(
        id, UUID(int=0), "ledger.look.delayed", True, opens_at, opens_at, 0, None, "", "", "", "", None, {}, opens_at
    )


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


@dataclass(frozen=True)
class Lent:
    """A grant as the two whom it joins see it: who may do what, for whom, until when. `subject` None: an office's."""

    id: int
    uuid: UUID
    kind: str
    holder: int
    subject: int | None
    purposes: tuple[str, ...]
    basis: str
    office: int | None
    post: str
    begins_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None

    def holds(self, now: datetime) -> bool:
        return self.ended_at is None and self.begins_at <= now and (self.ends_at is None or self.ends_at > now)


def lent(row: Grant) -> Lent:
    return Lent(
        row.pk, row.uuid, row.kind, row.holder_id, row.subject_id, tuple(row.purposes), row.basis, row.office_id,
        row.post, row.valid_from, row.valid_to, row.ended_at,
    )  # fmt: skip


def grants_around(subject: int, *, since: datetime) -> tuple[Lent, ...]:
    """Every grant that this subject holds or that is held over it, unless it ended before `since`; not the own one."""
    over = Q(ended_at__lt=since) | Q(ended_at=None, valid_to__lt=since)
    rows = Grant.objects.filter(Q(holder_id=subject) | Q(subject_id=subject)).exclude(kind=Grant.Kind.SELF)
    return tuple(map(lent, rows.exclude(over).order_by("-id")))


def grant_of_uuid(uuid: UUID) -> Lent | None:
    row = Grant.objects.filter(uuid=uuid).first()
    return lent(row) if row else None


def run_out(*, limit: int = 100) -> tuple[Lent, ...]:
    """Grants whose date has passed and that no act has ended yet, the oldest first."""
    over = Grant.objects.filter(ended_at=None, valid_to__lte=clock.now())
    return tuple(map(lent, over.order_by("valid_to")[:limit]))


def is_person(subject: int) -> bool:
    return Subject.objects.filter(pk=subject, kind=Subject.Kind.PERSON).exists()


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
