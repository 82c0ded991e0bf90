"""The days before an election: what an office shows in public must serve nobody's campaign.

An order names the office and the days. What follows from it is decided in one place: `queries/elected.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.models import Election
from korat.blocks.people.queries.organisations import directory, organisation, organisation_by_id
from korat.blocks.people.queries.posts import running
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean

PURPOSE = "election.order"
ORDERED, TAKEN_BACK = "people.election.ordered", "people.election.taken_back"
LONGEST = timedelta(days=366)


def order_election(
    *, actor: Actor, now: datetime, office: str, order: str, begins_at: datetime, ends_at: datetime
) -> UUID:
    """From a moment to a moment nobody who is elected in this office or below it is named in public.

    NotFound without the authority over the office, Invalid for an order without a number or with impossible days.
    """
    found = organisation(office)
    if found is None or found.id not in actor.reach(PURPOSE):
        raise NotFound()
    order, uuid = checked(clean(order, 80, "order"), begins_at, ends_at, now), ids.uuid7()
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=actor.grant_for(PURPOSE, office=found.id), kind=ORDERED, purpose=PURPOSE,
            about=found.uuid, now=now, concerning=dict.fromkeys(holders(found.code, now)),
            facts={"office": found.id, "order": order, "from": begins_at.isoformat(), "until": ends_at.isoformat()},
        )  # fmt: skip
        Election.objects.create(
            uuid=uuid, office_id=found.id, order=order, begins_at=begins_at, ends_at=ends_at, ordered_at=now
        )
    return uuid


def take_back(*, actor: Actor, now: datetime, election: UUID) -> None:
    """The order ends before its last day, such as for a wrong date. NotFound to outsiders, Conflict when it is over."""
    row = Election.objects.filter(uuid=election).first()
    found = organisation_by_id(row.office_id) if row else None
    if row is None or found is None or found.id not in actor.reach(PURPOSE):
        raise NotFound()
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=actor.grant_for(PURPOSE, office=found.id), kind=TAKEN_BACK, purpose=PURPOSE,
            about=found.uuid, now=now, concerning=dict.fromkeys(holders(found.code, now)),
            facts={"office": found.id, "order": row.order},
        )  # fmt: skip
        if not Election.objects.filter(pk=row.pk, ended_at=None, ends_at__gt=now).update(ended_at=now):
            raise Conflict("คำสั่งนี้สิ้นสุดไปแล้ว", "This order has ended already.", code="over")


def holders(code: str, now: datetime) -> list[int]:
    """Who is elected in the office or below it: the order is about them."""
    offices = [directory().by_code[code].id, *(one.id for one in directory().below(code))]
    terms = running(now).filter(post__organisation__in=offices, post__elected=True, acting=False)
    return list(terms.values_list("person_id", flat=True))


def checked(order: str, begins_at: datetime, ends_at: datetime, now: datetime) -> str:
    if not order:
        raise Invalid("โปรดกรอกเลขที่คำสั่ง", "Please give the number of the order.", code="required", field="order")
    if not begins_at < ends_at <= begins_at + LONGEST or ends_at <= now:
        raise Invalid(
            "วันสุดท้ายต้องอยู่หลังวันแรก ไม่เกินหนึ่งปี และยังไม่ผ่านไป",
            "The last day follows the first, within a year, and is not over yet.",
            code="days",
            field="ends_on",
        )
    return order
