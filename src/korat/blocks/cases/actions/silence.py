"""Who is asked whether it is solved and never answers: reminded once, then the case is closed, and says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.actions.move import let_go, record, take_effect
from korat.blocks.cases.actions.watch import BATCH, at_least
from korat.blocks.cases.leading import concerned
from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.rules import LAPSE, Silence
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.kernel.calendar import due
from korat.kernel.clock import local

REMINDED = "cases.case.reminded"


def end_silence(now: datetime) -> int:
    """Remind and close what is due, some at a time. Returns how many; call again while it returns any."""
    silent = [service for service in catalog.services() if service.silence]
    return sum(remind_silent(service, now) + close_silent(service, now) for service in silent)


def remind_silent(service: ServiceDefinition, now: datetime) -> int:
    """Once for each time that they are asked; joined reporters too, as the act concerns them all."""
    if (rule := service.silence) is None:
        return 0
    rows = asked(service).filter(reminded_at=None, met_at__lte=now - at_least(rule.remind)).order_by("met_at")
    week = catalog.week(now)
    return each(rows, lambda case: remind(case, rule, now) if due(case.met_at or now, rule.remind, week) <= now else 0)


def close_silent(service: ServiceDefinition, now: datetime) -> int:
    """Nobody's case is closed who was not reminded first."""
    if (rule := service.silence) is None:
        return 0
    rows = asked(service).filter(reminded_at__lte=now - at_least(rule.close)).order_by("met_at")
    return each(rows, lambda case: close(case, service, now) if last_hour(case.reminded_at or now, rule) <= now else 0)


def asked(service: ServiceDefinition) -> QuerySet[Case]:
    """Open and met: that is handed in and waiting for the reporter's word."""
    rows = Case.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(
        service=service.code, state=Case.State.OPEN, met_at__isnull=False, step__in=sorted(service.asking)
    )


def each(rows: QuerySet[Case], do: Callable[[Case], int]) -> int:
    """The act and its effect in one transaction: killed in between, nothing was said and it is done again."""
    with transaction.atomic():
        return sum(do(case) for case in rows[:BATCH])


def last_hour(reminded: datetime, rule: Silence) -> datetime:
    """The end of the day that the reminder names."""
    day = local(due(reminded, rule.close, catalog.week(reminded)), catalog.zone()).date()
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=catalog.zone())


def remind(case: Case, rule: Silence, now: datetime) -> int:
    actor = service_actor("clocks")
    grant = actor.grant_for(LAPSE)
    since, until = case.met_at or now, last_hour(now, rule)
    ledger.record(
        actor=actor, grant=grant, kind=REMINDED, purpose=LAPSE, about=case.uuid, now=now,
        concerning=concerned(case, case, None, grant, actor.subject),
        facts={"service": case.service, "category": case.category, "step": case.step, "office": case.office_id,
               "since": since.isoformat(), "until": until.isoformat()},
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(reminded_at=now)
    return 1


def close(case: Case, service: ServiceDefinition, now: datetime) -> int:
    """By the pack's own move, which nobody makes by hand; it stays unanswered, neither solved nor not."""
    chosen = service.move(service.silence.move) if service.silence else None
    if chosen is None or case.step not in chosen.start:
        return 0
    actor, given = service_actor("clocks"), With(since=case.met_at)
    act = record(actor, actor.grant_for(LAPSE), now, case, case, service, chosen, given, "")
    take_effect(case, service, chosen, given, actor, now)
    let_go(case, service, now, act)
    return 1
