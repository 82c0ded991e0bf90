"""An office's month: the same numbers on the screen and on a sheet of A4 that proves itself."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client
from pypdf import PdfReader

from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.models import Paper
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import follow
from korat.blocks.places import queries as places
from korat.kernel import clock
from tests.pages import words
from tests.reports import filed, moved, office

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
