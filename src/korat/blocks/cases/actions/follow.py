"""Follow a report that somebody else made of the same thing: one's own case, joined to it from the start."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.cases.actions.join import Ground, join_one, settle
from korat.blocks.cases.actions.open import Filing, answer_again, whose, write
from korat.blocks.cases.models import Case
from korat.blocks.cases.queries.near import followable
from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog.routing import Routed
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict


def follow(
    *,
    actor: Actor | None,
    now: datetime,
    reference: str,
    request: Request,
    key: str,
    behalf: UUID | None = None,
    for_caller: bool = False,
    witnessed: UUID | None = None,
) -> Opened:
    """Open a case for the reader and join it to the public case `reference`. What they wrote is kept; nothing is asked.

    `behalf`, `for_caller`, `witnessed`: as in `open_case`.
    Raises Conflict when that case may no longer be followed: it was closed meanwhile, or is none of this kind.
    """
    try:
        with transaction.atomic():
            filed, follow_key = whose(actor, now, key, behalf, for_caller, witnessed)
            return joined(filed, now, reference, request, key, follow_key)
    except ledger.DoneBefore as done:
        return answer_again(done, key)


def joined(filed: Filing, now: datetime, reference: str, request: Request, key: str, follow_key: str | None) -> Opened:
    lead = Case.objects.select_for_update().filter(reference=reference).first()
    if lead is None or not followable(lead, request):
        raise Conflict(
            th="เรื่องนั้นปิดไปแล้วหรือเปลี่ยนไปแล้ว โปรดแจ้งเป็นเรื่องใหม่ ข้อมูลที่กรอกไว้ยังอยู่ครบ",
            en="That report was closed or has changed. Please send yours as a new one: all that you wrote is still here.",
            code="changed",
        )
    # Whoever answers for the thing answers them all.
    routed = Routed(lead.office_id, "", lead.route.get("owner"), tuple(lead.route.get("why", ())))
    opened = write(filed, now, request, key, follow_key, None, routed=routed, following=True)
    case = Case.objects.get(uuid=opened.uuid)
    join_one(Ground(filed.actor, filed.grant, filed.purpose, now), case, lead, "")
    settle(lead)
    return opened
