"""A service that books: case and booking come into being together, and end together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from korat.blocks.bookings.models import Booking, BookingPrivate
from korat.blocks.bookings.refusals import Taken
from korat.blocks.bookings.values import Words
from korat.blocks.cases import actions as cases
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Contact, Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock, ids
from korat.kernel.errors import Invalid
from tests.blocks.payments.test_payments import TOWN
from tests.bookings import DAY, HALL, TRUCK, booked, free, slot
from tests.cast import holder
from tests.domains.living.slips import ANSWERS, URL
from tests.pages import read, words
from tests.reports import SERVICE, filed, moved, row, wanted
from tests.web.booking.test_resident import first_free

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def the_report_books_a_truck(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the pack's service said so."""
    shelf = dict(catalog.shelf())
    found, retired = shelf[SERVICE]
    shelf[SERVICE] = (found.model_copy(update={"books": "septic-truck"}), retired)
    monkeypatch.setattr(catalog, "shelf", lambda: shelf)


def test_case_and_booking_are_opened_together(resident: Actor, now: datetime) -> None:
    opened = filed(resident, now, slot=slot(TRUCK, 1))
    found = Booking.objects.get()
    assert (found.about, found.subject_id, found.state) == (opened.uuid, resident.subject, "booked")
    made = Act.objects.get(kind="bookings.booking.made")
    assert made.cause == Act.objects.get(kind="cases.case.opened").uuid
    assert made.facts["case"] == str(opened.uuid)


def test_when_the_time_is_gone_nothing_was_filed(resident: Actor, outsider: Actor, now: datetime) -> None:
    booked(outsider, now, slot(TRUCK, 1))
    acts = Act.objects.count()
    with pytest.raises(Taken):
        filed(resident, now, slot=slot(TRUCK, 1))
    assert (Case.objects.count(), Act.objects.count()) == (0, acts)


def test_the_same_request_twice_is_one_of_each(resident: Actor, now: datetime) -> None:
    first = filed(resident, now, slot=slot(TRUCK, 1), key="once")
    assert filed(resident, now, slot=slot(TRUCK, 1), key="once") == first
    assert (Case.objects.count(), Booking.objects.count()) == (1, 1)


def test_it_is_not_filed_without_a_time_or_with_one_of_another_kind(resident: Actor, now: datetime) -> None:
    for chosen in (None, slot("sikhio-town-counter")):
        with pytest.raises(Invalid, match="choose a day"):
            filed(resident, now, slot=chosen)


def test_closing_the_case_gives_the_time_free(resident: Actor, officer: Actor, now: datetime) -> None:
    opened = filed(resident, now, slot=slot(TRUCK, 1))
    code = next(move.code for move in wanted().service.moves if move.to and wanted().service.step(move.to).closed and
                "received" in move.start)  # fmt: skip
    cases.move(
        actor=officer, now=now, reference=opened.reference, code=code, version=row(opened.reference).version,
        given=With(note="ok", reason="ไม่ใช่หน้าที่ของเรา"),
    )  # fmt: skip
    assert (Booking.objects.get().state, Booking.objects.get().why) == ("cancelled", "case")
    assert Act.objects.get(kind="bookings.booking.cancelled").cause == Act.objects.get(kind="cases.case.moved").uuid
    assert free(slot(TRUCK, 1), now) == 1


def test_an_unnamed_reporter_books_too(now: datetime) -> None:
    opened = filed(None, now, slot=slot(TRUCK, 1))
    assert opened.follow_key and Booking.objects.get().subject_id == opened.subject


def test_the_form_asks_for_day_and_time_and_shows_them_before_it_is_sent(sign_in: SignIn) -> None:
    client, chosen = sign_in("resident"), first_free(TRUCK)
    carried = {**ANSWERS, "key": ids.uuid7().hex, "safe": "1"}
    day = read(client.post(URL, carried | {"step": "details"}))
    assert any("day" in one.names for one in day.forms)
    local_day = clock.local(chosen.start, catalog.zone()).date()
    answer = {"day": f"{TRUCK}~{local_day}"}
    time = read(client.post(URL, carried | answer | {"step": "day"}))
    assert any("slot" in one.names for one in time.forms)
    answer |= {"slot": f"{TRUCK}~{chosen.start.isoformat()}~{chosen.end.isoformat()}"}
    check = client.post(URL, carried | answer | {"step": "contact"})
    assert "วันและเวลา" in words(check) or "Day and time" in words(check)
    sent = client.post(URL, carried | answer | {"checked": "1"}, follow=True)
    found = Booking.objects.get()
    assert found.start_at == chosen.start
    reference = Case.objects.get().reference
    assert reference in words(sent)
    assert found.reference in words(client.get(f"/c/{reference}"))
    assert found.reference in words(sign_in("officer").get(f"/c/{reference}"))


def test_a_time_taken_while_the_form_was_open_is_told_kindly(sign_in: SignIn, outsider: Actor) -> None:
    client, chosen = sign_in("resident"), first_free(TRUCK)
    local_day = clock.local(chosen.start, catalog.zone()).date()
    booked(outsider, clock.now(), chosen)
    whole = {**ANSWERS, "key": ids.uuid7().hex, "safe": "1", "checked": "1", "day": f"{TRUCK}~{local_day}",
             "slot": f"{TRUCK}~{chosen.start.isoformat()}~{chosen.end.isoformat()}"}  # fmt: skip
    lost = client.post(URL, whole)
    assert "เพิ่งเต็ม" in words(lost) and Case.objects.count() == 0


def test_erasing_forgets_the_words_of_what_is_over(resident: Actor, now: datetime) -> None:
    booked(resident, now, slot(TRUCK, 1), words=Words("คำลับ-9x1"))
    later = now.replace(year=2027)
    assert kept(resident, now) == ["คำลับ-9x1"]
    cases.erase_own(actor=resident, now=now)
    assert kept(resident, now) == ["คำลับ-9x1"]
    cases.erase_own(actor=resident, now=later)
    assert kept(resident, now) == []


def kept(resident: Actor, now: datetime) -> list[str]:
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        return [one.note for one in BookingPrivate.objects.all()]


def test_a_case_that_ends_well_may_keep_its_time(resident: Actor, now: datetime) -> None:
    request = Request(
        service=catalog.service_or_fail("hall-booking"), category=None, where=TOWN, channel="web",
        answers={"purpose": "ทำบุญ"}, contact=Contact("สมใจ", "+66810000001"), slot=slot(HALL, 0, DAY + timedelta(days=10)),
    )  # fmt: skip
    office = holder("sikhio-town.education-director", now)
    first, second = (
        cases.open_case(actor=resident, now=now, request=replace(request, slot=one), key=ids.uuid7().hex)
        for one in (request.slot, slot(HALL, 2, DAY + timedelta(days=10)))
    )
    for opened in (first, second):
        moved(office, now, opened.reference, "take")
    moved(office, now, first.reference, "issue", note="อนุญาต")
    moved(office, now, second.reference, "refuse", reason="ซ่อม")
    assert Booking.objects.get(about=first.uuid).why != "case"
    assert Booking.objects.get(about=second.uuid).why == "case"
