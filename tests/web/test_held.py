"""All that is held about me: downloaded by me alone, whole; and erased as far as the law allows, with the proof unharmed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import connections
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from korat.blocks.cases import queries as cases
from korat.blocks.documents import store
from korat.blocks.documents.models import Document
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as acts
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.models import LookDelay
from korat.blocks.people import actions as people
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.web.held import collect
from korat.web.present import words as present
from tests import reports
from tests.blocks.ledger.test_delayed_looks import delay
from tests.pages import words

SignIn = Callable[[str], Client]
SECRETS = ("คำลับ-7d1", "คำลับ-7d2", "คำลับ-7d3", "+66812345678", "kham-lap@example.com")


def downloaded(client: Client, kind: str = "zip") -> Any:
    answer = client.post("/my/export/", {"as": kind})
    assert answer.status_code == 200
    return answer


def test_all_that_is_held_comes_as_json_page_and_photographs(sign_in: SignIn, resident: Actor, officer: Actor) -> None:
    now = clock.now()
    opened = reports.filed(resident, now, photos=(reports.photo(now),))
    cases.case_page(actor=officer, reference=opened.reference, now=now)
    answer = downloaded(sign_in("resident"))
    assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "no-store"
    archive = ZipFile(BytesIO(answer.content))
    held = json.loads(archive.read("held-about-me.json"))
    (case,) = held["cases"]
    assert (case["reference"], case["report"]["description"]) == (opened.reference, reports.WORDS)
    assert case["contact"]["phone"] == "+66812345678"
    assert held["person"]["private"]["given"]
    assert [look["office"] for look in held["looks"] if look["ground"] == "post"] == [office_of(officer)]
    (document,) = held["documents"]
    assert archive.read(document["file"]).startswith(b"\xff\xd8"), "the photograph itself, opened"
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(archive.read("held-about-me.pdf"))).pages)
    assert all(word in said for word in ("7d1", opened.reference, "7d2"))
    assert "password" not in json.dumps(held) and "digest" not in json.dumps(held)


def test_the_pdf_is_a_signed_paper_of_which_only_the_proof_is_kept(sign_in: SignIn, resident: Actor) -> None:
    reports.filed(resident, clock.now())
    answer = downloaded(sign_in("resident"), "pdf")
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
    assert b"/ETSI.CAdES.detached" in answer.content
    (kept,) = Document.objects.filter(subject_id=resident.subject, kind="paper")
    assert kept.erased_at is not None
    with pytest.raises(FileNotFoundError):
        store.fetch(kept.uuid)


def test_the_download_is_a_look_of_the_person(sign_in: SignIn, resident: Actor) -> None:
    downloaded(sign_in("resident"), "json")
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=clock.now(), kind="t.t"):
        looks = acts.looks_at(resident.subject).items
    assert [look.ground for look in looks if look.kind == collect.LOOKED] == ["self"]


def test_a_look_that_a_rule_delays_is_kept_shut_here_too(sign_in: SignIn, resident: Actor, officer: Actor) -> None:
    opened = reports.filed(resident, clock.now())
    packed = LookDelay.objects.using("owner").values_list("purpose", "days")
    before = {purpose.replace(".", "_"): days for purpose, days in packed}
    delay(case_handle=30)
    try:
        cases.case_page(actor=officer, reference=opened.reference, now=clock.now())
        looks = downloaded(sign_in("resident"), "json").json()["looks"]
    finally:
        delay(**before)
    assert [sorted(look) for look in looks if look.get("ground") != "self"] == [["kind", "look", "opens_at"]]


def test_nothing_of_others_is_in_it(sign_in: SignIn, resident: Actor, outsider: Actor) -> None:
    other = reports.filed(outsider, clock.now())
    said = downloaded(sign_in("resident"), "json").content.decode()
    assert other.reference not in said and not any(secret in said for secret in SECRETS)


def test_the_persons_own_program_gets_it_by_token_and_nobody_without(browser: Client, resident: Actor) -> None:
    opened = reports.filed(resident, clock.now())
    token = people.issue_token(actor=resident, label="mine", now=clock.now(), person=resident.subject)
    answer = browser.get("/my/export.json", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["cases"][0]["reference"]) == (200, opened.reference)
    assert browser.get("/my/export.json").status_code == 401
    assert browser.get("/my/export.json", headers={"Authorization": "Bearer korat_no"}).status_code == 401


def test_a_cookie_opens_nothing_where_programs_read(sign_in: SignIn) -> None:
    assert sign_in("resident").get("/my/export.json").status_code == 401


def test_who_holds_a_mandate_gets_nothing_of_the_other_and_an_organisation_is_not_found(
    resident: Actor, outsider: Actor
) -> None:
    lent = GrantView(1, "mandate", frozenset({"self", "erase"}), subject=outsider.subject)
    carer = Actor(resident.subject, resident.uuid, (lent, *resident.grants))
    assert collect.own_ground(carer).kind == "self"
    for nobody in (
        Actor(resident.subject, resident.uuid, (lent,)),
        Actor(reports.office("sikhio-town"), resident.uuid, (GrantView(1, "self", frozenset({"self"}), subject=1),)),
    ):
        with pytest.raises(NotFound):
            collect.held(nobody, clock.now())


@pytest.mark.parametrize("path", ["/my/export/", "/my/erase/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(browser: Client, path: str) -> None:
    assert "/sign-in/" in browser.get(path)["Location"]
    assert "/sign-in/" in browser.post(path, {"as": "zip", "step": "erase", "sure": "1"})["Location"]


@pytest.mark.parametrize("path", ["/my/export/", "/my/erase/"])
def test_a_browser_left_open_for_an_hour_shows_first_who_it_is(sign_in: SignIn, path: str) -> None:
    client = sign_in("resident")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "persona", "at": time.time() - 3600}]
    session.save()
    for answer in (client.get(path), client.post(path, {"as": "zip", "step": "erase", "sure": "1"})):
        assert answer.status_code == 302 and "again" in answer["Location"]


def office_of(official: Actor) -> str:
    (office,) = {grant.office for grant in official.grants if grant.office}
    with translation.override("th"):
        return present.office(office)


def closed(resident: Actor, at: datetime) -> str:
    """A report of long ago, closed on that day."""
    opened = reports.filed(resident, clock.now(), photos=(reports.photo(clock.now()),))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE korat_cases_case SET state = 'closed', opened_at = %s, updated_at = %s, closed_at = %s "
            "WHERE reference = %s",
            [at, at, at, opened.reference],
        )
    return opened.reference


def test_the_page_says_what_goes_what_stays_and_why_and_asks_twice(sign_in: SignIn, resident: Actor) -> None:
    now = clock.now()
    closed(resident, now - timedelta(days=400))
    late, still = closed(resident, now - timedelta(days=3)), reports.filed(resident, now).reference
    client = sign_in("resident")
    first = words(client.get("/my/erase/"))
    assert late in first and still in first and "180" in first
    second = client.post("/my/erase/", {"step": "confirm"})
    assert 'name="sure"' in second.content.decode()
    unsure = client.post("/my/erase/", {"step": "erase"})
    assert unsure.status_code == 422
    assert "คำลับ-7d1" in downloaded(client, "json").content.decode(), "nothing was erased so far"
    done = client.post("/my/erase/", {"step": "erase", "sure": "1"}, follow=True)
    assert done.status_code == 200
