"""An officer says that a case is urgent, or is so no more: a reason from the pack's list, the clock that the pack promises."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from korat.blocks.cases.actions.join import changed, ground_over, locked, refuse_old
from korat.blocks.cases.actions.surge import stops
from korat.blocks.cases.models import Case, Task
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.calendar import due
from korat.kernel.errors import Invalid

URGENT, CALM = "cases.case.made_urgent", "cases.case.made_calm"
# What sets the clock anew: what an earlier urgency took off it counts no more.
CATEGORISED, MOVED = "cases.case.categorised", "cases.case.moved"


def make_urgent(*, actor: Actor, now: datetime, reference: str, reason: str, version: int, key: str = "") -> None:
    """First in every queue from now on; no order stops its clock, and it is due within what the pack says.

    NotFound to outsiders, Forbidden without the authority, Invalid for a reason that is not on the list, Conflict when it
    is urgent already, closed, joined to another, or changed since `version`.
    """
    turn(actor, now, reference, reason, version, key, urgent=True)


def make_calm(*, actor: Actor, now: datetime, reference: str, reason: str, version: int, key: str = "") -> None:
    """The danger has passed: its clocks are those of its kind again, and an order that covers it holds for it too."""
    turn(actor, now, reference, reason, version, key, urgent=False)


def turn(actor: Actor, now: datetime, reference: str, reason: str, version: int, key: str, *, urgent: bool) -> None:
    try:
        with transaction.atomic():
            write(actor, now, locked([reference], actor)[reference], reason, version, key, urgent=urgent)
    except ledger.DoneBefore:
        return


def write(actor: Actor, now: datetime, case: Case, reason: str, version: int, key: str, *, urgent: bool) -> None:
    grant, purpose = ground_over(actor, case)
    service = catalog.service_or_fail(case.service)
    nearer, rested = (sooner(case, service, now), None) if urgent else (given_back(case, service), rest(case))
    moved = (rested or timedelta()) - (case.rested or timedelta()) + (-nearer if urgent else nearer)
    ledger.record(
        actor=actor, grant=grant, kind=URGENT if urgent else CALM, purpose=purpose, about=case.uuid, now=now,
        key=f"urgent:{case.pk}:{key}" if key else None, concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "from": case.step, "step": case.step,
               "office": case.office_id, "reason": reason, "nearer": int(nearer.total_seconds()),
               "rested": int(rested.total_seconds()) if rested is not None else None},
    )  # fmt: skip
    refuse_unfit(case, service, reason, version, urgent=urgent)
    case.urgent, case.rested = urgent, rested
    case.due_at = case.due_at + moved if case.due_at else None
    case.version, case.updated_at = case.version + 1, max(now, case.updated_at)
    case.save(update_fields=["urgent", "rested", "due_at", "version", "updated_at"])
    Task.objects.filter(case=case, state=Task.State.ORDERED).update(due_at=case.due_at)


def sooner(case: Case, service: ServiceDefinition, now: datetime) -> timedelta:
    """By how much what was promised comes nearer; the rest that an order gave it is no part of that."""
    within = service.urgency.completion if service.urgency else None
    if within is None or case.due_at is None:
        return timedelta()
    promised = case.due_at - (case.rested or timedelta())
    return (
        max(timedelta(), promised - due(now, within, catalog.week(now))) // timedelta(seconds=1) * timedelta(seconds=1)
    )


def given_back(case: Case, service: ServiceDefinition) -> timedelta:
    """What the last urgency took off, unless the clock began anew since."""
    found = timedelta()
    for kind, facts in ledger_read.facts_about([case.uuid], (URGENT, CATEGORISED, MOVED)).get(case.uuid, ()):
        move = service.known_move(str(facts.get("move", "")))
        if kind == URGENT:
            found = timedelta(seconds=facts["nearer"])
        elif kind == CATEGORISED or (move and move.reopens):
            found = timedelta()
    return found


def rest(case: Case) -> timedelta | None:
    """How long the order that covers it lets its clock stand still, were it not urgent."""
    if case.surge is None or not stops(case, urgent=False):
        return None
    return max(timedelta(), (case.surge.ended_at or case.surge.ends_at) - case.opened_at)


def refuse_unfit(case: Case, service: ServiceDefinition, reason: str, version: int, *, urgent: bool) -> None:
    refuse_old(case, version)
    if case.state != Case.State.OPEN or case.urgent == urgent:
        raise changed(case.reference)
    listed = service.urgency.listed(urgent=urgent) if service.urgency else ()
    if reason not in {one.code for one in listed}:
        raise Invalid(
            th="โปรดเลือกเหตุผลจากรายการ", en="Please choose a reason from the list.", code="reason", field="reason"
        )
