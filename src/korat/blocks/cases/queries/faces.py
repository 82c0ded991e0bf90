"""The public faces of cases: facts only, and of the place only what the category lets outsiders know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from korat.blocks.cases.models import Case
from korat.blocks.cases.values import CaseFace, Lead
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import named
from korat.blocks.places import queries as places
from korat.kernel.geo import Point
from korat.kernel.pages import Page

# Written out for the page that is asked most: the ORM takes longer to compose it than PostgreSQL to answer.
BY_REFERENCE = "SELECT * FROM korat_cases_case WHERE reference = %s"


@dataclass(frozen=True)
class FaceFilter:
    """Which public faces. Empty parts do not narrow."""

    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    references: tuple[str, ...] = ()
    jurisdiction: str = ""
    # One community, or whatever the place is, alone.
    place: str = ""
    office: int | None = None


def case_face(reference: str) -> CaseFace | None:
    """The facts of any case, exact place included: for a caller that decides who may see it."""
    found = named(BY_REFERENCE, [reference])
    return together(found)[0] if found else None


def face_of_uuid(uuid: UUID) -> CaseFace | None:
    return next(iter(together(Case.objects.filter(uuid=uuid))), None)


def faces(wanted: FaceFilter, *, before: str = "", limit: int = 50, offset: int = 0) -> Page[CaseFace]:
    """Public faces, newest first. `before` is the key of a page (keyset); `offset` serves standards that number pages."""
    rows = Case.objects.filter(Q(public=True), *conditions(wanted))
    if not wanted.references:
        # A joined report stands in its leading case; who asks for it by name finds it.
        rows = rows.exclude(state=Case.State.JOINED)
    if before:
        rows = rows.filter(older_than(int(before)))
    ordered = rows.order_by("-opened_at", "-id")[offset : offset + limit + 1]
    return Page.cut([as_public(one) for one in together(ordered)], limit, lambda shown: str(shown.id))


def older_than(id: int) -> Q:
    """What stands below a case in the order of the list, in which a report that came in late has its own day."""
    edge = Case.objects.filter(id=id).values_list("opened_at", flat=True).first()
    return Q(id__lt=id) if edge is None else Q(opened_at__lte=edge) & (Q(opened_at__lt=edge) | Q(id__lt=id))


def conditions(wanted: FaceFilter) -> list[Q]:
    chosen = {
        "service__in": wanted.services,
        "category__in": wanted.categories,
        "state": wanted.state,
        "office_id": wanted.office,
        "opened_at__gte": wanted.since,
        "opened_at__lte": wanted.until,
        "reference__in": wanted.references,
        "place_id": places.id_of(wanted.place) if wanted.place else None,
        "jurisdiction_id": places.id_of(wanted.jurisdiction) if wanted.jurisdiction else None,
    }
    return [Q((name, value)) for name, value in chosen.items() if value]


def own_cases(actor: Actor, *, limit: int = 50) -> tuple[CaseFace, ...]:
    """The actor's own cases, newest first: facts, so no look."""
    return together(Case.objects.filter(subject_id=actor.subject).order_by("-id")[:limit])


def lent_cases(actor: Actor, *, limit: int = 50) -> dict[int, tuple[CaseFace, ...]]:
    """By giver the cases that the actor may follow under a mandate, newest first; sealed ones are not among them."""
    givers = {one.subject for one in actor.grants if one.kind == "mandate" and "case.follow" in one.purposes}
    found: dict[int, tuple[CaseFace, ...]] = {}
    for giver in sorted(filter(None, givers)):
        rows = Case.objects.filter(subject_id=giver, sealed=False).order_by("-id")[:limit]
        found[giver] = together(rows)
    return found


def reporters_of(shown: CaseFace, after: int = 0, until: int = 0) -> tuple[CaseFace, ...]:
    """A case and the reports joined to it, each as its own reporter follows it. Asks only where there are some.

    `after`, `until`: of the joined ones those behind one row, as far as another; who leads them stands with the first.
    """
    rows = Case.objects.filter(main_id=shown.id, pk__gt=after).order_by("pk") if shown.leads else Case.objects.none()
    joined = rows.filter(pk__lte=until) if until else rows
    return (*(() if after else (shown,)), *(led(face(case), shown) for case in joined))


def reached_by(shown: CaseFace, after: int, many: int) -> int:
    """The row of the last of the next `many` reports joined to the case; 0 when no more than that are left."""
    if shown.leads <= many:
        return 0
    rows = Case.objects.filter(main_id=shown.id, pk__gt=after).order_by("pk").values_list("pk", flat=True)
    found = list(rows[: many + 1])
    return found[many - 1] if len(found) > many else 0


def together(cases: Iterable[Any]) -> tuple[CaseFace, ...]:
    """Faces of cases; a joined one shows how the case that leads it stands. Asks once more only when there is one."""
    rows = list(cases)
    wanted = {case.main_id for case in rows if case.main_id}
    mains = {main.pk: face(main) for main in Case.objects.filter(pk__in=wanted)} if wanted else {}
    return tuple(led(face(case), mains[case.main_id]) if case.main_id else face(case) for case in rows)


def led(own: CaseFace, main: CaseFace) -> CaseFace:
    """Whose it is, where and since when stay its own."""
    return replace(
        own, lead=Lead(main.uuid, main.reference), step=main.step, state=main.state, updated_at=main.updated_at,
        answer_due_at=main.answer_due_at, answered_at=main.answered_at, due_at=main.due_at, closed_at=main.closed_at,
        met_at=main.met_at, paused_at=main.paused_at, office=main.office, public_note=main.public_note,
        public_text=main.public_text, reopened=main.reopened, version=main.version, assignee=main.assignee, pause=main.pause,
        pause_until=main.pause_until, count=main.count, counted=main.counted,
    )  # fmt: skip


def face(case: Any) -> CaseFace:
    """From a model, or from its columns by name."""
    service = catalog.service_or_fail(case.service)
    return CaseFace(
        id=case.id,
        uuid=case.uuid,
        reference=case.reference,
        service=service,
        category=service.known_category(case.category),
        step=service.step(case.step),
        state=case.state,
        channel=case.channel,
        opened_at=case.opened_at,
        updated_at=case.updated_at,
        closed_at=case.closed_at,
        met_at=case.met_at,
        answer_due_at=case.answer_due_at,
        answered_at=case.answered_at,
        due_at=case.due_at,
        paused_at=case.paused_at,
        place=places.code_of(case.place_id),
        jurisdiction=places.code_of(case.jurisdiction_id),
        point=Point(case.latitude, case.longitude)
        if case.latitude is not None and case.longitude is not None
        else None,
        office=case.office_id,
        subject=case.subject_id,
        public=case.public,
        sealed=case.sealed,
        public_note=case.public_note,
        public_text=case.public_text,
        reopened=case.reopened,
        solved=case.solved,
        version=case.version,
        route=json.loads(case.route) if isinstance(case.route, str) else case.route,
        assignee=case.assignee_id,
        pause=case.pause,
        pause_until=case.pause_until,
        level=case.level,
        raised_to=case.raised_to_id,
        count=case.count,
        counted=case.counted,
        comments=case.comments,
        leads=case.leads,
        linked=case.linked,
        passed_on=case.passed_on,
        urgent=case.urgent,
        surge=case.surge_id,
        asset=case.asset_id,
    )


def as_public(shown: CaseFace) -> CaseFace:
    """Without what outsiders may not know: whose it is, and the exact place where so decided."""
    exact = shown.category is None or shown.category.place == "exact"
    point, asset = (shown.point, shown.asset) if exact else (None, None)
    return replace(shown, subject=0, assignee=None, point=point, asset=asset)
