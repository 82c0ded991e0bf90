"""The house watches the clocks: a pause that ran out is said to the office, a broken promise comes up to whom the pack names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from korat.blocks.cases.actions.windows import office_with
from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.rules import Escalation
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.blocks.places import queries as places
from korat.kernel.calendar import Span, due

BATCH = 200
ROWS = ("id", "uuid", "service", "category", "step", "office", "jurisdiction", "due_at", "level", "raised_to", "sealed",
        "pause", "wakes_at", "subject")  # fmt: skip


def watch(now: datetime) -> int:
    """Write what ran out and what broke, some at a time. Returns how many; call again while it returns any."""
    return waken(now) + sum(raise_late(service, level, now) for service, level in levels())


def levels() -> Iterator[tuple[ServiceDefinition, int]]:
    for service in catalog.services():
        yield from ((service, level) for level in range(len(service.escalates)))


def waken(now: datetime) -> int:
    """A pause whose day has come: no clock starts, since none had stopped; the office is reminded."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(wakes_at__lte=now, state="open")
        found = list(rows.only(*ROWS).order_by("wakes_at")[:BATCH])
        for case in found:
            note(case, "cases.case.overdue", {"pause": case.pause}, now)
        Case.objects.filter(pk__in=[case.pk for case in found]).update(wakes_at=None)
    return len(found)


def raise_late(service: ServiceDefinition, level: int, now: datetime) -> int:
    """The cases of a service that come up one level, the longest late first."""
    rule, week = service.escalates[level], catalog.week(now)
    with transaction.atomic():
        rows = (
            Case.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(service=service.code, state=Case.State.OPEN, level=level, due_at__lt=now - at_least(rule.after))
            .exclude(step__in=service.asking)
        )
        found = [
            case
            for case in rows.only(*ROWS).order_by("due_at")[:BATCH]
            if case.due_at and due(case.due_at, rule.after, week) < now
        ]
        for case in found:
            come_up(case, rule, now)
    return len(found)


def at_least(span: Span) -> timedelta:
    """No span is shorter than its calendar days: so the index finds what may be due, and the calendar decides."""
    return timedelta(days=span.amount) if span.unit.endswith("days") else timedelta(hours=span.amount)


def come_up(case: Case, rule: Escalation, now: datetime) -> None:
    """One level up. A sealed case comes up to nobody: whoever stands above may be the one it is about."""
    raised = None if case.sealed else office_with(rule.role, places.code_of(case.jurisdiction_id))
    note(case, "cases.case.late", {"level": case.level + 1, "to": raised}, now)
    case.level, case.raised_to_id = case.level + 1, raised or case.raised_to_id
    case.save(update_fields=["level", "raised_to"])


def note(case: Case, kind: str, facts: dict[str, object], now: datetime) -> None:
    ledger.record(
        actor=service_actor("clocks"), kind=kind, purpose="case.handle", about=case.uuid, now=now,
        concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "step": case.step, "office": case.office_id, **facts},
    )  # fmt: skip
