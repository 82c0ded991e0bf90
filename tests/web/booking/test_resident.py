"""A resident books without a script: day, time, check, done; and changes it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.models import Booking, WaitingEntry
from korat.blocks.bookings.values import Wanted
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock, ids
from korat.web.booking.forms import key_of
from tests.bookings import COUNTER, FINANCE, booked, row
from tests.pages import read, words

SignIn = Callable[[str], Client]


def first_free(code: str, number: int = 0) -> Wanted:
    """A slot that is free as the clock of the machine goes, well ahead."""
    now, found = clock.now(), queries.resource(code)
    day = clock.local(now, catalog.zone()).date() + timedelta(days=3)
    while not (slots := [one for one in queries.slots_of_day(found, day, now) if one.bookable and one.free]):
        day += timedelta(days=1)
    return Wanted(code, slots[number].slot.start, slots[number].slot.end)


def query(wanted: Wanted) -> dict[str, str]:
    return {"slot": key_of(wanted.start, wanted.end)}


def test_from_the_list_to_the_number_by_links_and_forms_alone(sign_in: SignIn) -> None:
    client = sign_in("resident")
    assert f"/book/{COUNTER}/" in read(client.get("/book/")).links
    days = read(client.get(f"/book/{COUNTER}/"))
    day = next(link for link in days.links if link.startswith(f"/book/{COUNTER}/2"))
    page = read(client.get(day))
    (form,) = [one for one in page.forms if one.action.endswith("/check/")]
    assert "slot" in form.names
    wanted = first_free(COUNTER)
    check = client.get(f"/book/{COUNTER}/check/", query(wanted))
    filled = next(one for one in read(check).forms if "note" in one.names).filled(
        note="ถามภาษีที่ดิน", phone="081 000 0001"
    )
    answer = client.post(f"/book/{COUNTER}/check/", filled)
    found = Booking.objects.get()
    assert answer["Location"] == f"/b/{found.reference}"
    assert (found.start_at, found.state) == (wanted.start, "booked")
    shown = words(client.get(answer["Location"]))
    assert found.reference in shown
    assert found.reference in words(client.get("/my/bookings/"))


def test_the_times_are_for_everyone_booking_asks_to_sign_in(browser: Client, house: None) -> None:
    assert browser.get(f"/book/{COUNTER}/").status_code == 200
    wanted = first_free(COUNTER)
    assert browser.get(f"/book/{COUNTER}/check/", query(wanted))["Location"].startswith("/sign-in/?next=")
    assert browser.get("/b/CA69-000001-1")["Location"].startswith("/sign-in/?next=")


def test_the_loser_of_a_race_is_offered_the_waiting_list(sign_in: SignIn, outsider: Actor) -> None:
    client, wanted = sign_in("resident"), first_free(FINANCE)
    check = client.get(f"/book/{FINANCE}/check/", query(wanted))
    filled = next(one for one in read(check).forms if "note" in one.names).filled()
    booked(outsider, clock.now(), wanted)
    lost = client.post(f"/book/{FINANCE}/check/", filled)
    assert "คิวรอ" in words(lost) or "waiting list" in words(lost)
    (offer,) = [one for one in read(lost).forms if "wait" in one.names]
    assert client.post(f"/book/{FINANCE}/check/", offer.filled())["Location"] == "/my/bookings/"
    assert WaitingEntry.objects.get().state == "waiting"
    assert Booking.objects.count() == 1


def test_an_offer_is_confirmed_with_one_press(sign_in: SignIn, resident: Actor, outsider: Actor) -> None:
    wanted, now = first_free(FINANCE), clock.now()
    found = booked(outsider, now, wanted)
    actions.wait(actor=resident, now=now, wanted=wanted)
    actions.cancel(actor=outsider, now=now, reference=found.reference)
    held, client = Booking.objects.get(state="held"), sign_in("resident")
    (confirm,) = [one for one in read(client.get(f"/b/{held.reference}")).forms if one.action.endswith("/confirm")]
    client.post(confirm.action, confirm.filled())
    assert row(held.reference).state == "booked"


def test_moving_goes_through_the_same_pages(sign_in: SignIn, resident: Actor) -> None:
    client, old, new = sign_in("resident"), first_free(FINANCE), first_free(FINANCE, 1)
    found = booked(resident, clock.now(), old)
    links = read(client.get(f"/b/{found.reference}")).links
    assert f"/book/{FINANCE}/?move={found.reference}" in links
    day = next(
        one
        for one in read(client.get(f"/book/{FINANCE}/?move={found.reference}")).links
        if "move=" in one and "/2" in one
    )
    assert f"move={found.reference}" in day
    check = client.get(f"/book/{FINANCE}/check/", query(new) | {"move": found.reference})
    filled = next(one for one in read(check).forms if "key" in one.names and "move" in one.names).filled()
    assert client.post(f"/book/{FINANCE}/check/", filled)["Location"] == f"/b/{found.reference}"
    assert row(found.reference).start_at == new.start


def test_cancelling_asks_once(sign_in: SignIn, resident: Actor) -> None:
    client, found = sign_in("resident"), booked(resident, clock.now(), first_free(FINANCE))
    client.get(f"/b/{found.reference}/cancel")
    assert row(found.reference).state == "booked"
    client.post(f"/b/{found.reference}/cancel")
    assert row(found.reference).state == "cancelled"


def test_an_outsider_finds_no_booking(sign_in: SignIn, resident: Actor) -> None:
    found, stranger = booked(resident, clock.now(), first_free(FINANCE)), sign_in("outsider")
    for path in ("", "/cancel", ".ics"):
        assert stranger.get(f"/b/{found.reference}{path}").status_code == 404
    for path in ("/cancel", "/confirm"):
        assert stranger.post(f"/b/{found.reference}{path}").status_code == 404
    assert (
        stranger.get(f"/book/{FINANCE}/check/", query(first_free(FINANCE, 1)) | {"move": found.reference}).status_code
        == 404
    )
    assert row(found.reference).state == "booked"


def test_the_calendar_file_has_the_time_and_no_name(sign_in: SignIn, resident: Actor) -> None:
    found = booked(resident, clock.now(), first_free(FINANCE))
    file = sign_in("resident").get(f"/b/{found.reference}.ics")
    assert file["Content-Type"].startswith("text/calendar")
    said = file.content.decode().replace("\r\n ", "")
    assert f"DTSTART:{row(found.reference).start_at:%Y%m%dT%H%M%SZ}" in said
    assert f"/b/{found.reference}" in said


def test_nonsense_in_the_address_is_no_server_error(sign_in: SignIn) -> None:
    client = sign_in("resident")
    for path in (
        "/book/no-such/",
        f"/book/{FINANCE}/soon/",
        f"/book/{FINANCE}/check/?slot=x",
        f"/book/{FINANCE}/?from=x",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(f"/book/{FINANCE}/check/").status_code == 302
    for path in (f"/book/{FINANCE}/9999-12-31/", f"/book/{FINANCE}/?from=9999-12-31", f"/book/{FINANCE}/0001-01-01/"):
        assert client.get(path).status_code == 404, path
    far = {"slot": "20991231T0100Z~20991231T0200Z", "key": ids.uuid7().hex}
    assert client.post(f"/book/{FINANCE}/check/", far).status_code == 422
    assert Booking.objects.count() == 0


def test_the_slot_pages_ask_little_of_the_database(sign_in: SignIn) -> None:
    from tests.web.test_query_counts import asked

    client, wanted = sign_in("resident"), first_free(COUNTER)
    day = clock.local(wanted.start, catalog.zone()).date()
    assert len(asked(lambda: client.get(f"/book/{COUNTER}/"))) <= 6
    assert len(asked(lambda: client.get(f"/book/{COUNTER}/{day}/"))) <= 7
