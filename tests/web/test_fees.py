"""Fees as people meet them: the bill and its QR, the cashier's desk, the receipt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.models import Paper
from korat.blocks.documents.papers import attached, claims, queries
from korat.blocks.ledger.models import Act
from korat.blocks.payments import queries as payments
from korat.blocks.payments.models import Payment
from korat.blocks.payments.queries import InvoiceView
from korat.kernel import clock
from korat.kernel.dates import format_date
from tests.cast import client_of, holder
from tests.pages import read, words
from tests.reports import moved
from tests.requests import NAMED, sent

pytestmark = pytest.mark.usefixtures("house")
SignIn = Callable[[str], Client]
TREE = {"community": "sikhio-town-04", "q-land": "own", "q-wires": "no"}
HEAD = "วันที่,เวลา,จำนวนเงิน,Ref.1,เลขที่รายการ\n"


@pytest.fixture
def billed(sign_in: SignIn, now: datetime) -> Case:
    """The resident's request of 500 baht, which waits to be paid."""
    answers = {"community": "sikhio-town-04", "q-cubic-metres": "2"}
    reference = sent(sign_in("resident"), "septic-emptying", **answers)
    office = holder("sikhio-town.health-officer", now)
    moved(office, clock.now(), reference, "take")
    return moved(office, clock.now(), reference, "bill")


def bill_of(case: Case) -> InvoiceView:
    return payments.invoices(case.uuid)[0]


def statement(client: Client, *lines: str, path: str = "/en/desk/fees/statement/") -> object:
    file = BytesIO((HEAD + "\n".join(lines) + "\n").encode())
    file.name = "bank.csv"
    offices = read(client.get("/en/desk/fees/")).forms
    office = next(form.fields["office"][0] for form in offices if "office" in form.fields)
    return client.post(path, {"office": office, "file": file})


def test_the_state_of_a_bill_begins_with_a_capital_as_that_of_a_case_does(billed: Case, sign_in: SignIn) -> None:
    page = words(sign_in("resident").get(f"/en/c/{billed.reference}"))
    assert "To be paid" in page and "to be paid" not in page


def test_the_applicant_sees_amount_words_qr_and_how_to_pay(billed: Case, sign_in: SignIn) -> None:
    page = sign_in("resident").get(f"/c/{billed.reference}")
    said = words(page)
    for wanted in ("500 บาท", "ห้าร้อยบาทถ้วน", bill_of(billed).reference, "กองคลัง"):
        assert wanted in said, wanted
    assert re.search(r'<svg class="qr".*?<path d="M', page.content.decode(), re.DOTALL)
    english = words(sign_in("resident").get(f"/en/c/{billed.reference}"))
    assert "Demonstration: do not pay" in english
    due = bill_of(billed).due_at
    assert due and f"Please pay by {format_date(due.astimezone(catalog.zone()).date(), 'en')}." in english, "no hour"


@pytest.mark.parametrize(
    ("typed", "satang"),
    [("240", 24_000), ("1,250.50", 125_050), ("๒๔๐", 24_000), ("-5", 0), ("abc", 0), ("9" * 400, 0)],
)
def test_an_office_types_the_amount_of_its_ordinance(sign_in: SignIn, now: datetime, typed: str, satang: int) -> None:
    reference = sent(sign_in("resident"), "tree-trimming", **TREE)
    case = moved(holder("sikhio-town.engineer", now), clock.now(), reference, "take")
    officer = sign_in("officer")
    shown = next(one for one in read(officer.get(f"/c/{reference}")).forms if "bill-amount" in one.names)
    answer = officer.post(f"/c/{reference}/move", shown.filled(**{"bill-amount": typed}))
    bills = payments.invoices(case.uuid)
    assert [bill.satang for bill in bills] == ([satang] if satang else [])
    assert answer.status_code == (302 if satang else 422)
    if satang:
        assert words(sign_in("resident").get(f"/en/c/{reference}")).count("The fee was asked for") == 1


@pytest.mark.parametrize("who", ["outsider", "crew", None])
def test_nobody_else_sees_what_is_owed(who: str | None, billed: Case) -> None:
    page = (client_of(who) if who else Client()).get(f"/c/{billed.reference}")
    assert page.status_code == 404


def test_a_statement_is_read_and_each_line_is_told(billed: Case, sign_in: SignIn) -> None:
    cashier, reference = sign_in("cashier"), bill_of(billed).reference
    assert "/en/desk/fees/" in read(cashier.get("/en/desk/")).links
    page = statement(cashier, f"23/11/2569,14:05,500.00,{reference},T1", f"23/11/2569,14:06,500.00,{reference},T2", "x")
    said = words(page)
    assert "matched: 1" in said and "paid twice: 1" in said and "cannot be read: 1" in said
    assert bill_of(billed).state == "paid"
    told = words(sign_in("resident").get(f"/en/c/{billed.reference}"))
    assert "The fee is paid. It is the office's turn." in told
    assert "Waiting for the fee" not in told
    desk = words(cashier.get("/en/desk/fees/"))
    assert f"Bill {reference} over 500 baht was paid already." in desk


def test_a_file_that_is_none_comes_back_with_what_is_wrong(billed: Case, sign_in: SignIn) -> None:
    cashier = sign_in("cashier")
    office = next(
        form.fields["office"][0] for form in read(cashier.get("/en/desk/fees/")).forms if "office" in form.fields
    )
    answer = cashier.post("/en/desk/fees/statement/", {"office": office, "file": BytesIO(b"a,b\n1,2\n")})
    assert (answer.status_code, Payment.objects.count()) == (400, 0)
    assert "is missing" in words(answer)


def test_a_payment_that_does_not_fit_is_decided_at_the_desk(billed: Case, sign_in: SignIn) -> None:
    cashier = sign_in("cashier")
    statement(cashier, f"23/11/2569,14:05,400.00,{bill_of(billed).reference},T1")
    (short,) = Payment.objects.all()
    address = f"/desk/fees/payment/{short.uuid}/"
    cashier.post(address, {})
    assert Payment.objects.get().state == "open", "nothing is decided without a choice"
    cashier.post(address, {f"{short.uuid}-choice": "credit"})
    assert (Payment.objects.get().state, bill_of(billed).left) == ("settled", 10_000)
    assert "100 baht are left to pay" in words(sign_in("resident").get(f"/en/c/{billed.reference}"))


def test_cash_at_the_counter_hands_out_a_signed_receipt(billed: Case, sign_in: SignIn) -> None:
    cashier, bill = sign_in("cashier"), bill_of(billed)
    answer = cashier.post(f"/desk/fees/{bill.uuid}/cash/", {"key": "a" * 32, "payer": "สมใจ ใจงาม"})
    assert answer["Content-Type"] == "application/pdf"
    content = json.loads(attached.files(answer.content)[attached.DATA])
    values = [row["value"] for row in content["content"]["rows"]]
    assert {"ห้าร้อยบาทถ้วน", "สมใจ ใจงาม", billed.reference, bill.reference, "ผู้อำนวยการกองคลัง"} <= set(values)
    paper = Paper.objects.get(kind="receipt")
    assert paper.office_id == bill.cashier
    assert Act.objects.filter(kind="documents.paper.issued", facts__kind="receipt").count() == 1
    assert bill_of(billed).state == "paid"


def test_the_payer_takes_the_receipt_later_and_the_cashier_can_take_it_back(billed: Case, sign_in: SignIn) -> None:
    resident, cashier, bill = sign_in("resident"), sign_in("cashier"), bill_of(billed)
    address = f"/c/{billed.reference}/receipt/{bill.uuid}"
    assert resident.post(address).status_code == 404, "nothing is receipted before it is paid"
    statement(cashier, f"23/11/2569,14:05,500.00,{bill.reference},T1")
    page = resident.post(address)
    assert resident.post(address)["Location"] == page["Location"], "one receipt, however often it is asked for"
    pdf = resident.get(f"{page['Location']}/paper.pdf").content
    assert NAMED["name"] in json.dumps(json.loads(attached.files(pdf)[attached.DATA]), ensure_ascii=False)
    sealed = claims.read(attached.files(pdf)[attached.SEAL].decode())
    assert sealed.claims.kind == "receipt"
    cashier.post(f"{page['Location']}/revoke", {"reason": "mistake"})
    found = queries.paper(sealed.claims.id)
    assert found is not None and found.revoked_at is not None
    assert resident.post(address)["Location"] != page["Location"], "a receipt that was taken back is made anew"


@pytest.mark.parametrize("who", ["resident", "outsider", "officer", "crew", "mayor", "clerk"])
def test_who_does_not_collect_finds_no_such_pages(who: str, billed: Case, sign_in: SignIn) -> None:
    client, bill = sign_in(who), bill_of(billed)
    assert client.get("/desk/fees/").status_code == 404
    for address in ("statement/", f"{bill.uuid}/cash/", f"{bill.uuid}/cancel/", f"payment/{bill.uuid}/"):
        assert client.post(f"/desk/fees/{address}", {f"{bill.uuid}-choice": "refund"}).status_code == 404, address
    assert "/desk/fees/" not in read(client.get("/desk/")).links
    assert bill_of(billed).state == "open"


def test_an_outsider_takes_no_receipt(billed: Case, sign_in: SignIn) -> None:
    bill = bill_of(billed)
    statement(sign_in("cashier"), f"23/11/2569,14:05,500.00,{bill.reference},T1")
    assert sign_in("outsider").post(f"/c/{billed.reference}/receipt/{bill.uuid}").status_code == 404
    assert not Paper.objects.filter(kind="receipt").exists()


def test_the_mayor_opens_the_bills_behind_the_sum_and_reads_no_name(billed: Case, sign_in: SignIn) -> None:
    mayor = sign_in("mayor")
    assert "/en/desk/bills/" in read(mayor.get("/en/desk/morning/")).links
    page = mayor.get("/en/desk/bills/")
    said = words(page)
    assert bill_of(billed).reference in said and "500 baht" in said
    assert f"/en/c/{billed.reference}" in read(page).links
    assert NAMED["name"] not in said and not read(page).forms[1:]
    assert bill_of(billed).reference not in words(sign_in("officer").get("/en/desk/bills/"))
    for name in ("outsider", "crew"):
        assert sign_in(name).get("/en/desk/bills/").status_code == 404
