"""An office's month: the same numbers on the screen and on a sheet of A4 that proves itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connections
from django.test import Client
from pypdf import PdfReader

from korat.blocks.cases import actions as cases
from korat.blocks.cases.actions import Cost
from korat.blocks.cases.models import Case, Task
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.models import Paper
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import follow
from korat.blocks.measures.models import OfficeFigure
from korat.blocks.places import queries as places
from korat.kernel import clock
from korat.kernel.clock import local
from tests.pages import form, read, words
from tests.reports import filed, moved, office
from tests.requests import permitted

SignIn = Callable[[str], Client]
OFFICE = "sikhio-town.engineering"


@pytest.fixture
def month(resident: Actor, officer: Actor) -> str:
    """Two lamps and a road of this month, one lamp rejected; the month as the page names it."""
    now = clock.now()
    lamp, _, _ = filed(resident, now), filed(resident, now), filed(resident, now, "road")
    moved(officer, now, lamp.reference, "reject", reason="นอกเขต")
    while sealing.seal():
        pass
    follow.follow(actor=service_actor("measures"), now=now)
    return f"{now:%Y-%m}"


def test_what_came_in_and_was_closed_by_kind_and_community(sign_in: SignIn, month: str) -> None:
    page = sign_in("mayor").get("/en/desk/report/", {"office": OFFICE, "month": month})
    said = words(page)
    assert "Came in 3 Closed 1 Late today 0" in said
    assert "2 1 0" in said
    assert "is not over yet" in said


def test_the_paper_is_one_sheet_in_thai_with_the_same_numbers(sign_in: SignIn, month: str) -> None:
    mayor = sign_in("mayor")
    answer = mayor.post(f"/desk/report/{OFFICE}/{month}/paper")
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    assert len(pdf.pages) == 1
    data = json.loads(pdf.attachments["data.json"][0])
    assert (data["kind"], data["office"]["code"], data["language"]) == ("monthly-report", OFFICE, "th")
    assert str(clock.now().year + 543) in data["content"]["lead"]
    assert data["content"]["rows"][0]["value"] == "3 · 1 · 0"
    paper = Paper.objects.get()
    assert paper.document.erased_at is not None


def test_a_month_with_every_kind_and_community_is_still_one_sheet(sign_in: SignIn, house: None) -> None:
    service, month = catalog.service_or_fail("report-problem"), clock.now().date().replace(day=1)
    parts = [(None, one.code) for one in service.categories] + [(p.id, "") for p in places.communities("sikhio-town")]
    with connections["owner"].cursor() as cursor:
        for place, category in [(None, ""), *parts]:
            cursor.execute(
                "INSERT INTO korat_measures_tally (office_id, what, place_id, category, period, service, days, n) "
                "VALUES (%s, 'opened', %s, %s, %s, 'report-problem', 0, 1234)",
                [office(OFFICE), place, category, month],
            )
    answer = sign_in("mayor").post(f"/desk/report/{OFFICE}/{month:%Y-%m}/paper")
    pdf = PdfReader(io.BytesIO(answer.content))
    assert len(pdf.pages) == 1
    assert len(parts) > 25


def test_the_head_of_a_town_has_the_sum_of_its_offices(sign_in: SignIn, resident: Actor, month: str) -> None:
    filed(resident, clock.now(), "waste")
    while sealing.seal():
        pass
    follow.follow(actor=service_actor("measures"), now=clock.now())
    said = words(sign_in("mayor").get("/en/desk/report/", {"office": "sikhio-town", "month": month}))
    assert "with the offices below it" in said
    assert "Came in 4 Closed 1" in said


def test_nobody_reads_the_month_of_an_office_beyond_the_reach(sign_in: SignIn, month: str) -> None:
    assert sign_in("outsider").get("/desk/report/").status_code == 404
    assert sign_in("crew").get("/desk/report/").status_code == 404
    path = f"/desk/report/sikhio-town.finance/{month}/paper"
    assert sign_in("officer").post(path).status_code == 404
    assert not Paper.objects.exists()


def test_months_and_offices_that_are_none_fall_back(sign_in: SignIn, house: None) -> None:
    page = sign_in("officer").get("/en/desk/report/", {"office": "'", "month": "2026-13"})
    assert page.status_code == 200
    assert sign_in("officer").post(f"/desk/report/{OFFICE}/1999-1/paper").status_code == 404


@pytest.fixture
def earned(sign_in: SignIn, resident: Actor, officer: Actor, crew: Actor, now: datetime) -> str:
    """Of this month: a paid permit for a stall at the market, and a lamp whose mending cost 350.25 baht."""
    permitted(sign_in("resident"), now)
    lamp = filed(resident, clock.now())
    moved(officer, clock.now(), lamp.reference, "take")
    moved(officer, clock.now(), lamp.reference, "order", instruction="เปลี่ยนหลอด")
    task = Task.objects.get(case__reference=lamp.reference)
    cases.cost(actor=officer, now=clock.now(), task=task.uuid, spent=Cost("หลอด", 30, 35025), key="k")
    return f"{local(clock.now(), catalog.zone()):%Y-%m}"


def test_fees_work_and_permits_of_the_month_are_told_and_what_is_not_known_says_so(
    sign_in: SignIn, earned: str
) -> None:
    said = words(sign_in("mayor").get("/en/desk/report/", {"office": "sikhio-town", "month": earned}))
    for wanted in ("Fees received 500 baht", "Cost of the work ordered 350.25 baht", "Permits issued 1"):
        assert wanted in said, wanted
    assert "Estimate and other spending kept in the office's own accounts, not here" in said
    assert "Waste collected not told yet" in said
    said = words(sign_in("officer").get("/en/desk/report/", {"office": OFFICE, "month": earned}))
    assert "Fees received counted at the office that collects" in said
    assert "Permits issued 0" in said


def test_money_and_permits_open_what_they_add_up(sign_in: SignIn, earned: str) -> None:
    mayor = sign_in("mayor")
    links = read(mayor.get("/en/desk/report/", {"office": "sikhio-town", "month": earned})).links
    opened = {what: [one for one in links if f"what={what}" in one] for what in ("received", "spent", "permits")}
    assert [len(one) for one in opened.values()] == [1, 1, 1]
    received, spent, permits = (words(mayor.get(one[0])) for one in opened.values())
    assert "500 baht" in received and "B69-" in received
    assert "350.25 baht" in spent
    assert Case.objects.get(state="closed", public=False).reference in permits


def test_another_month_has_none_of_it(sign_in: SignIn, earned: str) -> None:
    said = words(sign_in("mayor").get("/en/desk/report/", {"office": "sikhio-town"}))
    assert "Fees received 0 baht" in said and "Permits issued 0" in said and "nobody wrote one down" in said


def test_it_goes_into_a_spreadsheet_whole_and_with_no_formula(sign_in: SignIn, earned: str, month: str) -> None:
    answer = sign_in("mayor").get(f"/en/desk/report/sikhio-town/{earned}.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["Fees received", "500 baht"] in found
    assert [row for row in found if row[:1] == ["Came in"]] == [["Came in", "5"]]
    assert not [cell for row in found for cell in row if cell[:1] in ("=", "+", "-", "@")]
    assert sign_in("outsider").get(f"/en/desk/report/sikhio-town/{earned}.csv").status_code == 404
    assert sign_in("officer").get(f"/en/desk/report/sikhio-town.finance/{earned}.csv").status_code == 404


def test_an_office_tells_its_tonnes_of_waste_and_each_change_is_one_act(sign_in: SignIn, month: str) -> None:
    mayor, address = sign_in("mayor"), f"/en/desk/report/?office=sikhio-town&month={month}"
    tell = form(mayor.get(address), "waste-tonnes")
    assert mayor.post(tell.action, tell.filled(**{"waste-tonnes": "212.5", "births": "3"})).status_code == 302
    for _ in range(2):
        again = form(mayor.get(address), "waste-tonnes")
        assert mayor.post(again.action, again.filled(**{"births": ""})).status_code == 302
    said = words(mayor.get(address))
    assert "Waste collected 212.5 tonnes" in said and "Births not told yet" in said
    acts = Act.objects.filter(kind="measures.figure.told").order_by("id")
    told = [(act.facts["line"], act.facts["value"]) for act in acts]
    assert sorted(told[:2]) == [("births", "3"), ("waste-tonnes", "212.5")]
    assert told[2:] == [("births", None)]
    assert {act.post for act in acts} == {"sikhio-town.mayor"}


def test_only_whoever_prepares_the_offices_words_tells_its_figures(sign_in: SignIn, month: str) -> None:
    address, sent = f"/desk/report/{OFFICE}/{month}/figures", {"waste-tonnes": "1"}
    for name in ("outsider", "crew", "auditor", "cashier"):
        assert sign_in(name).post(address, sent).status_code == 404
    assert "waste-tonnes" not in sign_in("auditor").get("/desk/report/").content.decode()
    assert sign_in("officer").post(address, {"waste-tonnes": "-1"}).status_code == 422
    assert sign_in("officer").post(address, {"waste-tonnes": "much"}).status_code == 422
    assert not OfficeFigure.objects.exists()
