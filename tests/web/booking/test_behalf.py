"""An officer books for somebody, without a script: day, time, who, read back, slip."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from korat.blocks.bookings.models import Booking
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.web.booking.behalf import slip_url
from korat.web.demo.personas import ROLES
from tests.bookings import booked, row
from tests.pages import read, words
from tests.web.booking.test_desk_and_queue import CENTRE
from tests.web.booking.test_resident import first_free, query

SignIn = Callable[[str], Client]
FOR = f"/desk/bookings/{CENTRE}/for/"


@pytest.fixture
def clerk(sign_in: SignIn) -> Client:
    return sign_in("clerk")


def filled(client: Client, **given: str) -> dict[str, str]:
    page = client.get(f"{FOR}check/", query(first_free(CENTRE)))
    return next(one for one in read(page).forms if "channel" in one.names).filled(**given)


def booked_by(client: Client, **given: str) -> Booking:
    answers = filled(client, **given)
    back = client.post(f"{FOR}check/", answers)
    form = next(one for one in read(back).forms if "sure" in one.names)
    sent = client.post(f"{FOR}check/", form.filled())
    found = Booking.objects.get()
    assert sent["Location"] == slip_url(found.reference)
    return found


def test_from_the_day_to_the_slip_by_links_and_forms_alone(clerk: Client, resident: Actor) -> None:
    assert FOR in read(clerk.get(f"/desk/bookings/{CENTRE}/")).links
    day = next(one for one in read(clerk.get(FOR)).links if one.startswith(f"{FOR}2"))
    (form,) = [one for one in read(clerk.get(day)).forms if "slot" in one.names]
    assert form.action == f"{FOR}check/"
    found = booked_by(clerk, channel="counter", number="0810000001")
    assert found.subject_id == resident.subject
    slip = slip_url(found.reference)
    back = f"/desk/bookings/{CENTRE}/?day={timezone.localdate(found.start_at)}"
    assert back in read(clerk.get(slip)).links and back not in read(Client().get(slip)).links


def test_the_person_sees_it_on_the_own_page_and_the_slip_names_nobody(
    clerk: Client, sign_in: SignIn, browser: Client, resident: Actor
) -> None:
    found = booked_by(clerk, channel="counter", number="0810000001")
    assert found.reference in words(sign_in("resident").get("/my/bookings/"))
    paper = browser.get(slip_url(found.reference))
    assert found.reference in words(paper) and "viewBox" in paper.content.decode()
    assert ROLES[0].names.given not in words(paper)
    assert f"/b/{found.reference}" in read(sign_in("resident").get(slip_url(found.reference))).links
    assert browser.get("/b/slip/made-up").status_code == 404


def test_a_call_without_any_number_is_asked_for_one(clerk: Client) -> None:
    answers = filled(clerk, channel="phone")
    assert clerk.post(f"{FOR}check/", answers).status_code == 422
    assert booked_by(clerk, channel="phone", phone="081 000 0077").subject_id


def test_a_number_that_is_nobodys_is_said_so(clerk: Client) -> None:
    answers = filled(clerk, channel="counter", number="0810009999")
    back = clerk.post(f"{FOR}check/", answers | {"sure": "1"})
    assert back.status_code == 422 and Booking.objects.count() == 0


def test_the_office_moves_a_booking_for_whose_it_is(clerk: Client, resident: Actor) -> None:
    found, other = booked(resident, clock.now(), first_free(CENTRE)), first_free(CENTRE, 1)
    page = read(clerk.get(f"/desk/bookings/{CENTRE}/{found.reference}/"))
    assert f"{FOR}?move={found.reference}" in page.links
    asked = query(other) | {"move": found.reference}
    assert clerk.post(f"{FOR}check/", asked).status_code == 302
    assert row(found.reference).start_at == other.start


def test_outsiders_find_nothing_here(sign_in: SignIn) -> None:
    for name in ("resident", "officer"):
        for path in ("", "2026-12-01/", "check/"):
            assert sign_in(name).get(f"{FOR}{path}", query(first_free(CENTRE))).status_code == 404
