"""A day off was announced: what was promised in working time moves by it, for every case under way.

Was it taken back, the sooner promise holds again; but nothing falls due by that before the end of the next working day.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from korat.blocks.cases.models import Case
from korat.blocks.catalog import days_off
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.days_off import DayOffView
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.kernel.calendar import Span
from korat.kernel.clock import local

BATCH = 200
DAY = timedelta(days=1)


def reckon(now: datetime) -> int:
    """Move the clocks of the next 200 cases. Returns how many it looked at; call again while it returns any."""
    found = days_off.to_reckon()
    if found is None:
        return 0
    begins = datetime.combine(found.day + DAY if found.withdrawn_at else found.day, time(), tzinfo=catalog.zone())
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).exclude(state=Case.State.CLOSED)
        rows = rows.filter(Q(due_at__gte=begins) | Q(answer_due_at__gte=begins, answered_at=None))
        cases = list(rows.filter(pk__gt=found.reached, opened_at__lt=found.since).order_by("pk")[:BATCH])
        for case in cases:
            move_clocks(case, found, begins, now)
        if not cases:
            note(found, now)
        days_off.reached(day_off=found.uuid, last=cases[-1].pk if cases else None)
    return len(cases)


def move_clocks(case: Case, day: DayOffView, begins: datetime, now: datetime) -> None:
    """The act first; a case whose clocks count calendar days keeps them."""
    service = catalog.service_or_fail(case.service)
    category = service.known_category(case.category)
    clocks = (category and category.clocks) or service.clocks
    moved = partial(sooner, now=now) if day.withdrawn_at else later
    answer = case.answer_due_at if case.answered_at else moved(case.answer_due_at, clocks.answer, begins)
    due = moved(case.due_at, clocks.completion, begins)
    ledger.record(
        actor=service_actor("clocks"), kind=f"cases.case.day_{'on' if day.withdrawn_at else 'off'}", purpose="case.handle",
        about=case.uuid, now=now,
        concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "step": case.step, "office": case.office_id,
               "day": day.day.isoformat(), "order": day.order_number, "moved": (answer, due) != (case.answer_due_at, case.due_at)},
    )  # fmt: skip
    if (answer, due) != (case.answer_due_at, case.due_at):
        case.answer_due_at, case.due_at, case.version = answer, due, case.version + 1
        case.save(update_fields=["answer_due_at", "due_at", "version"])


def later(due: datetime | None, span: Span, begins: datetime) -> datetime | None:
    """By as many days as the next working day is away from where it ended, if it counts working time at all."""
    if due is None or due < begins or not span.unit.startswith("working"):
        return due
    return due + DAY * days_to_working(due, 1)


def sooner(due: datetime | None, span: Span, begins: datetime, *, now: datetime) -> datetime | None:
    """Back by as many days as the working day before lies away; never so far that its office finds it late."""
    if due is None or due < begins or not span.unit.startswith("working"):
        return due
    return min(due, max(due - DAY * days_to_working(due, -1), catalog.week(now).add_days(now, 1)))


def days_to_working(moment: datetime, way: int) -> int:
    """How many days the next working day lies ahead (`way` 1) or behind (-1)."""
    day, week, days = local(moment, catalog.zone()).date(), catalog.week(moment), 1
    while not week.is_working_day(day + DAY * way * days):
        days += 1
    return days


def note(day: DayOffView, now: datetime) -> None:
    ledger.record(
        actor=service_actor("clocks"), kind="cases.day_off.reckoned", purpose="case.handle", about=day.uuid, now=now,
        facts={"day": day.day.isoformat()},
    )  # fmt: skip
