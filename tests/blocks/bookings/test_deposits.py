"""A deposit: until it is paid the time is only kept; afterwards it goes back, or is kept as the pack says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as payments_read
from korat.blocks.payments.models import Invoice, Payment
from korat.blocks.payments.queries import InvoiceView
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound
from tests.blocks.payments.test_payments import imported, verdicts
from tests.bookings import DAY, HALL, booked, counter_clerk, pay, row, slot
from tests.cast import actor as cast

LATER = DAY + timedelta(days=10)
HOUR = timedelta(hours=1)


def kept(actor: Actor, now: datetime, number: int = 0, **given: object) -> actions.Booked:
    return booked(actor, now, slot(HALL, number, LATER), unpaid=True, **given)


def bill(found: actions.Booked) -> InvoiceView:
    view = payments_read.deposit(found.uuid)
    assert view
    return view


def test_the_time_is_kept_and_the_bill_has_its_qr_until_the_same_hour(resident: Actor, now: datetime) -> None:
    found = kept(resident, now)
    held, asked = row(found.reference), bill(found)
    assert (held.state, held.why, held.held_until) == ("held", "deposit", now + 48 * HOUR)
    assert (asked.state, asked.satang, asked.due_at, asked.deposit) == ("open", 50_000, held.held_until, True)
    assert "5406500.00" in payments_read.payload(asked)
    act = Act.objects.get(kind="payments.deposit.asked")
    assert (act.about, act.cause) == (found.uuid, Act.objects.get(kind="bookings.booking.made").uuid)


def test_one_request_twice_is_one_bill(resident: Actor, now: datetime) -> None:
    assert kept(resident, now, key="once") == kept(resident, now, key="once")
    assert Invoice.objects.count() == 1


def test_paying_books_it(resident: Actor, now: datetime) -> None:
    found = kept(resident, now)
    pay(found, now + HOUR)
    assert (row(found.reference).state, row(found.reference).held_until) == ("booked", None)
    act = Act.objects.filter(about=found.uuid, kind="bookings.booking.confirmed").get()
    assert act.facts["why"] == "paid" and act.cause == Act.objects.get(kind="payments.deposit.paid").uuid
    actions.secure(booking=found.uuid, now=now, cause=act.uuid)
    assert Act.objects.filter(kind="bookings.booking.confirmed").count() == 1


def test_nobody_takes_it_without_paying(resident: Actor, outsider: Actor, now: datetime) -> None:
    found = kept(resident, now)
    with pytest.raises(Conflict, match="deposit is paid"):
        actions.confirm(actor=resident, now=now, reference=found.reference)
    actions.move(actor=resident, now=now, reference=found.reference, wanted=slot(HALL, 2, LATER))
    moved = row(found.reference)
    assert (moved.state, moved.why, moved.held_until) == ("held", "deposit", bill(found).due_at)
    with pytest.raises(NotFound):
        actions.confirm(actor=outsider, now=now, reference=found.reference)


def test_when_its_hour_passes_the_time_is_free_and_nothing_is_owed(resident: Actor, now: datetime) -> None:
    found = kept(resident, now)
    assert (actions.lapse(now + 47 * HOUR), actions.lapse(now + 49 * HOUR)) == (0, 1)
    assert (row(found.reference).state, row(found.reference).why) == ("cancelled", "unpaid")
    assert bill(found).state == "cancelled" and payments_read.payload(bill(found)) == ""
    assert Act.objects.get(kind="payments.deposit.dropped").about == found.uuid


def test_money_that_comes_too_late_waits_for_the_cashier(resident: Actor, now: datetime) -> None:
    found, cashier = kept(resident, now), cast("cashier", now)
    actions.lapse(now + 49 * HOUR)
    report = imported(cashier, now + 50 * HOUR, ("500.00", bill(found).reference, "T1"))
    assert verdicts(report) == ["cancelled"]
    assert row(found.reference).state == "cancelled"


def test_money_that_came_in_time_books_though_the_worker_was_slow(resident: Actor, now: datetime) -> None:
    found = kept(resident, now)
    imported(cast("cashier", now), now + HOUR, ("500.00", bill(found).reference, "T1"))
    assert row(found.reference).state == "held"
    actions.lapse(now + 49 * HOUR)
    assert row(found.reference).state == "booked"


def test_a_wrong_amount_books_nothing_and_twice_is_told_as_with_any_bill(resident: Actor, now: datetime) -> None:
    found, cashier = kept(resident, now), cast("cashier", now)
    reference = bill(found).reference
    lines = [("300.00", reference, "T1"), ("500.00", reference, "T2"), ("500.00", reference, "T3")]
    assert verdicts(imported(cashier, now, *lines)) == ["wrong_amount", "matched", "paid_twice"]
    assert bill(found).state == "paid"


def test_who_cancels_in_time_gets_it_back_once_the_cashier_has_decided(resident: Actor, now: datetime) -> None:
    found, cashier = booked(resident, now, slot(HALL, 0, LATER)), cast("cashier", now)
    actions.cancel(actor=resident, now=now, reference=found.reference)
    assert bill(found).state == "returned" and not payments_read.paid_back(bill(found).uuid)
    (waiting,) = payments_read.exceptions([bill(found).cashier], 10)
    assert (waiting.verdict, waiting.satang) == ("deposit", 50_000)
    with pytest.raises(Invalid, match="name the bill"):
        payments.decide(actor=cashier, now=now, payment=waiting.uuid, choice="credit")
    with pytest.raises(NotFound):
        payments.decide(actor=resident, now=now, payment=waiting.uuid, choice="refund")
    payments.decide(actor=cashier, now=now, payment=waiting.uuid, choice="refund")
    assert payments_read.paid_back(bill(found).uuid)
    assert Act.objects.filter(about=found.uuid, kind="payments.deposit.returned").count() == 1


def test_a_deposit_that_goes_back_may_pay_for_the_next(resident: Actor, now: datetime) -> None:
    first, second = booked(resident, now, slot(HALL, 0, LATER)), kept(resident, now, 2)
    actions.cancel(actor=resident, now=now, reference=first.reference)
    waiting = Payment.objects.get(verdict="deposit")
    payments.decide(
        actor=cast("cashier", now), now=now, payment=waiting.uuid, choice="credit", reference=bill(second).reference
    )
    assert bill(second).state == "paid"


def test_nobody_came_so_it_is_kept_and_who_came_after_all_gets_it_back(resident: Actor, now: datetime) -> None:
    found, clerk = booked(resident, now, slot(HALL, 0, LATER)), counter_clerk(now)
    later = row(found.reference).start_at + HOUR
    actions.stay_away(actor=clerk, now=later, reference=found.reference)
    assert (bill(found).state, Payment.objects.get().state) == ("kept", "settled")
    actions.arrive(actor=clerk, now=later, reference=found.reference)
    actions.finish(actor=clerk, now=later, reference=found.reference)
    assert (bill(found).state, Payment.objects.get().state) == ("returned", "open")


def test_where_the_pack_says_return_a_no_show_gets_it_back(
    resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, known = booked(resident, now, slot(HALL, 0, LATER)), queries.resource(HALL)
    assert known.said.deposit
    rule = known.said.deposit.model_copy(update={"no_show": "return"})
    kinder = replace(known, said=known.said.model_copy(update={"deposit": rule}))
    monkeypatch.setattr("korat.blocks.bookings.actions.desk.resource_by_id", lambda _id: kinder)
    later = row(found.reference).start_at + HOUR
    actions.stay_away(actor=counter_clerk(now), now=later, reference=found.reference)
    assert bill(found).state == "returned"


def test_the_office_that_closes_gives_it_back(resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("korat.blocks.bookings.actions.closing.next_free", lambda *given: None)
    found, wanted = booked(resident, now, slot(HALL, 0, LATER)), slot(HALL, 0, LATER)
    actions.close(actor=counter_clerk(now), now=now, resource=HALL, start=wanted.start, end=wanted.end, reason="น้ำท่วม")
    assert (row(found.reference).why, bill(found).state) == ("closed", "returned")


def test_who_takes_an_offer_is_asked_then(resident: Actor, outsider: Actor, now: datetime) -> None:
    wanted = slot(HALL, 0, LATER)
    found = booked(resident, now, wanted)
    actions.wait(actor=outsider, now=now, wanted=wanted)
    actions.cancel(actor=resident, now=now, reference=found.reference)
    offered = Booking.objects.get(state="held", subject_id=outsider.subject)
    assert payments_read.deposit(offered.uuid) is None
    actions.confirm(actor=outsider, now=now + HOUR, reference=offered.reference)
    assert (row(offered.reference).why, row(offered.reference).held_until) == ("deposit", now + 49 * HOUR)
    pay(actions.Booked(offered.uuid, offered.reference), now + 2 * HOUR)
    assert row(offered.reference).state == "booked"


def test_no_bill_is_asked_where_the_pack_names_no_deposit(resident: Actor, now: datetime) -> None:
    booked(resident, now, slot("sikhio-town-counter"), key=ids.uuid7().hex)
    assert Invoice.objects.count() == 0


def test_what_was_counted_of_a_deposit_that_never_came_whole_goes_back(resident: Actor, now: datetime) -> None:
    found, cashier = kept(resident, now), cast("cashier", now)
    imported(cashier, now, ("300.00", bill(found).reference, "T1"))
    part = Payment.objects.get()
    payments.decide(actor=cashier, now=now, payment=part.uuid, choice="credit")
    assert (bill(found).state, bill(found).left, row(found.reference).state) == ("open", 20_000, "held")
    actions.lapse(now + 49 * HOUR)
    part.refresh_from_db()
    assert (bill(found).state, part.state, part.verdict) == ("returned", "open", "deposit")


def test_the_cashier_does_not_cancel_it_beside_the_booking(resident: Actor, now: datetime) -> None:
    found = kept(resident, now)
    with pytest.raises(Conflict, match="cancel the booking"):
        payments.cancel(actor=cast("cashier", now), now=now, invoice=bill(found).uuid, reason="x")
    assert bill(found).state == "open"
