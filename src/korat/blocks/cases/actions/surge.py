"""A flood, a storm: many reports at once, under a signed order that lets their clocks stand still for its days.

Danger first: an urgent case is gathered too, and its clock runs on. Which clocks may stop at all, the pack says
(`clocks.stops_for`). How its cases come in and go again: `gathering.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from korat.blocks.cases.models import Case, Surge
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.places import queries as places
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean

PURPOSE = "case.surge"
OPENED, ENDED = "cases.surge.opened", "cases.surge.ended"
LONGEST = timedelta(days=90)


@dataclass(frozen=True)
class Order:
    """What was ordered, by which paper of which day, for which offices, kinds, places and days.

    No kind named: every kind; no place: everywhere. `paper`: the handle of the signed order, which everyone may open.
    """

    title: str
    number: str
    on: date
    offices: frozenset[int]
    categories: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime
    places: tuple[str, ...] = ()
    paper: str = ""


def open_surge(*, actor: Actor, now: datetime, order: Order, key: str = "") -> UUID:
    """Open a surge; its cases are gathered afterwards. NotFound without the authority over every office named,
    Invalid for an order without number, with impossible days or an unknown place."""
    grant = grant_over(actor, order.offices)
    title, number = checked(order)
    home = grant.office or min(order.offices)
    uuid = ids.uuid7()
    digest = {"paper": documents.digest(handle=order.paper, now=now)} if order.paper else {}
    try:
        with transaction.atomic():
            ledger.record(
                actor=actor, grant=grant, kind=OPENED, purpose=PURPOSE, about=uuid, now=now,
                key=f"surge:{key}" if key else None,
                facts={"order": number, "on": order.on.isoformat(), "until": order.ends_at.isoformat(), **digest},
            )  # fmt: skip
            Surge.objects.create(
                uuid=uuid, title=title, order_number=number, order_on=order.on, office_id=home,
                offices=sorted(order.offices), categories=list(order.categories), places=list(order.places),
                paper=published(actor, uuid, order, now), begins_at=order.begins_at, ends_at=order.ends_at,
            )  # fmt: skip
    except ledger.DoneBefore as done:
        return done.about or uuid
    return uuid


def published(actor: Actor, about: UUID, order: Order, now: datetime) -> UUID | None:
    """The order as everyone may read it: whose clock it stops can see why."""
    return (
        documents.lay_open(actor=actor, handle=order.paper, about=about, label="order", now=now)
        if order.paper
        else None
    )


def end_surge(*, actor: Actor, now: datetime, surge: UUID) -> None:
    """End it before its day; the worker then lets the clocks run again. Conflict when it has ended."""
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


def inside(surge: Surge) -> QuerySet[Case]:
    """Open cases of its offices, kinds, places and days that are in no surge yet. What is sealed stays apart."""
    rows = Case.objects.filter(
        state=Case.State.OPEN, surge=None, sealed=False, office_id__in=surge.offices,
        opened_at__gte=surge.begins_at, opened_at__lt=surge.ended_at or surge.ends_at,
    )  # fmt: skip
    if surge.places:
        within = {one for code in surge.places for one in places.ids_within(code)}
        rows = rows.filter(Q(place_id__in=within) | Q(jurisdiction_id__in=within))
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
    if not all(places.place(code) for code in order.places):
        raise Invalid(th="ไม่รู้จักพื้นที่ที่เลือก", en="One of the places is not known.", code="place", field="places")
    return title, number
