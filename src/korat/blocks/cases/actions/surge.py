"""A flood, a storm: many reports at once, gathered under a signed order that lets their clocks stand still for its days.

Danger first: an urgent case is gathered too, and its clock runs on. Which clocks may stop at all, the pack says
(`clocks.stops_for`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from korat.blocks.cases.models import Case, Surge
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean

PURPOSE = "case.surge"
OPENED, ENDED = "cases.surge.opened", "cases.surge.ended"
GATHERED, RELEASED = "cases.case.gathered", "cases.case.released"
LONGEST = timedelta(days=90)
BATCH = 200


@dataclass(frozen=True)
class Order:
    """What was ordered, by which paper of which day, for which offices, kinds (none: every kind) and days."""

    title: str
    number: str
    on: date
    offices: frozenset[int]
    categories: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime


def open_surge(*, actor: Actor, now: datetime, order: Order, key: str = "") -> UUID:
    """Open a surge; its cases are gathered afterwards. NotFound without the authority over every office named,
    Invalid for an order without number or with impossible days."""
    grant = grant_over(actor, order.offices)
    title, number = checked(order)
    home = grant.office or min(order.offices)
    uuid = ids.uuid7()
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, grant=grant, kind=OPENED, purpose=PURPOSE, about=uuid, now=now,
                key=f"surge:{key}" if key else None,
                facts={"order": number, "on": order.on.isoformat(), "until": order.ends_at.isoformat()},
            )  # fmt: skip
            Surge.objects.create(
                uuid=uuid, title=title, order_number=number, order_on=order.on, office_id=home,
                offices=sorted(order.offices), categories=list(order.categories), begins_at=order.begins_at,
                ends_at=order.ends_at,
            )  # fmt: skip
    except ledger.DoneBefore as done:
        return done.about or uuid
    return uuid


def gather(*, actor: Actor, now: datetime, surge: UUID, limit: int = BATCH) -> int:
    """Bring up to `limit` further cases in, each by an act of its own; how many it were. Call again while any is left."""
    row, grant = found(actor, surge)
    with transaction.atomic():
        cases = list(inside(row).select_for_update(skip_locked=True).order_by("pk")[:limit]) if holds(row) else []
        for case in cases:
            rest = row.ends_at - case.opened_at if stops(case, urgent=case.urgent) else None
            record(actor, grant, GATHERED, case, row, rest, now)
            case.surge, case.rested, case.updated_at = row, rest, max(now, case.updated_at)
            shift(case, rest or timedelta())
    return len(cases)


def end_surge(*, actor: Actor, now: datetime, surge: UUID) -> None:
    """End it before its day. The clocks run again from now, once the cases are released. Conflict when it has ended."""
    row, grant = found(actor, surge)
    with transaction.atomic():
        row = Surge.objects.select_for_update().get(pk=row.pk)
        ledger.record(
            actor=actor,
            grant=grant,
            kind=ENDED,
            purpose=PURPOSE,
            about=row.uuid,
            now=now,
            facts={"order": row.order_number},
        )
        if not holds(row) or row.ends_at <= now:
            raise Conflict(
                th="คำสั่งนี้สิ้นสุดไปแล้ว โปรดดูสถานะล่าสุด",
                en="This order has ended already. Please look at its state.",
                code="changed",
            )
        row.ended_at = max(now, row.begins_at)
        row.save(update_fields=["ended_at"])


def release(*, actor: Actor, now: datetime, surge: UUID, limit: int = BATCH) -> int:
    """Let the clocks of up to `limit` cases of an ended surge run again; how many it were."""
    row, grant = found(actor, surge)
    with transaction.atomic():
        cases = list(resting(row).select_for_update(skip_locked=True).order_by("pk")[:limit])
        for case in cases:
            left = max(timedelta(), (row.ended_at or row.ends_at) - case.opened_at)
            record(actor, grant, RELEASED, case, row, left, now)
            shift(case, left - (case.rested or timedelta()))
            case.rested, case.updated_at = left, max(now, case.updated_at)
            case.save(update_fields=["rested", "updated_at"])
    return len(cases)


def shift(case: Case, by: timedelta) -> None:
    """Move what was promised; who has the page open is told that it changed."""
    case.due_at = case.due_at + by if case.due_at else None
    case.version += 1
    case.save(update_fields=["surge", "rested", "due_at", "version", "updated_at"])


def record(
    actor: Actor, grant: GrantView, kind: str, case: Case, surge: Surge, rest: timedelta | None, now: datetime
) -> None:
    ledger.record(
        actor=actor, grant=grant, kind=kind, purpose=PURPOSE, about=case.uuid, now=now, cause=None,
        concerning={case.subject_id: None},
        facts={"service": case.service, "category": case.category, "surge": str(surge.uuid), "order": surge.order_number,
               "seconds": int(rest.total_seconds()) if rest is not None else 0, "from": case.step, "step": case.step,
               "office": case.office_id},
    )  # fmt: skip


def inside(surge: Surge) -> QuerySet[Case]:
    """Open cases of its offices, kinds and days that are in no surge yet. What is sealed stays apart."""
    rows = Case.objects.filter(
        state=Case.State.OPEN, surge=None, sealed=False, office_id__in=surge.offices,
        opened_at__gte=surge.begins_at, opened_at__lt=surge.ended_at or surge.ends_at,
    )  # fmt: skip
    return rows.filter(category__in=surge.categories) if surge.categories else rows


def resting(surge: Surge) -> QuerySet[Case]:
    """Its cases whose clock was let stand still for longer than the order lasted in the end."""
    if surge.ended_at is None:
        return Case.objects.none()
    longer = Case.objects.filter(surge=surge, rested__gt=surge.ended_at - F("opened_at"))
    return longer.filter(rested__gt=timedelta())


def stops(case: Case, *, urgent: bool) -> bool:
    return not urgent and catalog.service_or_fail(case.service).stops(case.category, "surge")


def holds(surge: Surge) -> bool:
    return surge.ended_at is None


def found(actor: Actor, surge: UUID) -> tuple[Surge, GrantView]:
    row = Surge.objects.filter(uuid=surge).first()
    if row is None:
        raise NotFound()
    return row, grant_over(actor, frozenset(row.offices))


def grant_over(actor: Actor, offices: frozenset[int]) -> GrantView:
    """The authority over every office named; outsiders learn nothing."""
    posts = (one for one in actor.grants if PURPOSE in one.purposes and one.office is not None)
    grant = next((one for one in posts if offices and offices <= (one.reach or frozenset())), None)
    if grant is None:
        raise NotFound()
    return grant


def checked(order: Order) -> tuple[str, str]:
    """Title and number, cleaned."""
    title, number = clean(order.title, 200, "title"), clean(order.number, 80, "number")
    if not title or not number:
        raise Invalid(
            th="โปรดกรอกชื่อเหตุการณ์และเลขที่คำสั่ง", en="Please give the event a name and the number of the order.",
            code="required", field="number" if title else "title",
        )  # fmt: skip
    if not order.begins_at < order.ends_at <= order.begins_at + LONGEST:
        raise Invalid(
            th="วันสิ้นสุดต้องอยู่หลังวันเริ่ม และไม่เกิน 90 วัน", en="The last day follows the first, by 90 days at most.",
            code="days", field="ends_on",
        )  # fmt: skip
    return title, number
