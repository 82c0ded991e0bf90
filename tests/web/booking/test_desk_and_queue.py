"""The office's day and the counter's queue, as pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from korat.blocks.bookings import actions
from korat.blocks.bookings.models import Closure, Ticket
from korat.blocks.bookings.values import Words
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock, ids
from tests.bookings import booked, row
from tests.pages import read, words
from tests.web.booking.test_resident import first_free

SignIn = Callable[[str], Client]
# What the clerk of the demonstration looks after.
CENTRE, OFFICE = "complaint-centre-counter", "triage"


@pytest.fixture
def always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages go by the machine's clock, which may stand at night."""
    for room in ("actions.tickets", "queries.counter"):
        monkeypatch.setattr(f"korat.blocks.bookings.{room}.is_open", lambda *_: True)


def test_the_day_lists_numbers_and_no_names_and_opening_one_is_a_look(sign_in: SignIn, resident: Actor) -> None:
    wanted = first_free(CENTRE)
    found = booked(resident, clock.now(), wanted, words=Words("คำลับ-8k1", "+66812345678"))
    day = clock.local(wanted.start, catalog.zone()).date()
    client = sign_in("clerk")
    assert f"/desk/bookings/{CENTRE}/" in read(client.get("/desk/bookings/")).links
    page = client.get(f"/desk/bookings/{CENTRE}/?day={day}")
    assert found.reference in words(page) and "คำลับ" not in page.content.decode()
    assert not Act.objects.filter(look=True, about=found.uuid).exists()
    opened = client.get(f"/desk/bookings/{CENTRE}/{found.reference}/")
    assert "คำลับ-8k1" in words(opened)
    assert Act.objects.filter(look=True, about=found.uuid, purpose="booking.handle").count() == 1


def test_the_office_writes_down_who_came(sign_in: SignIn, resident: Actor) -> None:
    found, client = booked(resident, clock.now(), first_free(CENTRE)), sign_in("clerk")
    address = f"/desk/bookings/{CENTRE}/{found.reference}/"
    client.post(address, {"verb": "arrive"})
    assert row(found.reference).state == "arrived"
    assert client.post(address, {"verb": "nonsense"}).status_code == 404
    client.post(address, {"verb": "finish"})
    assert row(found.reference).state == "done"


def test_outsiders_find_no_desk(sign_in: SignIn, resident: Actor) -> None:
    found = booked(resident, clock.now(), first_free(CENTRE))
    for name in ("resident", "officer"):
        client = sign_in(name)
        for path in ("", f"{CENTRE}/", f"{CENTRE}/{found.reference}/", f"{CENTRE}/close/"):
            assert client.get(f"/desk/bookings/{path}").status_code == 404, path
        assert client.get(f"/desk/queue/{CENTRE}/").status_code == 404
        assert client.post(f"/desk/bookings/{CENTRE}/{found.reference}/", {"verb": "cancel"}).status_code == 404
    assert row(found.reference).state == "booked"


def test_closing_a_day_moves_who_had_booked_and_opens_again(sign_in: SignIn, resident: Actor) -> None:
    wanted = first_free(CENTRE)
    found, client = booked(resident, clock.now(), wanted), sign_in("clerk")
    day = clock.local(wanted.start, catalog.zone()).date()
    sent = {"day_day": day.day, "day_month": day.month, "day_year": day.year + 543, "reason": "ซ่อมไฟในอาคาร"}
    wrong = client.post(f"/desk/bookings/{CENTRE}/close/", sent | {"start": "14:00", "end": "13:00"})
    assert wrong.status_code == 422 and Closure.objects.count() == 0
    assert client.post(f"/desk/bookings/{CENTRE}/close/", sent).status_code == 302
    assert (row(found.reference).state, row(found.reference).why) == ("held", "closed")
    page = client.get(f"/desk/bookings/{CENTRE}/?day={day}")
    assert "ซ่อมไฟในอาคาร" in words(page)
    (again,) = [one for one in read(page).forms if one.action.endswith("/open")]
    client.post(again.action, again.filled())
    assert not Closure.objects.filter(ended_at=None).exists()


def test_the_office_moves_everyone_of_a_closed_day_at_once(sign_in: SignIn, resident: Actor) -> None:
    wanted = first_free(CENTRE)
    found, client = booked(resident, clock.now(), wanted), sign_in("clerk")
    day = clock.local(wanted.start, catalog.zone()).date()
    assert "/desk/bookings/moved/" not in read(client.get("/desk/bookings/")).links
    client.post(
        f"/desk/bookings/{CENTRE}/close/",
        {"day_day": day.day, "day_month": day.month, "day_year": day.year + 543, "reason": "วันหยุดพิเศษ"},
    )
    assert "/desk/bookings/moved/" in read(client.get("/desk/bookings/")).links
    assert found.reference in words(client.get("/desk/bookings/moved/"))
    for name in ("resident", "officer"):
        assert sign_in(name).post("/desk/bookings/moved/").status_code == 404
    assert row(found.reference).state == "held"
    client.post("/desk/bookings/moved/")
    assert row(found.reference).state == "booked"


def test_from_the_kiosk_to_the_window(sign_in: SignIn, browser: Client, always_open: None) -> None:
    kiosk = read(browser.get(f"/queue/{OFFICE}/take/"))
    form = next(one for one in kiosk.forms if ("counter", CENTRE) in one.buttons)
    paper = browser.post(f"/queue/{OFFICE}/take/", form.filled(counter=CENTRE))
    assert "D001" in words(browser.get(paper["Location"]))
    mine = words(browser.get(f"/en{paper['Location']}"))
    assert "Take another number" in mine and "The next, please" not in mine, "it is no call"
    clerk = sign_in("clerk")
    clerk.post(f"/desk/queue/{CENTRE}/", {"window": "2"})
    assert (Ticket.objects.get().state, Ticket.objects.get().window) == ("called", 2)
    assert "D001" in words(browser.get(f"/queue/{OFFICE}/"))
    assert "D001" in words(clerk.get(f"/desk/queue/{CENTRE}/?window=2"))
    clerk.post(f"/desk/queue/{CENTRE}/", {"window": "2", "missed": "1"})
    assert Ticket.objects.get().state == "missed"


def test_the_board_is_told_as_before_until_something_changes(
    sign_in: SignIn, browser: Client, always_open: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = browser.get(f"/queue/{OFFICE}/now/")
    mark = first["ETag"]
    assert browser.get(f"/queue/{OFFICE}/now/", headers={"If-None-Match": mark}).status_code == 304
    actions.take_ticket(now=clock.now(), counter=CENTRE, key=ids.uuid7().hex)
    again = browser.get(f"/queue/{OFFICE}/now/", headers={"If-None-Match": mark})
    assert again.status_code == 200 and again["ETag"] != mark
    assert "csrf" not in again.content.decode()


def test_the_board_names_nobody(browser: Client, always_open: None, resident: Actor) -> None:
    booked(resident, clock.now(), first_free(CENTRE), words=Words("คำลับ-8k2"))
    assert "คำลับ" not in browser.get(f"/queue/{OFFICE}/").content.decode()


def test_unknown_offices_and_counters_have_no_queue(browser: Client, house: None, always_open: None) -> None:
    for path in ("no-such", "doh"):
        for part in ("", "now/", "take/"):
            assert browser.get(f"/queue/{path}/{part}").status_code == 404
    assert browser.post(f"/queue/{OFFICE}/take/", {"counter": "sikhio-town-counter"}).status_code == 404
    assert browser.get(f"/queue/ticket/{ids.uuid7()}/").status_code == 404
    assert Ticket.objects.count() == 0


def test_a_window_that_is_not_there_is_the_nearest_one(sign_in: SignIn) -> None:
    for asked in ("99", "0", "x", "²"):
        assert sign_in("clerk").get(f"/desk/queue/{CENTRE}/", {"window": asked}).status_code == 200


def test_a_kiosk_that_is_shut_offers_no_ticket_and_says_when_it_opens(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("actions.tickets", "queries.counter"):
        monkeypatch.setattr(f"korat.blocks.bookings.{room}.is_open", lambda *_: False)
    page = browser.get(f"/en/queue/{OFFICE}/take/")
    assert not any(("counter", CENTRE) in one.buttons for one in read(page).forms)
    assert "Tickets are given again from" in words(page)
    assert "08:30" in words(page)
