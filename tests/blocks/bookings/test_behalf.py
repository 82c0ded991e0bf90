"""The office books for who stands at the counter or calls; it is their booking."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking
from korat.blocks.bookings.refusals import Taken
from korat.blocks.bookings.values import Wanted, Words
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.messages import queries as messages
from korat.blocks.reactions.follow import follow
from korat.kernel import ids
from korat.kernel.errors import NotFound
from tests.bookings import COUNTER, DAY, TRUCK, booked, counter_clerk, row, slot


def booked_for(
    clerk: Actor, now: datetime, wanted: Wanted, person: int | None, *, key: str = "", phone: str = ""
) -> actions.Booked:
    return actions.book_for(
        actor=clerk, now=now, wanted=wanted, key=key or ids.uuid7().hex, channel="phone", person=person,
        words=Words("", phone),
    )  # fmt: skip


def test_it_is_theirs_by_the_act_of_the_office(resident: Actor, now: datetime) -> None:
    clerk = counter_clerk(now)
    found = booked_for(clerk, now, slot(COUNTER), resident.subject)
    assert [one.reference for one in queries.own_bookings(resident, now=now)] == [found.reference]
    act = Act.objects.get(about=found.uuid, kind="bookings.booking.made")
    assert (act.purpose, act.facts["channel"], act.actor_id) == ("booking.handle", "phone", clerk.subject)
    assert ActSubject.objects.using("owner").filter(act_id=act.pk, subject_id=resident.subject).exists()
    actions.cancel(actor=resident, now=now, reference=found.reference)
    assert row(found.reference).state == "cancelled"


def test_they_are_told_at_once(resident: Actor, now: datetime) -> None:
    found = booked_for(counter_clerk(now), now, slot(COUNTER), resident.subject)
    while sealing.seal() + follow(now):
        pass
    assert {one.template for one in messages.sent_about(found.uuid)} == {"booking-made"}


def test_who_has_no_account_books_by_telephone_and_is_told_there(resident: Actor, now: datetime) -> None:
    found = booked_for(counter_clerk(now), now, slot(COUNTER), None, phone="+66810000077")
    assert row(found.reference).subject_id != resident.subject
    while sealing.seal() + follow(now):
        pass
    assert "sms" in {one.channel for one in messages.sent_about(found.uuid)}


def test_one_press_twice_books_once(resident: Actor, now: datetime) -> None:
    clerk = counter_clerk(now)
    first = booked_for(clerk, now, slot(COUNTER), None, key="once")
    assert booked_for(clerk, now, slot(COUNTER), None, key="once") == first
    assert Booking.objects.count() == 1


def test_other_offices_and_residents_book_for_nobody(resident: Actor, officer: Actor, now: datetime) -> None:
    for stranger in (resident, officer):
        with pytest.raises(NotFound):
            booked_for(stranger, now, slot(COUNTER), resident.subject)
    assert Booking.objects.count() == 0


def test_who_stayed_away_too_often_is_helped_by_the_office(resident: Actor, now: datetime) -> None:
    clerk, later = counter_clerk(now), now
    for number in range(2):
        found = booked(resident, now, slot(TRUCK, number, DAY + timedelta(days=1)))
        later = row(found.reference).start_at + timedelta(hours=1)
        actions.stay_away(actor=clerk, now=later, reference=found.reference)
    wanted = slot(TRUCK, 0, DAY + timedelta(days=6))
    with pytest.raises(Exception, match="did not come"):
        booked(resident, later, wanted)
    assert booked_for(clerk, later, wanted, resident.subject).reference


def test_the_office_sells_nothing_twice_either(resident: Actor, outsider: Actor, now: datetime) -> None:
    wanted = slot(TRUCK, 0, DAY + timedelta(days=1))
    booked(outsider, now, wanted)
    with pytest.raises(Taken):
        booked_for(counter_clerk(now), now, wanted, resident.subject)
    assert Booking.objects.count() == 1
