"""A case that is with an agency which takes cases by a program of its own: set out, arrived, and what is heard of it.

The acts are those of the house's worker `bridge`; each names the agency as its `office`. What the agency writes are the
words of the act, which the reporter and the office read and which can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.db import transaction

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.actions.move import record, take_effect
from korat.blocks.cases.leading import concerned
from korat.blocks.cases.models import Case, Stay
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict

PURPOSE = "case.bridge"
SET_OUT, ARRIVED, STRANDED, HEARD = (
    f"cases.case.{verb}" for verb in ("set_out", "arrived", "stranded", "heard_from_partner")
)


def set_out(*, actor: Actor, stay: int, now: datetime) -> None:
    """The case is on its way to the agency's system. Conflict when it was set out before; inside a transaction."""
    row = Stay.objects.select_for_update().select_related("case").get(pk=stay)
    if row.set_out:
        raise Conflict()
    note(actor, row, SET_OUT, now, facts={"words": row.words})
    row.set_out = True
    row.save(update_fields=["set_out"])


def arrived(*, actor: Actor, stay: int, remote: str, now: datetime) -> None:
    """The agency's system gave it a number of its own."""
    note(actor, stay_of(stay), ARRIVED, now, facts={"remote": remote})


def stranded(*, actor: Actor, stay: int, why: str, now: datetime) -> None:
    """The agency's system does not take it; the office tells the agency in another way. `why` is a code."""
    note(actor, stay_of(stay), STRANDED, now, facts={"why": why})


def heard(*, actor: Actor, stay: int, state: Literal["open", "closed"], words: str, now: datetime) -> bool:
    """What the agency says of it. Closed there: the service's move for `case.bridge` is made here, if this step has one.

    False when the case is no longer with that agency: what it says then has no effect and leaves no trace.
    """
    with transaction.atomic():
        row = stay_of(stay)
        case = Case.objects.select_for_update().get(pk=row.case_id)
        if row.state != Stay.State.ANSWERING or case.state != Case.State.OPEN:
            return False
        if state == "closed" and finished(actor, case, words, now):
            return True
        note(actor, row, HEARD, now, facts={"state": state}, words={"note": words} if words else None)
    return True


def finished(actor: Actor, case: Case, words: str, now: datetime) -> bool:
    """Make the partner's own move; False where the pack has none for this step."""
    service = catalog.service_or_fail(case.service)
    fitting = (move for move in service.moves if move.purpose == PURPOSE and case.step in move.start)
    chosen, given = next(fitting, None), With(note=words)
    if chosen is None:
        return False
    record(actor, actor.grant_for(PURPOSE), now, case, case, service, chosen, given, "")
    take_effect(case, service, chosen, given, actor, now)
    return True


def note(
    actor: Actor, row: Stay, kind: str, now: datetime, *, facts: Mapping[str, object],
    words: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    case, grant = row.case, actor.grant_for(PURPOSE)
    ledger.record(
        actor=actor, grant=grant, kind=kind, purpose=PURPOSE, about=case.uuid, now=now,
        concerning=concerned(case, case, words, grant, actor.subject),
        facts={"service": case.service, "category": case.category, "office": row.office_id, **facts},
    )  # fmt: skip


def stay_of(stay: int) -> Stay:
    return Stay.objects.select_for_update().select_related("case").get(pk=stay)
