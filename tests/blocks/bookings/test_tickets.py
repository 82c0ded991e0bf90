from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Ticket
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from tests.bookings import COUNTER, FINANCE, HALL, counter_clerk
from tests.threads import together

TOWN = "sikhio-town"


def taken(now: datetime, counter: str = COUNTER, key: str = "") -> str:
    return actions.take_ticket(now=now, counter=counter, key=key or ids.uuid7().hex).label


def test_numbers_go_up_by_counter_and_begin_anew_each_day(house: None, now: datetime) -> None:
    assert [taken(now), taken(now), taken(now, FINANCE)] == ["A001", "A002", "B001"]
    assert taken(now + timedelta(days=1)) == "A001"
    assert Act.objects.filter(kind="bookings.ticket.taken").count() == 4


def test_the_same_click_takes_one_number(house: None, now: datetime) -> None:
    assert [taken(now, key="twice"), taken(now, key="twice"), taken(now)] == ["A001", "A001", "A002"]


def test_no_two_take_the_same_number(house: None, now: datetime) -> None:
    labels: list[str] = []
    together(lambda: labels.append(taken(now)), 20)
    assert sorted(labels) == [f"A{number:03d}" for number in range(1, 21)]


def test_the_next_is_called_to_a_window_and_the_one_before_is_served(house: None, now: datetime) -> None:
    clerk = counter_clerk(now)
    for _ in range(3):
        taken(now)
    called = actions.call_next(actor=clerk, now=now, counter=COUNTER, window=2)
    assert called is not None and (called.label, called.window) == ("A001", 2)
    actions.call_next(actor=clerk, now=now, counter=COUNTER, window=2)
    actions.call_next(actor=clerk, now=now + timedelta(seconds=1), counter=COUNTER, window=1)
    assert [one.state for one in Ticket.objects.order_by("number")] == ["served", "called", "called"]
    assert queries.display(TOWN, now)[1].called == (("A003", 1), ("A002", 2))
    assert actions.call_next(actor=clerk, now=now, counter=COUNTER, window=3) is None
    actions.miss(actor=clerk, now=now, counter=COUNTER, window=1)
    assert Ticket.objects.get(number=3).state == "missed"
    assert Act.objects.latest("id").kind == "bookings.ticket.missed"


def test_only_who_serves_there_calls(resident: Actor, officer: Actor, now: datetime) -> None:
    taken(now)
    for stranger in (resident, officer):
        with pytest.raises(NotFound):
            actions.call_next(actor=stranger, now=now, counter=COUNTER, window=1)
        with pytest.raises(NotFound):
            actions.miss(actor=stranger, now=now, counter=COUNTER, window=1)
    with pytest.raises(Invalid, match="no such window"):
        actions.call_next(actor=counter_clerk(now), now=now, counter=COUNTER, window=9)


def test_no_tickets_while_the_counter_is_closed_or_has_none(house: None, now: datetime) -> None:
    with pytest.raises(Conflict, match="closed now") as refused:
        taken(now + timedelta(hours=12))
    assert "24 November 2026, 08:30" in refused.value.show("en")
    assert "24 พฤศจิกายน 2569 เวลา 08:30" in refused.value.show("th")
    with pytest.raises(NotFound):
        taken(now, HALL)
    assert Ticket.objects.count() == 0


def test_a_paper_tells_how_many_are_ahead(house: None, now: datetime) -> None:
    taken(now)
    mine = actions.take_ticket(now=now, counter=COUNTER, key="mine")
    assert (mine.ahead, queries.own_ticket(mine.uuid).label) == (1, "A002")


def test_the_display_says_when_a_shut_counter_opens_again_past_days_off(house: None, now: datetime) -> None:
    friday_night = now + timedelta(days=4, hours=12)
    assert next(one.shut for one in queries.display(TOWN, now) if one.resource.code == COUNTER) is None
    shut = next(one.shut for one in queries.display(TOWN, friday_night) if one.resource.code == COUNTER)
    assert shut is not None
    assert shut.opens_at == datetime(2026, 11, 30, 1, 30, tzinfo=UTC), "Monday, half past eight"
