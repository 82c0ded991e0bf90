"""The day on which a page of advice is to be read again comes near: its office hears of it before it is shown no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from korat.blocks.cases.advice import Advice
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.services import service_actor
from korat.kernel.clock import local

DUE = "cases.advice.due"
BEFORE, BATCH = timedelta(days=14), 50


def remind(now: datetime) -> int:
    """Write down which pages are due, each version once. Returns how many; call again while it returns any."""
    day = local(now, catalog.zone()).date() + BEFORE
    with transaction.atomic():
        rows = Advice.objects.select_for_update(skip_locked=True)
        due = rows.filter(state=Advice.State.REVIEWED, expires_on__lte=day, reminded_at=None).order_by("pk")
        found = list(due[:BATCH])
        for row in found:
            ledger.record(
                actor=service_actor("clocks"), kind=DUE, purpose="case.handle", about=row.page, now=now,
                facts={"service": row.service, "category": row.category, "version": row.version, "office": row.office_id},
            )  # fmt: skip
        Advice.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=now)
    return len(found)
