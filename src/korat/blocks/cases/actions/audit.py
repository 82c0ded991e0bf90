"""Taking an audit file is an act of its own: who took what, of which offices and days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from korat.blocks.cases.queries.queue import AUTHORITIES
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import Invalid, NotFound

MOST_DAYS = 366


def take_audit_file(*, actor: Actor, now: datetime, offices: Collection[int], first: date, last: date) -> None:
    """Record it before a line is read. NotFound beyond the reach, Invalid for days that are no span of a year."""
    purpose, grant = ground(actor, offices)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Invalid(
            th="โปรดเลือกช่วงวันที่ไม่เกินหนึ่งปี และวันสิ้นสุดไม่มาก่อนวันเริ่ม",
            en="Please choose at most a year, ending no earlier than it begins.",
            code="span",
            field="last",
        )
    with transaction.atomic():
        ledger.record(
            actor=actor, grant=grant, kind="cases.audit.taken", purpose=purpose, about=None, now=now,
            facts={"offices": sorted(offices), "first": first.isoformat(), "last": last.isoformat()},
        )  # fmt: skip


def ground(actor: Actor, offices: Collection[int]) -> tuple[str, GrantView]:
    """One grant that reaches all of the offices."""
    for purpose in AUTHORITIES:
        for grant in actor.grants:
            if purpose in grant.purposes and grant.reach is not None and set(offices) <= grant.reach and offices:
                return purpose, grant
    raise NotFound
