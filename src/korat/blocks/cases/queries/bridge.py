"""What goes to an agency's own system, and what may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from korat.blocks.cases.models import Case, CaseReport, Stay
from korat.blocks.cases.queries.faces import as_public, face
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor

PURPOSE = "case.bridge"


@dataclass(frozen=True)
class Leaving:
    """The public face, and the reporter's words where the officer let them go along. Never who reported."""

    face: CaseFace
    words: str


def to_set_out(offices: Collection[int], *, limit: int) -> Sequence[tuple[int, int, UUID]]:
    """Stay, office and case of what was passed to one of these offices and is not yet on its way; oldest first.

    A sealed case goes to no other system.
    """
    rows = Stay.objects.filter(office_id__in=offices, state=Stay.State.ANSWERING, set_out=False)
    rows = rows.filter(case__sealed=False, case__state=Case.State.OPEN).order_by("pk")
    return list(rows.values_list("pk", "office_id", "case__uuid")[:limit])


def still_there(stay: int) -> bool:
    """Whether the case is still with the agency, and open."""
    return Stay.objects.filter(pk=stay, state=Stay.State.ANSWERING, case__state=Case.State.OPEN).exists()


def leaving(*, actor: Actor, stay: int, now: datetime) -> Leaving:
    """What leaves. The words are read under a look, which the reporter finds in the list of looks."""
    row = Stay.objects.select_related("case").get(pk=stay)
    case, shown = row.case, as_public(face(row.case))
    if not row.words:
        return Leaving(shown, "")
    with ledger.look(actor=actor, purpose=PURPOSE, subjects=[case.subject_id], about=case.uuid, now=now):
        report = CaseReport.objects.filter(case=case).first()
    return Leaving(shown, report.description if report else "")
