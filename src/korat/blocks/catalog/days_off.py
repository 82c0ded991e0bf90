"""A day off announced by an order, also on the evening before: from now on no working day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.catalog import queries
from korat.blocks.catalog.models import DayOff
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids
from korat.kernel.clock import local
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean

PURPOSE = "calendar.announce"
ANNOUNCED = "catalog.day_off.announced"


@dataclass(frozen=True)
class DayOffView:
    uuid: UUID
    day: date
    name: str
    order_number: str
    announced_at: datetime
    reckoned: bool
    reached: int = 0


def announce(*, actor: Actor, now: datetime, day: date, name: str, order: str) -> None:
    """NotFound for whom it is not given to, Conflict when nobody works on that day anyway, Invalid when it is past."""
    if not actor.may(PURPOSE):
        raise NotFound()
    name, order = clean(name, 200, "name"), clean(order, 80, "order")
    if not name or not order:
        raise Invalid(
            "โปรดกรอกชื่อวันหยุดและเลขที่คำสั่ง", "Please give the day a name and the number of the order.",
            code="required", field="order" if name else "name",
        )  # fmt: skip
    if day < local(now, queries.zone()).date():
        raise Invalid("วันนี้ผ่านไปแล้ว", "That day is over.", code="past", field="day")
    if not queries.week(now).is_working_day(day):
        raise Conflict("วันนี้เป็นวันหยุดอยู่แล้ว", "Nobody works on that day anyway.", code="free", field="day")
    with transaction.atomic():
        uuid = ids.uuid7()
        ledger.record(actor=actor, kind=ANNOUNCED, purpose=PURPOSE, about=uuid, now=now,
                      facts={"day": day.isoformat(), "order": order})  # fmt: skip
        DayOff.objects.create(uuid=uuid, day=day, name=name, order_number=order, announced_at=now)
        packs.touch(now)
    packs.forget()


def days_off() -> Sequence[DayOffView]:
    """The announced ones, the latest first."""
    return [view(row) for row in DayOff.objects.order_by("-day")[:50]]


def announcement(day: date) -> UUID | None:
    """The act that made a day one off; None where nobody announced it."""
    row = DayOff.objects.filter(day=day).first()
    acts = ledger_read.about(row.uuid, since=row.announced_at) if row else ()
    return next((one.uuid for one in acts if one.kind == ANNOUNCED), None)


def to_reckon() -> DayOffView | None:
    """The first whose cases have not all been told."""
    row = DayOff.objects.filter(reckoned=False).order_by("pk").first()
    return view(row) if row else None


def reached(*, day_off: UUID, last: int | None) -> None:
    """How far it is; None: all are told. Inside a transaction that has recorded an act."""
    found = DayOff.objects.filter(uuid=day_off)
    found.update(reckoned=True) if last is None else found.update(reached=last)


def view(row: DayOff) -> DayOffView:
    return DayOffView(row.uuid, row.day, row.name, row.order_number, row.announced_at, row.reckoned, row.reached)
