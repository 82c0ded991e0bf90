"""A day off announced by an order, also on the evening before: from now on no working day; unless it is taken back."""

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
from korat.kernel.texts import Text, clean

PURPOSE = "calendar.announce"
ANNOUNCED, WITHDRAWN = "catalog.day_off.announced", "catalog.day_off.withdrawn"


@dataclass(frozen=True)
class DayOffView:
    uuid: UUID
    day: date
    names: Text
    order_number: str
    announced_at: datetime
    withdrawn_at: datetime | None
    reason: str
    reckoned: bool
    reached: int = 0

    @property
    def since(self) -> datetime:
        """The moment whose order is being carried out: of the announcement, or of its end."""
        return self.withdrawn_at or self.announced_at


def announce(*, actor: Actor, now: datetime, day: date, name: str, order: str, english: str = "") -> None:
    """`name` is Thai, `english` the same for who reads that. NotFound for whom it is not given to, Conflict when nobody works
    on that day anyway, Invalid when it is past."""
    if not actor.may(PURPOSE):
        raise NotFound()
    name, order, english = clean(name, 200, "name"), clean(order, 80, "order"), clean(english, 200, "english")
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
        names = Text.of(th=name, **({"en": english} if english else {}))
        DayOff.objects.create(uuid=uuid, day=day, names=names.as_json(), order_number=order, announced_at=now)
        packs.touch(now)
    packs.forget()


def take_back(*, actor: Actor, now: datetime, day_off: UUID, reason: str) -> None:
    """It was announced wrongly. NotFound for whom it is not given to and the second time, Invalid when the day is over,
    Conflict while the clocks are still being moved by it."""
    row = DayOff.objects.filter(uuid=day_off, withdrawn_at=None).first()
    if row is None or not actor.may(PURPOSE):
        raise NotFound()
    reason = clean(reason, 400, "reason")
    if not reason:
        raise Invalid("โปรดบอกเหตุผล", "Please say why.", code="required", field="reason")
    if row.day < local(now, queries.zone()).date():
        raise Invalid("วันนี้ผ่านไปแล้ว", "That day is over.", code="past", field="reason")
    if not row.reckoned:
        raise Conflict(
            "กำลังเลื่อนกำหนดเวลาตามวันหยุดนี้อยู่ โปรดลองอีกครั้งในหนึ่งนาที",
            "The clocks are still being moved by this day off. Please try again in a minute.", code="reckoning",
        )  # fmt: skip
    with transaction.atomic():
        ledger.record(actor=actor, kind=WITHDRAWN, purpose=PURPOSE, about=row.uuid, now=now,
                      facts={"day": row.day.isoformat(), "order": row.order_number, "reason": reason})  # fmt: skip
        DayOff.objects.filter(pk=row.pk).update(withdrawn_at=now, reason=reason, reckoned=False, reached=0)
        packs.touch(now)
    packs.forget()


def day_off(uuid: UUID) -> DayOffView | None:
    row = DayOff.objects.filter(uuid=uuid).first()
    return view(row) if row else None


def withdrawn(since: date) -> Sequence[DayOffView]:
    """Those taken back of a day and later, on which people work after all."""
    rows = DayOff.objects.filter(day__gte=since).exclude(withdrawn_at=None).order_by("pk")
    return [view(row) for row in rows if row.day not in queries.announced()]


def days_off() -> Sequence[DayOffView]:
    """The announced ones, the latest first."""
    return [view(row) for row in DayOff.objects.order_by("-day")[:50]]


def announcement(day: date) -> UUID | None:
    """The act that made a day one off; None where nobody announced it."""
    row = DayOff.objects.filter(day=day, withdrawn_at=None).first()
    return act_of(view(row), ANNOUNCED) if row else None


def act_of(one: DayOffView, kind: str) -> UUID | None:
    """The act that announced it, or took it back."""
    acts = ledger_read.about(one.uuid, since=one.announced_at)
    return next((act.uuid for act in acts if act.kind == kind), None)


def to_reckon() -> DayOffView | None:
    """The first whose cases have not all been told."""
    row = DayOff.objects.filter(reckoned=False).order_by("pk").first()
    return view(row) if row else None


def reached(*, day_off: UUID, last: int | None) -> None:
    """How far it is; None: all are told. Inside a transaction that has recorded an act."""
    found = DayOff.objects.filter(uuid=day_off)
    found.update(reckoned=True) if last is None else found.update(reached=last)


def view(row: DayOff) -> DayOffView:
    return DayOffView(
        row.uuid, row.day, Text.from_json(row.names), row.order_number, row.announced_at, row.withdrawn_at, row.reason,
        row.reckoned, row.reached,
    )  # fmt: skip
