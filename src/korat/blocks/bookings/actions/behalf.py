"""The office books for somebody who stands at the counter or calls: their booking, by its act."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from korat.blocks.bookings.actions.book import Booked, Taking, booked_before, take
from korat.blocks.bookings.queries.desk import of_reach
from korat.blocks.bookings.reach import OFFICE, of_office_or_404
from korat.blocks.bookings.values import Wanted, Words
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import actions as messages


def book_for(
    *, actor: Actor, now: datetime, wanted: Wanted, key: str, channel: str, person: int | None, words: Words
) -> Booked:
    """For the `person` whose number the office found, else for somebody unnamed, who is told by telephone alone.

    Who stayed away too often, or has enough booked, is no case for a refusal here: the office sees them and decides.
    NotFound to other offices; else it raises as booking does. The same `key` books once.
    """
    grant = of_office_or_404(actor, of_reach(actor, wanted.resource).office)
    try:
        with transaction.atomic():
            subject = ledger.admit(kind="unnamed")[0] if person is None else person
            taking = Taking(actor, grant, subject, OFFICE, channel=channel)
            booked = take(taking, now=now, wanted=wanted, key=key, words=words)
            if person is None:
                messages.add_addresses(subject=subject, phone=words.phone)
            return booked
    except ledger.DoneBefore as done:
        return booked_before(done)
