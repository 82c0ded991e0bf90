"""The audit file: every act of the cases of one's offices, with order, photos and proof; facts alone, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from korat.blocks.ledger import heads, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from korat.web.present import spreadsheet
from tests.pages import words
from tests.reports import CONTACT, filed, moved, office, photo

SignIn = Callable[[str], Client]
ENGINEERING = "sikhio-town.engineering"


def asked(*codes: str, **days: str) -> dict[str, object]:
    today = clock.now()
    found: dict[str, object] = {}
    for name in ("first", "last"):
        found |= {f"{name}_day": str(today.day), f"{name}_month": str(today.month), f"{name}_year": str(today.year)}
    return {**found, "offices": [office(code) for code in codes], **days}


def rows(answer: HttpResponse) -> list[list[str]]:
    text = b"".join(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def mended(resident: Actor, officer: Actor, crew: Actor) -> str:
    """A lamp that was ordered and mended, its acts sealed; the order begins as a formula would."""
    now = clock.now()
    lamp = filed(resident, now - timedelta(seconds=3))
    moved(officer, now - timedelta(seconds=2), lamp.reference, "take")
    moved(officer, now - timedelta(seconds=1), lamp.reference, "order", instruction='=HYPERLINK("http://x")')
    moved(crew, now, lamp.reference, "finish", photos=(photo(now),))
    while sealing.seal():
        pass
    heads.sign(now=now)
    return lamp.reference


def test_each_act_stands_with_its_order_photos_and_proof(sign_in: SignIn, mended: str) -> None:
    answer = sign_in("auditor").post("/en/desk/audit/file", asked(ENGINEERING))
    assert answer["Content-Type"].startswith("text/csv")
    found = [row for row in rows(answer) if row[:1] == [mended]]
    assert [row[6] for row in found] == ["received", "accepted", "ordered", "done"]
    assert [bool(row[10]) for row in found] == [False, False, True, False]
    assert [bool(row[11]) for row in found] == [False, False, False, True]
    assert all(row[13].isdigit() and len(row[14]) == 64 for row in found)


def test_no_cell_is_a_formula_and_no_private_word_is_in_it(sign_in: SignIn, mended: str) -> None:
    found = rows(sign_in("auditor").post("/desk/audit/file", asked(ENGINEERING)))
    assert not [cell for row in found for cell in row if cell.startswith(spreadsheet.FORMULAS)]
    said = str(found)
    assert "'=HYPERLINK" in said
    assert not any(secret in said for secret in ("คำลับ", CONTACT.phone, CONTACT.email))


def test_taking_it_is_an_act_that_names_offices_and_days(sign_in: SignIn, mended: str) -> None:
    sign_in("auditor").post("/desk/audit/file", asked(ENGINEERING))
    act = Act.objects.get(kind="cases.audit.taken")
    assert act.facts["offices"] == [office(ENGINEERING)]
    assert act.post == "sikhio-town.auditor"


def test_beyond_the_reach_there_is_no_file(sign_in: SignIn, mended: str) -> None:
    assert sign_in("outsider").post("/desk/audit/file", asked(ENGINEERING)).status_code == 404
    answer = sign_in("officer").post("/desk/audit/file", asked("sikhio-town.finance"))
    assert answer.status_code == 422
    assert not Act.objects.filter(kind="cases.audit.taken").exists()


def test_a_sealed_complaint_is_in_no_file_of_who_reaches_its_office_from_above(
    sign_in: SignIn, resident: Actor
) -> None:
    sealed = filed(resident, clock.now(), "service")
    found = rows(sign_in("auditor").post("/desk/audit/file", asked("sikhio-town.audit")))
    assert sealed.reference not in str(found)


def test_days_that_are_no_span_are_refused_in_words(sign_in: SignIn, house: None) -> None:
    answer = sign_in("auditor").post("/en/desk/audit/file", asked(ENGINEERING, first_year="2019"))
    assert answer.status_code == 400
    assert "at most a year" in words(answer)
    assert not Act.objects.filter(kind="cases.audit.taken").exists()
