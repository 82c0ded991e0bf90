"""Reading the ledger: acts about a thing, looks at a person, grants of a holder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.models import Act, ActSubject, Grant, Subject
from korat.kernel.pages import Page


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
    rows = Act.objects.filter(about=uuid, recorded_at__gte=since - timedelta(days=1), look=False).order_by("id")
    return tuple(map(view, rows))


def words(acts: Sequence[int], subject: int) -> dict[int, str | None]:
    """The erasable words of acts concerning `subject`. Empty without an open look at that subject."""
    rows = ActSubject.objects.filter(act_id__in=acts, subject_id=subject).exclude(detail=None)
    return dict(rows.values_list("act_id", "detail"))


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
    grants = Grant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), holder_id=subject, ended_at=None, valid_from__lte=now
    ).select_related("holder").order_by("id")  # fmt: skip
    rows = list(grants)
    if not rows:
        return None
    return Actor(subject, rows[0].holder.uuid, tuple(map(grant_view, rows)), session, request, language)


def subject_ids(uuids: Sequence[UUID]) -> dict[UUID, int]:
    return dict(Subject.objects.filter(uuid__in=uuids).values_list("uuid", "id"))
