"""What an official does with the list itself: keep a filter under a name, take the list away as a file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from korat.blocks.cases.actions.given import said
from korat.blocks.cases.models import SavedFilter
from korat.blocks.cases.queries.queue import AUTHORITIES, QueueFilter
from korat.blocks.cases.reach import no_grant, own_offices
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import Invalid, NotFound

MOST = 30


def save_filter(*, actor: Actor, now: datetime, name: str, query: str, shared: bool) -> None:
    """Keep a query of the list for oneself, or for everyone of the office. Invalid without a name, or for too many."""
    name, (grant, purpose) = said(name, 80, "name"), post_of(actor)
    if len(query) > 400 or SavedFilter.objects.filter(holder_id=actor.subject).count() >= MOST:
        raise Invalid(
            th=f"เก็บตัวกรองได้ไม่เกิน {MOST} รายการ โปรดลบรายการที่ไม่ใช้แล้ว",
            en=f"You can keep {MOST} filters at most. Please remove one that you no longer use.",
            code="filters",
        )
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="cases.filter.saved", purpose=purpose, about=None, now=now,
            facts={"shared": shared},
        )  # fmt: skip
        SavedFilter.objects.create(
            name=name, query=query, holder_id=actor.subject, office_id=grant.office if shared else None, made_at=now
        )


def drop_filter(*, actor: Actor, now: datetime, id: int) -> None:
    """Forget a filter of one's own, or one that was kept for an office in which one's post stands: whoever made it may have
    left. NotFound for anybody else's."""
    grant, purpose = post_of(actor)
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="cases.filter.dropped", purpose=purpose, about=None, now=now, facts={}
        )
        ours = Q(holder_id=actor.subject) | Q(office_id__in=own_offices(actor, *AUTHORITIES))
        if not SavedFilter.objects.filter(ours, pk=id).delete()[0]:
            raise NotFound()


def record_export(*, actor: Actor, now: datetime, wanted: QueueFilter) -> None:
    """That the list was taken away as a file, and by which filters. Facts alone are in it, so it is no look."""
    grant, purpose = post_of(actor)
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="cases.queue.exported", purpose=purpose, about=None, now=now,
            facts=asdict(wanted),
        )  # fmt: skip


def post_of(actor: Actor) -> tuple[GrantView, str]:
    """The post by which the actor has a list at all, and the power in it."""
    for purpose in AUTHORITIES:
        for grant in actor.grants:
            if purpose in grant.purposes and grant.office is not None:
                return grant, purpose
    raise no_grant()
