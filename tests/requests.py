"""Requests for a service, filled in question after question as a browser without scripts does."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from django.test import Client

from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as bills
from korat.kernel import clock
from tests.blocks.documents.pictures import red_corner, saved
from tests.cast import actor, holder
from tests.pages import read, words
from tests.reports import moved, row

NAMED = {"name": "สมใจ คำลับ-8a1", "phone": "081 000 0001", "inside": "sikhio-town", "landmark": "99/1 ถนนลับ-2b7"}
MOST_PAGES = 9
MARKET = "sikhio-town-market-01"


def sent(client: Client, service: str, **answers: Any) -> str:
    """The reference of a request that went through every page of its form."""
    page = client.get(f"/report/{service}/")
    for _ in range(MOST_PAGES):
        if page.status_code == 302:
            return str(page["Location"]).rsplit("/", 1)[1]
        assert page.status_code == 200, words(page)
        form = read(page).forms[-1]
        # Where a time is booked with it, the first that is free.
        first = {name: form.choices[name][0] for name in ("day", "slot") if form.choices.get(name)}
        typed = first | {name: value for name, value in (NAMED | answers).items() if name in form.names}
        page = client.post(f"/report/{service}/", form.fields | typed)
    raise AssertionError(words(page))


def stall_asked(client: Client) -> str:
    """A stall at the market was asked for."""
    photo = BytesIO(saved(red_corner(), "JPEG"))
    photo.name = "me.jpg"
    return sent(client, "street-stall", **{"community": MARKET, "q-goods": "ส้มตำ คำลับ-4c1", "file-photo": photo})


def permitted(client: Client, now: datetime) -> str:
    """The same, paid with 500 baht in cash, and the permit issued."""
    reference, office = stall_asked(client), holder("sikhio-town.health-officer", now)
    moved(office, clock.now(), reference, "take")
    moved(office, clock.now(), reference, "bill", satang=50000)
    (bill,) = bills.invoices(row(reference).uuid)
    payments.take_cash(actor=actor("cashier", now), now=clock.now(), invoice=bill.uuid, key="k")
    moved(office, clock.now(), reference, "issue", note="ออกให้แล้ว")
    return reference
