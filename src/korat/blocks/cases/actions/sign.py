"""Signing the paper by which a case was granted: one of each kind, as long as the case rests where it was granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.models import Case
from korat.blocks.cases.queries.register import holds_until
from korat.blocks.cases.reach import ground
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.papers import queries as papers_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict, NotFound

PURPOSE = "case.handle"


def sign(
    *, actor: Actor, now: datetime, reference: str, kind: str, content: Mapping[str, object], issuer: papers.Issuer,
    language: str,
) -> UUID:  # fmt: skip
    """The paper of this kind with these words, or the one that was signed before and holds.

    It is the reporter's; the office may open it too. NotFound to who does not handle the case, Conflict when it is not,
    or no more, granted. The case stays locked, so that two at once sign one paper and none outlives a reopening.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(reference=reference).first()
        grant = ground(actor, PURPOSE, office=case.office_id, sealed=case.sealed) if case else None
        if case is None or grant is None:
            raise NotFound()
        service = catalog.service_or_fail(case.service)
        if case.main_id or case.closed_at is None or kind not in [one.paper for one in service.granted(case.step)]:
            raise Conflict(
                th="เรื่องนี้ไม่ได้อยู่ในขั้นที่ออกเอกสารนี้ได้",
                en="This case is not where this paper can be signed.",
                code="not_granted",
            )
        if held := papers_read.holding(case.uuid, [kind]):
            return held[0].uuid
        return papers.issue_paper(
            actor=actor, now=now, issuer=issuer, kind=kind, office=case.office_id, subject=case.subject_id,
            about=case.uuid, content=content, language=language, purpose=PURPOSE, grant=grant,
            expires=holds_until(service, case.closed_at), readers=case.office_id,
        ).uuid  # fmt: skip
