"""An office was dissolved: its open cases go to the office in its place, with their clocks and private rows.

The house does it, some at a time, each case by an act of its own; what is closed stays where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from korat.blocks.cases import staying
from korat.blocks.cases.actions.move import hand_over
from korat.blocks.cases.leading import led_by
from korat.blocks.cases.models import Case, SavedFilter, Stay, Task
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.blocks.people import actions as people_actions
from korat.blocks.people import queries as people

KIND, ASKED, FILTERS = "cases.case.taken_over", "cases.case.asked_elsewhere", "cases.filter.taken_over"
PURPOSE = "case.handle"
BATCH = 50


def take_over(now: datetime) -> int:
    """The next open cases of dissolved offices. Returns how many; call again while it returns any."""
    heirs = people.succeeded()
    if not heirs:
        return 0
    return take_cases(heirs, now) + ask_heirs(heirs, now) + take_filters(heirs, now)


def take_cases(heirs: Mapping[int, int], now: datetime) -> int:
    rows = Case.objects.filter(office__in=heirs, state=Case.State.OPEN)
    concerned = {case.pk: {one.subject_id for one in (*led_by(case), case)} for case in rows.order_by("pk")[:BATCH]}
    if not concerned:
        return 0
    subjects = frozenset[int]().union(*concerned.values())
    actor, moved = service_actor("clocks"), 0
    # Private rows change hands under a look alone, which is committed before the transaction begins.
    with ledger.look(actor=actor, purpose=PURPOSE, subjects=subjects, now=now), transaction.atomic():
        for case in rows.filter(pk__in=concerned).select_for_update(skip_locked=True).order_by("pk"):
            reporters = {one.subject_id for one in (*led_by(case), case)}
            if reporters <= subjects:
                follow(case, reporters, heirs[case.office_id], now)
                moved += 1
    return moved


def follow(case: Case, reporters: set[int], heir: int, now: datetime) -> None:
    """The act first. Step, clocks and pause stay as they are; nobody has taken it yet in the new office."""
    was = case.office_id
    note(case, KIND, reporters, {"office": heir, "was": was}, now)
    answering = staying.running_of(case)
    if answering is None or answering.office_id == was:
        staying.sent_on(case, was, heir, now)
    hand_over(case, heir)
    Task.objects.filter(case=case, office=was, state=Task.State.ORDERED).update(office=heir)
    case.raised_to_id = heir if case.raised_to_id == was else case.raised_to_id
    case.appealed_from_id = heir if case.appealed_from_id == was else case.appealed_from_id
    case.version, case.updated_at = case.version + 1, max(now, case.updated_at)
    case.save(force_update=True)
    people_actions.count_moved(office=was, cases=1)


def ask_heirs(heirs: Mapping[int, int], now: datetime) -> int:
    """What other offices had asked a dissolved agency is asked of the one in its place, by its own system if it has one."""
    asked = Stay.objects.filter(office__in=heirs, state=Stay.State.ANSWERING, case__state=Case.State.OPEN)
    elsewhere = asked.exclude(case__office=F("office"))
    with transaction.atomic():
        rows = list(elsewhere.select_for_update(of=("self",), skip_locked=True).select_related("case")[:BATCH])
        for stay in rows:
            heir, case = heirs[stay.office_id], Case.objects.select_for_update().get(pk=stay.case_id)
            note(case, ASKED, {case.subject_id}, {"office": case.office_id, "was": stay.office_id, "asked": heir}, now)
            staying.end(stay, Stay.State.FORWARDED, now)
            staying.begin(case, heir, now, words=stay.words)
            case.route = {**case.route, "forwarded": heir}
            case.save(update_fields=["route"])
    return len(rows)


def take_filters(heirs: Mapping[int, int], now: datetime) -> int:
    """What an office kept as its own lists is its successor's."""
    kept = SavedFilter.objects.filter(office__in=heirs)
    if not kept.exists():
        return 0
    with transaction.atomic():
        ledger.record(
            actor=service_actor("clocks"),
            kind=FILTERS,
            purpose=PURPOSE,
            about=None,
            now=now,
            facts={"count": kept.count()},
        )
        for was, heir in heirs.items():
            SavedFilter.objects.filter(office=was).update(office=heir)
    return 1


def note(case: Case, kind: str, concerned: set[int], facts: dict[str, object], now: datetime) -> None:
    ledger.record(
        actor=service_actor("clocks"), kind=kind, purpose=PURPOSE, about=case.uuid, now=now,
        concerning=dict.fromkeys(concerned),
        facts={"service": case.service, "category": case.category, "from": case.step, "step": case.step, **facts},
    )  # fmt: skip
