"""The letter to a contractor who still owes a repair: signed by the office that claims it, without a word of the reporter."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.documents.models import DocumentPrivate, Paper
from korat.blocks.documents.papers import attached
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from korat.kernel.dates import format_date
from tests.blocks.cases.test_assets import about, lamp, settled
from tests.pages import read, words
from tests.reports import CONTACT, WORDS, filed, office

SignIn = Callable[[str], Client]
UNTIL = date(2099, 1, 31)


@pytest.fixture
def claim(resident: Actor) -> Case:
    """What the house claimed for a lamp of a contractor, reported by the resident."""
    now = clock.now()
    lamp(
        "SK-1", now, warranty_until=UNTIL, contract="E12/2569", contractor=office("sikhio-town.public-health"),
    )  # fmt: skip
    filed(resident, now, **about("SK-1"))
    settled(now)
    return Case.objects.get(service="warranty-claim")


def test_is_signed_on_the_page_of_the_claim_and_names_contract_thing_and_day(sign_in: SignIn, claim: Case) -> None:
    cashier = sign_in("cashier")
    page = cashier.get(f"/en/c/{claim.reference}")
    assert "Sign the letter to the contractor (PDF)" in words(page)
    assert "Sign a confirmation for the reporter" not in words(page)
    answer = cashier.post(f"/en/c/{claim.reference}/claim")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    data = json.loads((attached.files(answer.content) or {})[attached.DATA])
    said = json.dumps(data["content"], ensure_ascii=False)
    for one in ("Public Health", "E12/2569", "SK-1", format_date(UNTIL, "en"), claim.reference, "B.E. 2560"):
        assert one in said, one
    (report,) = Case.objects.filter(service="report-problem")
    assert report.reference in json.dumps(data["content"]["tables"])
    assert WORDS not in said and CONTACT.name not in said and CONTACT.phone not in said
    act = Act.objects.filter(kind="documents.paper.issued").latest("id")
    assert (act.facts["kind"], act.about, act.purpose, act.post) == (
        "claim",
        claim.uuid,
        "case.handle",
        "sikhio-town.finance-director",
    )


def test_is_handed_over_once_and_known_as_a_claim_to_who_checks_it(
    sign_in: SignIn, browser: Client, claim: Case
) -> None:
    sign_in("cashier").post(f"/c/{claim.reference}/claim")
    paper = Paper.objects.get(kind="claim")
    assert not DocumentPrivate.objects.filter(document=paper.document_id).exists()
    assert "Claim under a warranty" in words(browser.get(f"/en/d/{paper.document.uuid}"))


@pytest.mark.parametrize("who", ["resident", "outsider", "officer", "crew", None])
def test_nobody_else_signs_it(sign_in: SignIn, browser: Client, claim: Case, who: str | None) -> None:
    client = sign_in(who) if who else browser
    assert client.post(f"/c/{claim.reference}/claim").status_code == 404
    assert not Paper.objects.filter(kind="claim").exists()


def test_a_report_that_somebody_made_is_no_claim(sign_in: SignIn, claim: Case) -> None:
    report = Case.objects.get(service="report-problem")
    client = sign_in("officer")
    assert client.post(f"/c/{report.reference}/claim").status_code == 404
    assert f"/c/{report.reference}/claim" not in {
        one.action for one in read(client.get(f"/c/{report.reference}")).forms
    }
