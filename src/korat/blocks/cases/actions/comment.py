"""Write a note beside a case: to colleagues, or for everyone to read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from korat.blocks.cases.actions.given import said
from korat.blocks.cases.actions.move import concerns
from korat.blocks.cases.models import Case, CaseComment
from korat.blocks.cases.reach import ground, ground_or_fail
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.rows import insert
from korat.kernel import ids
from korat.kernel.errors import NotFound

LIMIT = 2000
INSIDE = ("case.handle", "case.triage", "case.read")


def comment(*, actor: Actor, now: datetime, reference: str, words: str, public: bool = False, key: str = "") -> None:
    """To colleagues it takes the office's authority, for everyone the authority to publish. NotFound to outsiders."""
    words = said(words, LIMIT, "words")
    try:
        with transaction.atomic():
            write(actor, now, reference, words, public, key)
    except ledger.DoneBefore:
        return


def write(actor: Actor, now: datetime, reference: str, words: str, public: bool, key: str) -> None:
    case = Case.objects.select_for_update().filter(reference=reference).first()
    if case is None or not concerns(actor, case):
        raise NotFound()
    purpose = "case.publish" if public else inside(actor, case)
    grant = ground_or_fail(actor, purpose, office=case.office_id, sealed=case.sealed)
    # Deliberation concerns nobody by name: it stands on no person's timeline, and its words in no person's detail.
    ledger.record(
        actor=actor, grant=grant, kind="cases.case.noted", purpose=purpose, about=case.uuid, now=now,
        key=f"note:{case.pk}:{key}" if key else None, concerning={case.subject_id: {"note": words}} if public else None,
        facts={"service": case.service, "category": case.category, "step": case.step, "office": case.office_id,
               "public": public},
    )  # fmt: skip
    if public:
        Case.objects.filter(pk=case.pk).update(public_note=words)
        return
    insert(
        CaseComment(
            id=ids.uuid7(), case=case, subject_id=case.subject_id, office_id=case.office_id, words=words, post=grant.post,
            at=now, sealed=case.sealed,
        )
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(comments=F("comments") + 1)


def inside(actor: Actor, case: Case) -> str:
    held = (one for one in INSIDE if ground(actor, one, office=case.office_id, sealed=case.sealed))
    return next(held, INSIDE[0])
