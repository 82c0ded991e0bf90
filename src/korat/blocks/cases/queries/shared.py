"""What a consent opens: the cases of the one who gave it, at every office."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from korat.blocks.cases.models import Case
from korat.blocks.cases.queries.faces import case_face, together
from korat.blocks.cases.queries.page import relation_to
from korat.blocks.cases.reach import SHARE, shared
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import NotFound


def shared_cases(*, actor: Actor, consent: UUID, now: datetime, limit: int = 50) -> tuple[CaseFace, ...]:
    """The cases of who gave this consent, newest first; sealed ones are not among them. That somebody has these cases is
    itself a look. NotFound for everybody but its holder."""
    found = ledger_read.grant_of_uuid(consent)
    grant = shared(actor, found.subject, sealed=False) if found and found.subject else None
    if found is None or found.subject is None or grant is None or grant.id != found.id:
        raise NotFound()
    with ledger.look(
        actor=actor,
        purpose=SHARE,
        subjects=[found.subject],
        about=consent,
        now=now,
        grant=grant,
        kind="cases.list.looked",
    ):
        rows = Case.objects.filter(subject_id=found.subject, sealed=False).order_by("-id")[:limit]
        return together(rows)


def reporter_of(*, actor: Actor, reference: str) -> int:
    """Whose case this is, for the office that handles it and may turn to that person. NotFound for everybody else."""
    shown = case_face(reference)
    if shown is None or relation_to(actor, shown)[0] != "office":
        raise NotFound()
    return shown.subject
