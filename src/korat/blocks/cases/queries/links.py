"""Which cases belong together, as far as the reader may know of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from korat.blocks.cases.models import Case, CaseLink
from korat.blocks.cases.queries.faces import case_face, face, together
from korat.blocks.cases.queries.near import offers
from korat.blocks.cases.queries.page import concerns
from korat.blocks.cases.reach import PURPOSES, ground
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import NotFound
from korat.kernel.geo import CELL_M, cells_around, distance_m

# As many joined reports as a page lists; a flood has a page of its own.
SHOWN = 50


@dataclass(frozen=True)
class Linked:
    """Another case and how it belongs: `joined` here, `split` off or from, `related`."""

    how: str
    face: CaseFace


@dataclass(frozen=True)
class Suggestion:
    face: CaseFace
    metres: int


def linked_to(actor: Actor | None, shown: CaseFace) -> tuple[Linked, ...]:
    """What belongs to this case and may be seen by the reader: public, or of their concern. Asks only where there is any."""
    found = [*joined_to(shown), *links_of(shown)]
    return tuple(one for one in found if may_see(actor, one))


def may_see(actor: Actor | None, one: Linked) -> bool:
    """Who reported a case learns nothing of the others joined to it, be they public."""
    near = actor is not None and concerns(actor, one.face)
    return near if one.how == "joined" else near or one.face.public


def joined_to(shown: CaseFace) -> list[Linked]:
    if not shown.leads:
        return []
    return [Linked("joined", face(row)) for row in Case.objects.filter(main_id=shown.id).order_by("pk")[:SHOWN]]


def links_of(shown: CaseFace) -> list[Linked]:
    if not shown.linked:
        return []
    links = list(CaseLink.objects.filter(Q(one_id=shown.id) | Q(other_id=shown.id)).order_by("pk")[:SHOWN])
    others = {link.one_id if link.other_id == shown.id else link.other_id: link.kind for link in links}
    return [Linked(others[one.id], one) for one in together(Case.objects.filter(pk__in=others).order_by("pk"))]


def suggestions(actor: Actor, shown: CaseFace) -> tuple[Suggestion, ...]:
    """Open cases of the same kind close by that the actor's offices answer too, the nearest first: may be the same."""
    if shown.point is None or shown.sealed or shown.category is None or not offers(shown.service, shown.category):
        return ()
    rows = Case.objects.filter(
        public=True, state=Case.State.OPEN, category=shown.category.code, cell__in=cells_around(shown.point),
        cell__isnull=False, service=shown.service.code, office_id=shown.office,
    ).exclude(pk=shown.id)[:200]  # fmt: skip
    found = [(distance_m(shown.point, one.point), one) for one in map(face, rows) if one.point]
    near = sorted((pair for pair in found if pair[0] <= CELL_M), key=lambda pair: (pair[0], pair[1].id))
    return tuple(Suggestion(one, round(metres)) for metres, one in near[:10] if concerns(actor, one))


def worked_on(actor: Actor, reference: str) -> CaseFace:
    """The case, for who sorts or handles it in its office, sealed or not. NotFound for everyone else."""
    shown = case_face(reference)
    if shown is None or not works_on(actor, shown):
        raise NotFound()
    return shown


def works_on(actor: Actor, shown: CaseFace) -> bool:
    return any(ground(actor, one, office=shown.office, sealed=shown.sealed) for one in PURPOSES)


def gathering(actor: Actor, reference: str) -> CaseFace:
    """The case, for who may say in its office which cases are one. NotFound for everyone else."""
    shown = worked_on(actor, reference)
    if not gathers(actor, shown):
        raise NotFound()
    return shown


def gathers(actor: Actor, shown: CaseFace) -> bool:
    """Whether the actor may join, part, split and relate: a sealed case stays alone."""
    return works_on(actor, shown) and not shown.sealed
