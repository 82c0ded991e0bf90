"""Both sides see the deposit: what is asked, until when, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from korat.blocks.bookings import actions
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import queries as payments
from korat.kernel import clock
from tests.bookings import HALL, booked, counter_clerk, pay
from tests.pages import words
from tests.web.booking.test_resident import first_free

SignIn = Callable[[str], Client]


@pytest.fixture
def kept(resident: Actor) -> actions.Booked:
    return booked(resident, clock.now(), first_free(HALL), unpaid=True)


def test_whose_it_is_sees_amount_qr_and_until_when(kept: actions.Booked, sign_in: SignIn) -> None:
    page = sign_in("resident").get(f"/en/b/{kept.reference}")
    said = words(page)
    assert "Deposit" in said and "500 baht" in said and 'class="qr"' in page.content.decode()
    assert "as soon as the deposit is paid" in said and "Yes, I take this time" not in said
    assert sign_in("outsider").get(f"/en/b/{kept.reference}").status_code == 404


def test_the_cashier_finds_it_among_the_bills_by_the_number_of_the_booking(
    kept: actions.Booked, sign_in: SignIn
) -> None:
    desk = words(sign_in("cashier").get("/en/desk/fees/"))
    assert kept.reference in desk and "Multipurpose Hall" in desk


def test_cash_at_the_counter_prints_a_receipt_and_books(kept: actions.Booked, sign_in: SignIn) -> None:
    bill = payments.deposit(kept.uuid)
    assert bill
    paper = sign_in("cashier").post(f"/desk/fees/{bill.uuid}/cash/", {"key": "k1", "payer": "สมใจ"})
    assert paper["Content-Type"] == "application/pdf"
    again = payments.deposit(kept.uuid)
    assert again and again.state == "paid"


def test_afterwards_both_sides_read_that_it_goes_back(kept: actions.Booked, resident: Actor, sign_in: SignIn) -> None:
    now = clock.now()
    pay(kept, now)
    assert "The office holds it" in words(sign_in("resident").get(f"/en/b/{kept.reference}"))
    actions.cancel(actor=counter_clerk(now), now=now, reference=kept.reference)
    assert "The office gives it back" in words(sign_in("resident").get(f"/en/b/{kept.reference}"))
    desk = words(sign_in("cashier").get("/en/desk/fees/"))
    assert "deposit to give back" in desk
