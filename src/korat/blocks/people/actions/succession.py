"""An office is dissolved, or merged into another one: ordered by an official, carried out by the house on its day.

Its posts end, its keys end, its roads lead to the successor, whose posts reach what it leaves behind: bills, bookings,
closed cases. Its open cases follow one by one (`cases.actions.take_over`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.people.actions.terms import realign, running_or_coming
from korat.blocks.people.models import Organisation, Succession, Term, Token
from korat.blocks.people.queries.organisations import Directory, read_directory
from korat.blocks.people.values import OrganisationView
from korat.blocks.places import keeping
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean

PURPOSE = "people.manage"
ORDERED, DISSOLVED = "people.office.dissolution_ordered", "people.office.dissolved"


def dissolve(*, actor: Actor, now: datetime, office: str, successor: str, order: str, begins_at: datetime) -> UUID:
    """Order that from a day on `successor` stands in the place of `office`. Returns the order.

    NotFound without authority over the people of both, Invalid for a successor that cannot be one or an order without a
    number, Conflict when it is ordered already.
    """
    was, heir, order = check_dissolution(actor=actor, office=office, successor=successor, order=order)
    uuid = ids.uuid7()
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=actor.grant_for(PURPOSE, office=was.id), kind=ORDERED, purpose=PURPOSE, about=was.uuid,
            now=now, facts={"office": was.id, "successor": heir.id, "order": order, "from": begins_at.isoformat()},
        )  # fmt: skip
        refuse_ordered(was, heir)
        Succession.objects.create(
            uuid=uuid,
            office_id=was.id,
            successor_id=heir.id,
            order=order,
            begins_at=max(begins_at, now),
            ordered_at=now,
        )
    return uuid


def check_dissolution(
    *, actor: Actor, office: str, successor: str, order: str
) -> tuple[OrganisationView, OrganisationView, str]:
    """The two offices and the number as they would be entered; refuses what `dissolve` refuses. Changes nothing."""
    directory = read_directory()
    was, heir = (managed(actor, directory, code) for code in (office, successor))
    return was, heir, checked(clean(order, 80, "order"), was, heir, directory)


def managed(actor: Actor, directory: Directory, code: str) -> OrganisationView:
    found = directory.by_code.get(code)
    if found is None or found.retired or found.successor or found.id not in actor.reach(PURPOSE):
        raise NotFound("ไม่พบหน่วยงานนี้", "We could not find this office.", code="office")
    return found


def checked(order: str, was: OrganisationView, heir: OrganisationView, directory: Directory) -> str:
    if not order:
        raise Invalid("โปรดกรอกเลขที่คำสั่ง", "Please give the number of the order.", code="required", field="order")
    if not fits(was.id, heir.id, directory):
        raise Invalid(
            "โปรดเลือกหน่วยงานอื่นที่ไม่ได้อยู่ใต้หน่วยงานที่ยุบ",
            "Please choose another office, one that does not lie below the one that is dissolved.",
            code="successor",
            field="successor",
        )
    return order


def fits(was: int, heir: int, directory: Directory) -> bool:
    """Whether the heir stands on its own when the other is gone."""
    return heir != was and all(one.id != heir for one in directory.below(directory.by_id[was].code))


def refuse_ordered(was: OrganisationView, heir: OrganisationView) -> None:
    """The office's row is the turnstile: of two orders at once the second waits and sees the first."""
    Organisation.objects.select_for_update().get(pk=was.id)
    if Succession.objects.filter(office__in=[was.id, heir.id]).exists():
        raise Conflict(
            "มีคำสั่งยุบหน่วยงานนี้ หรือหน่วยงานที่รับช่วงต่อ อยู่แล้ว",
            "An order to dissolve this office, or the one that would take its place, stands already.",
            code="ordered",
        )


def carry_out(now: datetime) -> int:
    """Carry out the first order whose day has come; how many it were. Killed in the middle, nothing has happened."""
    with transaction.atomic():
        directory = read_directory()
        due = Succession.objects.select_for_update(of=("self",), skip_locked=True).select_related("office__subject")
        waiting = due.filter(effected_at=None, begins_at__lte=now).order_by("begins_at", "pk")
        row = next((one for one in waiting if fits(one.office_id, one.successor_id, directory)), None)
        if row is None:
            return 0
        close(row, now)
    return 1


def close(row: Succession, now: datetime) -> None:
    """The act first; then its people, its keys, its things, and whoever reaches the successor reaches what it was."""
    terms = list(running_or_coming(now).filter(post__organisation=row.office_id))
    keys = Token.objects.filter(organisation=row.office_id, ended_at=None)
    ledger.record(
        actor=service_actor("setup"), kind=DISSOLVED, purpose=PURPOSE, about=row.office.subject.uuid, now=now,
        concerning=dict.fromkeys([row.office_id, *(term.person_id for term in terms)]),
        facts={"office": row.office_id, "successor": row.successor_id, "order": row.order, "terms": len(terms)},
    )  # fmt: skip
    Succession.objects.filter(pk=row.pk).update(effected_at=now)
    for grant in (*(term.grant_id for term in terms), *keys.exclude(grant=None).values_list("grant_id", flat=True)):
        ledger.finish(grant=grant, now=now)
    Term.objects.filter(pk__in=[term.pk for term in terms]).update(ends_at=now)
    keys.update(ended_at=now)
    keeping.pass_on(owner=row.office_id, to=row.successor_id)
    realign(now=now)
    packs.touch(now)


def count_moved(*, office: int, cases: int) -> None:
    """So many more of its cases followed: inside the transaction of their acts."""
    Succession.objects.filter(office=office).update(moved=F("moved") + cases)
