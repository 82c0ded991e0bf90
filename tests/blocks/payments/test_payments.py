"""Bills, payments, and what does not fit: never lost, never counted twice, never decided by the machine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from korat.blocks.bookings.values import Wanted
from korat.blocks.cases import actions as cases
from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Contact, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.payments import actions, queries
from korat.blocks.payments.models import Invoice, Payment
from korat.blocks.payments.queries import InvoiceView
from korat.blocks.payments.values import ImportReport
from korat.blocks.people import queries as people
from korat.kernel import ids
from korat.kernel.clock import local
from korat.kernel.errors import Conflict, Invalid, NotFound
from tests.bookings import DAY, HALL, TRUCK, slot
from tests.cast import holder
from tests.reports import moved

pytestmark = pytest.mark.usefixtures("house")

TOWN = Where(place="sikhio-town-04", jurisdiction="sikhio-town", inside=True)
HEAD = "วันที่,เวลา,จำนวนเงิน,Ref.1,เลขที่รายการ\n"


def asked(
    actor: Actor, now: datetime, service: str = "septic-emptying", wanted: Wanted | None = None, **answers: object
) -> Case:
    """A case of a service that costs something."""
    if wanted is None and catalog.service_or_fail(service).books:
        wanted = slot(TRUCK, Case.objects.count(), DAY + timedelta(days=1))
    request = Request(
        service=catalog.service_or_fail(service), category=None, where=TOWN, channel="web",
        answers=answers or {"cubic-metres": 2}, contact=Contact("สมใจ", "+66810000001"), slot=wanted,
    )  # fmt: skip
    opened = cases.open_case(actor=actor, now=now, request=request, key=uuid4().hex)
    return Case.objects.get(reference=opened.reference)


@pytest.fixture
def office(house: None, now: datetime) -> Actor:
    return holder("sikhio-town.health-officer", now)


@pytest.fixture
def bill(resident: Actor, office: Actor, now: datetime) -> InvoiceView:
    """A bill of 500 baht that waits to be paid."""
    case = asked(resident, now)
    moved(office, now, case.reference, "take")
    moved(office, now, case.reference, "bill")
    return newest(case)


def test_what_is_billed_and_not_paid_is_added_up_for_whom_it_concerns(
    resident: Actor, office: Actor, now: datetime
) -> None:
    case = asked(resident, now, "waste-fee")
    for code in ("take", "bill"):
        moved(office, now, case.reference, code)
    bill = newest(case)
    town = people.organisation("sikhio-town.finance")
    elsewhere = people.organisation("triage")
    assert town and elsewhere
    soon = queries.outstanding([town.id], now)
    assert soon and (soon.billed, soon.overdue, soon.bounded) == (bill.satang, 0, False)
    later = queries.outstanding([town.id], now + timedelta(days=400))
    assert later and later.overdue == bill.satang
    assert queries.outstanding([elsewhere.id], now) is None


def newest(case: Case) -> InvoiceView:
    return queries.invoices(case.uuid)[0]


def again(bill: InvoiceView) -> InvoiceView:
    found = queries.invoice(bill.uuid)
    assert found
    return found


def imported(cashier: Actor, now: datetime, *lines: tuple[str, str, str]) -> ImportReport:
    """Lines of amount, reference and the bank's number."""
    rows = "".join(f'23/11/2569,14:05,"{amount}",{reference},{number}\n' for amount, reference, number in lines)
    return actions.import_statement(actor=cashier, now=now, cashier=till(), data=(HEAD + rows).encode())


def till() -> int:
    found = people.organisation("sikhio-town.finance")
    assert found
    return found.id


def verdicts(report: ImportReport) -> list[str]:
    return [told.verdict for told in report.lines]


def kinds(about: object) -> list[str]:
    return list(Act.objects.filter(about=about).order_by("id").values_list("kind", flat=True))


def test_what_it_will_cost_is_known_at_once_and_asked_for_by_the_office(
    resident: Actor, office: Actor, now: datetime
) -> None:
    case = asked(resident, now, **{"cubic-metres": 1.5})
    quoted = newest(case)
    assert (quoted.satang, quoted.state, queries.payload(quoted)) == (37_500, "quoted", "")
    moved(office, now, case.reference, "take")
    moved(office, now, case.reference, "bill")
    open_bill = newest(case)
    assert (open_bill.uuid, open_bill.state, open_bill.subject) == (quoted.uuid, "open", resident.subject)
    assert open_bill.due_at and open_bill.due_at > now
    assert local(open_bill.due_at, catalog.zone()).time() == time(23, 59, 59), "who pays on the day is in time"
    assert "payments.invoice.made" in kinds(case.uuid)
    assert "5406375.00" in queries.payload(open_bill)


def test_an_office_types_the_amount_where_no_fee_is_published(resident: Actor, now: datetime) -> None:
    case = asked(resident, now, "hall-booking", slot(HALL, day=date(2026, 12, 5)), purpose="งานบุญ")
    officer = holder("sikhio-town.education-director", now)
    moved(officer, now, case.reference, "take")
    with pytest.raises(Invalid, match="amount"):
        moved(officer, now, case.reference, "bill")
    assert moved(officer, now, case.reference, "bill", satang=150_000).step == "billed"
    assert newest(case).satang == 150_000


def test_nothing_is_issued_before_it_is_paid(bill: InvoiceView, office: Actor, cashier: Actor, now: datetime) -> None:
    reference = Case.objects.get(uuid=bill.about).reference
    with pytest.raises(Conflict):
        moved(office, now, reference, "plan", note="พรุ่งนี้")
    imported(cashier, now, ("500.00", bill.reference, "T1"))
    assert moved(office, now, reference, "plan", note="พรุ่งนี้").step == "planned"


def test_a_refused_request_owes_nothing(resident: Actor, office: Actor, now: datetime) -> None:
    case = asked(resident, now)
    moved(office, now, case.reference, "refuse", reason="รถเข้าไม่ได้")
    assert newest(case).state == "cancelled"


def test_a_payment_that_fits_settles_its_bill_and_its_act_is_on_the_timeline(
    bill: InvoiceView, cashier: Actor, resident: Actor, now: datetime
) -> None:
    assert verdicts(imported(cashier, now, ("500.00", bill.reference, "T1"))) == ["matched"]
    paid = again(bill)
    assert (paid.state, paid.paid, paid.settled_at) == ("paid", 50_000, now)
    assert kinds(bill.about)[-2:] == ["payments.payment.recorded", "payments.invoice.paid"]
    acts = Act.objects.filter(about=bill.about, kind="payments.invoice.paid")
    assert ActSubject.objects.using("owner").filter(act__in=acts, subject_id=resident.subject).count() == 1


def test_the_same_file_twice_changes_nothing(bill: InvoiceView, cashier: Actor, now: datetime) -> None:
    line = ("500.00", bill.reference, "T1")
    imported(cashier, now, line)
    assert verdicts(imported(cashier, now, line)) == ["seen"]
    assert Payment.objects.filter(invoice__uuid=bill.uuid).count() == 1
    assert again(bill).paid == 50_000


def test_each_line_is_told(bill: InvoiceView, cashier: Actor, now: datetime) -> None:
    report = imported(
        cashier, now, ("499", bill.reference, "A"), ("500", bill.reference, "B"), ("500", bill.reference, "C"),
        ("20", "", "D"), ("-7", "", "E"), ("ห้า", "", "F"), ("500", bill.reference, "C"),
    )  # fmt: skip
    assert verdicts(report) == ["wrong_amount", "matched", "paid_twice", "unknown", "out", "unreadable", "seen"]
    assert [one.verdict for one in queries.exceptions([till()], 10)] == ["wrong_amount", "paid_twice", "unknown"]
    assert again(bill).paid == 50_000, "what does not fit counts for nothing until somebody decides"


def test_money_for_a_bill_that_was_refunded_before_is_told(bill: InvoiceView, cashier: Actor, now: datetime) -> None:
    imported(cashier, now, ("500", bill.reference, "A"), ("500", bill.reference, "B"))
    (twice,) = queries.exceptions([till()], 10)
    actions.decide(actor=cashier, now=now, payment=twice.uuid, choice="refund", note="คืนแล้ว")
    assert queries.exceptions([till()], 10) == ()
    assert verdicts(imported(cashier, now, ("500", bill.reference, "C"))) == ["refunded"]


def test_a_wrong_amount_can_count_towards_its_bill(bill: InvoiceView, cashier: Actor, now: datetime) -> None:
    imported(cashier, now, ("300", bill.reference, "A"))
    (short,) = queries.exceptions([till()], 10)
    actions.decide(actor=cashier, now=now, payment=short.uuid, choice="credit")
    left = again(bill)
    assert (left.state, left.left) == ("open", 20_000)
    assert "5406200.00" in queries.payload(left), "the QR now asks for what is left"
    assert verdicts(imported(cashier, now, ("200", bill.reference, "B"))) == ["matched"]
    assert again(bill).state == "paid"


def test_unknown_money_can_be_given_to_the_bill_it_was_meant_for(
    bill: InvoiceView, cashier: Actor, now: datetime
) -> None:
    imported(cashier, now, ("500", "ค่าส้วม", "A"))
    (unknown,) = queries.exceptions([till()], 10)
    with pytest.raises(Invalid):
        actions.decide(actor=cashier, now=now, payment=unknown.uuid, choice="credit", reference="B69-999999-9")
    with pytest.raises(Invalid):
        actions.decide(actor=cashier, now=now, payment=unknown.uuid, choice="credit")
    actions.decide(actor=cashier, now=now, payment=unknown.uuid, choice="credit", reference=bill.reference)
    assert again(bill).state == "paid"
    with pytest.raises(Conflict):
        actions.decide(actor=cashier, now=now, payment=unknown.uuid, choice="refund")


def test_asking_the_payer_keeps_it_in_the_queue(bill: InvoiceView, cashier: Actor, now: datetime) -> None:
    imported(cashier, now, ("1", bill.reference, "A"))
    (short,) = queries.exceptions([till()], 10)
    actions.decide(actor=cashier, now=now, payment=short.uuid, choice="ask")
    assert [one.state for one in queries.exceptions([till()], 10)] == ["asked"]
    assert Act.objects.get(kind="payments.payment.decided").facts["choice"] == "ask"


def test_cash_settles_a_bill_once(bill: InvoiceView, cashier: Actor, now: datetime) -> None:
    key = ids.uuid7().hex
    first = actions.take_cash(actor=cashier, now=now, invoice=bill.uuid, key=key)
    assert actions.take_cash(actor=cashier, now=now, invoice=bill.uuid, key=key).uuid == first.uuid
    with pytest.raises(Conflict):
        actions.take_cash(actor=cashier, now=now, invoice=bill.uuid, key=ids.uuid7().hex)
    assert (again(bill).state, Payment.objects.count()) == ("paid", 1)


def test_a_cancelled_bill_is_no_longer_asked_for_and_money_for_it_is_told(
    bill: InvoiceView, cashier: Actor, now: datetime
) -> None:
    actions.cancel(actor=cashier, now=now, invoice=bill.uuid, reason="คิดผิด")
    assert (again(bill).state, queries.payload(again(bill))) == ("cancelled", "")
    assert verdicts(imported(cashier, now, ("500", bill.reference, "A"))) == ["cancelled"]
    with pytest.raises(Conflict):
        actions.cancel(actor=cashier, now=now, invoice=bill.uuid, reason="")


@pytest.mark.parametrize("who", ["resident", "outsider", "officer", "mayor"])
def test_who_does_not_collect_there_finds_nothing(
    who: str, bill: InvoiceView, cashier: Actor, now: datetime, request: pytest.FixtureRequest
) -> None:
    stranger: Actor = request.getfixturevalue(who)
    imported(cashier, now, ("1", bill.reference, "A"))
    (short,) = queries.exceptions([till()], 10)
    for attempt in (
        lambda: imported(stranger, now, ("500", bill.reference, "B")),
        lambda: actions.take_cash(actor=stranger, now=now, invoice=bill.uuid, key="k"),
        lambda: actions.cancel(actor=stranger, now=now, invoice=bill.uuid, reason=""),
        lambda: actions.decide(actor=stranger, now=now, payment=short.uuid, choice="refund"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.tills(stranger) == {}
    assert (again(bill).state, again(bill).paid) == ("open", 0)


def test_a_bill_beyond_its_day_is_late(bill: InvoiceView, now: datetime) -> None:
    assert not bill.is_late(now)
    assert bill.is_late(now + timedelta(days=40))
    assert Invoice.objects.count() == 1
