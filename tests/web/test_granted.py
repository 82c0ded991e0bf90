"""The paper by which a case was granted: signed by the office, taken by whoever asked for it, checked by anyone."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from korat.blocks.cases import actions
from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.consistency import faults
from korat.blocks.catalog.definition import Move, ServiceDefinition
from korat.blocks.catalog.queries import service_or_fail
from korat.blocks.documents.models import Paper
from korat.blocks.documents.papers import attached, queries
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.config.synthetic.load import run
from korat.kernel import clock
from korat.kernel.clock import local
from korat.kernel.errors import Conflict, NotFound
from korat.web.present import papers as present
from tests.blocks.cases.test_mandate import lend
from tests.cast import holder
from tests.pages import read, words
from tests.reports import filed, moved, row
from tests.requests import NAMED, permitted, sent, stall_asked

pytestmark = pytest.mark.usefixtures("house")
SignIn = Callable[[str], Client]
OFFICE = "sikhio-town.health-officer"


def persona(code: str) -> Client:
    client = Client()
    assert client.post("/demo/persona", {"persona": code, "next": "/"}).status_code == 302
    return client


@pytest.fixture
def stall(sign_in: SignIn, now: datetime) -> Case:
    """A stall at the market that was paid and granted."""
    return row(permitted(sign_in("resident"), now))


@pytest.fixture
def office(stall: Case) -> Client:
    return persona("in-health-officer")


def signed(office: Client, case: Case) -> Paper:
    answer = office.post(f"/c/{case.reference}/granted/licence")
    assert answer.status_code == 302, words(answer)
    return Paper.objects.get(document__about=case.uuid, kind="licence", revoked_at=None)


def signed_by(actor: Actor, case: Case) -> object:
    return actions.sign(
        actor=actor, now=clock.now(), reference=case.reference, kind="licence", content={"title": "T"},
        issuer=present.issuer(), language="th",
    )  # fmt: skip


def pdf_of(client: Client, paper: Paper) -> bytes:
    answer = client.get(f"/d/{paper.document.uuid}/paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def test_the_office_signs_what_it_granted_and_the_paper_says_for_whom_what_and_until_when(
    stall: Case, office: Client, sign_in: SignIn
) -> None:
    page = office.get(f"/en/c/{stall.reference}")
    assert "Sign the permit (PDF)" in words(page)
    assert "Once the office has signed" in words(sign_in("resident").get(f"/en/c/{stall.reference}"))
    paper = signed(office, stall)
    until = (local(stall.closed_at, catalog.zone()) + timedelta(days=365)).date()
    assert (paper.office_id, paper.expires_on, paper.language) == (stall.office_id, until, "th")
    data = json.loads(attached.files(pdf_of(sign_in("resident"), paper))[attached.DATA])
    output = service_or_fail("street-stall").outputs[0].names
    assert data["content"]["title"] == f"{output.show('th')} · {output.show('en')}"
    said = json.dumps(data, ensure_ascii=False)
    for wanted in (stall.reference, NAMED["name"], "ส้มตำ คำลับ-4c1", "พระราชบัญญัติการสาธารณสุข", paper.number):
        assert wanted in said, wanted
    assert (data["signer"]["post"], data["demonstration"], data["expires"]) == (OFFICE, True, until.isoformat())
    act = Act.objects.get(kind="documents.paper.issued", about=stall.uuid)
    assert (act.purpose, act.ground, act.facts["kind"]) == ("case.handle", "post", "licence")


def test_whoever_asked_for_it_takes_it_and_the_office_opens_its_copy_under_a_look(
    stall: Case, office: Client, sign_in: SignIn, resident: Actor
) -> None:
    paper = signed(office, stall)
    address = f"/d/{paper.document.uuid}/paper.pdf"
    for client in (sign_in("resident"), office):
        assert address in read(client.get(f"/c/{stall.reference}")).links
        assert address in read(client.get(f"/d/{paper.document.uuid}")).links
        assert pdf_of(client, paper).startswith(b"%PDF")
    looks = Act.objects.filter(kind="documents.paper.looked", about=paper.document.uuid, look=True)
    assert {look.purpose for look in looks} == {"self", "case.handle"}
    assert "Sign the permit" not in words(office.get(f"/en/c/{stall.reference}"))


def test_outsiders_neither_sign_nor_open_it(stall: Case, office: Client, sign_in: SignIn) -> None:
    for who in ("outsider", "resident", "crew"):
        assert sign_in(who).post(f"/c/{stall.reference}/granted/licence").status_code == 404, who
    assert Client().post(f"/c/{stall.reference}/granted/licence").status_code == 404
    assert not Paper.objects.filter(document__about=stall.uuid).exists()
    paper = signed(office, stall)
    for client in (sign_in("outsider"), sign_in("crew"), sign_in("carer"), Client()):
        assert client.get(f"/d/{paper.document.uuid}/paper.pdf").status_code == 404
        shown = client.get(f"/d/{paper.document.uuid}")
        assert NAMED["name"] not in words(shown)
        assert not [link for link in read(shown).links if link.endswith("paper.pdf")]
    assert office.post(f"/c/{stall.reference}/granted/receipt").status_code == 404
    assert office.post(f"/c/{stall.reference}/granted/certificate").status_code == 404


def test_who_holds_a_mandate_takes_it_too_until_the_mandate_ends(
    stall: Case, office: Client, resident: Actor, carer: Actor, sign_in: SignIn
) -> None:
    from korat.blocks.people import actions as people

    paper = signed(office, stall)
    _daughter, mandate = lend(resident, carer)
    assert f"/d/{paper.document.uuid}/paper.pdf" in read(sign_in("carer").get(f"/c/{stall.reference}")).links
    assert pdf_of(sign_in("carer"), paper).startswith(b"%PDF")
    # The confirmation, which is of the person alone, stays closed to the same mandate.
    taken = sign_in("resident").post(f"/c/{stall.reference}/confirmation")["Location"]
    assert sign_in("carer").get(f"{taken}/paper.pdf").status_code == 404
    people.end_mandate(actor=resident, grant=mandate, now=clock.now())
    assert sign_in("carer").get(f"/d/{paper.document.uuid}/paper.pdf").status_code == 404


def test_signing_twice_and_two_at_once_is_one_paper(stall: Case, office: Client, now: datetime) -> None:
    def sign_alone(code: str) -> object:
        try:
            return persona(code).post(f"/c/{stall.reference}/granted/licence").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(sign_alone, ["in-health-officer"] * 4)) == {302}
    signed(office, stall)
    assert Paper.objects.filter(document__about=stall.uuid, kind="licence").count() == 1
    assert Act.objects.filter(kind="documents.paper.issued", about=stall.uuid).count() == 1


def test_anyone_checks_it_and_hears_when_it_was_taken_back(stall: Case, office: Client, browser: Client) -> None:
    def state() -> str:
        page = browser.post("/en/verify/", {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")})
        return page.content.decode().split('data-state="')[1].split('"')[0] + " " + words(page)

    paper = signed(office, stall)
    pdf = pdf_of(office, paper)
    assert state().startswith("valid ")
    assert "Permit or licence" in state() and "Valid until" in state() and NAMED["name"] in state()
    text = attached.files(pdf)[attached.SEAL].decode()
    assert 'data-state="valid"' in browser.get("/VERIFY/" + text.rsplit("/", 1)[1]).content.decode()
    trust, known = queries.known(present.issuer().code, clock.now())
    from korat.blocks.documents.papers import verify

    later = clock.now() + timedelta(days=400)
    assert verify.file(pdf, trust, known, later, later.date()).state == "expired"
    assert office.post(f"/d/{paper.document.uuid}/revoke", {"reason": "mistake"}).status_code == 302
    assert state().startswith("revoked ")
    again = signed(office, stall)
    assert again.number != paper.number


def reopening(service: ServiceDefinition) -> ServiceDefinition:
    """The same service, where an office may take up again what it granted."""
    names = service.names
    again = Move.model_validate(
        {"code": "withdraw", "names": names, "done": names, "from": ["issued"], "to": "accepted", "reopens": True}
    )
    return service.model_copy(update={"moves": (*service.moves, again)})


def test_a_case_taken_up_again_takes_its_permit_back_and_no_other_paper(
    stall: Case, office: Client, sign_in: SignIn, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, actor = signed(office, stall), holder(OFFICE, now)
    known = catalog.service_or_fail
    monkeypatch.setattr(catalog, "service_or_fail", lambda code: reopening(known(code)))
    other = sign_in("resident").post(f"/c/{stall.reference}/confirmation")["Location"]
    assert moved(actor, clock.now(), stall.reference, "withdraw").state == "open"
    paper.refresh_from_db()
    assert (paper.revoked_at is not None, paper.revoked_for) == (True, "withdrawn")
    assert Paper.objects.get(document__uuid=other.rsplit("/", 1)[1]).revoked_at is None
    act = Act.objects.get(kind="documents.paper.revoked", about=stall.uuid)
    assert (act.purpose, act.facts["paper"]) == ("case.handle", str(paper.document.uuid))
    with pytest.raises(Conflict):
        signed_by(actor, stall)
    assert office.post(f"/c/{stall.reference}/granted/licence").status_code == 404


def test_what_is_not_granted_has_no_paper(sign_in: SignIn, now: datetime, outsider: Actor) -> None:
    case, officer = row(stall_asked(sign_in("resident"))), holder(OFFICE, now)
    client = persona("in-health-officer")
    assert "Sign the permit" not in words(client.get(f"/en/c/{case.reference}"))
    assert client.post(f"/c/{case.reference}/granted/licence").status_code == 404
    with pytest.raises(Conflict):
        signed_by(officer, case)
    with pytest.raises(NotFound):
        signed_by(outsider, case)
    refused = moved(officer, clock.now(), case.reference, "refuse", reason="นอกเขต")
    with pytest.raises(Conflict):
        signed_by(officer, refused)


def test_where_the_name_was_erased_nobody_is_offered_a_paper_for_nobody(stall: Case, office: Client) -> None:
    run("UPDATE korat_cases_casecontact SET name = '' WHERE case_id = %s", stall.pk)
    assert "Nobody's name is known" in words(office.get(f"/en/c/{stall.reference}"))
    assert office.post(f"/c/{stall.reference}/granted/licence").status_code == 409
    assert not Paper.objects.filter(document__about=stall.uuid).exists()


def test_a_certificate_without_a_register_is_signed_in_the_step_that_grants(sign_in: SignIn, now: datetime) -> None:
    resident = sign_in("resident")
    reference = sent(
        resident, "residence-certificate", **{"community": "sikhio-town-04", "q-since": "2540", "q-use": "ธนาคาร"}
    )
    clerk = holder("sikhio-town.clerk", now)
    moved(clerk, clock.now(), reference, "take")
    moved(clerk, clock.now(), reference, "issue", note="ออกให้แล้ว")
    office = persona("in-clerk")
    assert "Sign the certificate (PDF)" in words(office.get(f"/en/c/{reference}"))
    assert office.post(f"/c/{reference}/granted/certificate").status_code == 302
    paper = Paper.objects.get(document__about=row(reference).uuid)
    assert (paper.kind, paper.expires_on) == ("certificate", None)
    assert "Take the certificate (PDF)" in words(resident.get(f"/en/c/{reference}"))


def asked_of_papers(client: Client, reference: str) -> int:
    client.get(f"/c/{reference}")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/c/{reference}")
    return sum("korat_documents_paper" in query["sql"] for query in seen)


def test_a_case_page_asks_for_papers_once_and_only_where_some_are_handed_out(
    stall: Case, office: Client, sign_in: SignIn, resident: Actor
) -> None:
    assert asked_of_papers(office, stall.reference) == asked_of_papers(sign_in("resident"), stall.reference) == 1
    plain = filed(resident, clock.now()).reference
    assert asked_of_papers(sign_in("resident"), plain) == asked_of_papers(sign_in("officer"), plain) == 0


def changed(**update: object) -> list[tuple[str | int, ...]]:
    service = service_or_fail("residence-certificate")
    assert not list(faults(service))
    return [one.at for one in faults(service.model_copy(update=update))]


def test_a_pack_whose_papers_nobody_could_sign_is_told_so() -> None:
    service = service_or_fail("residence-certificate")
    paper = service.outputs[0]
    steps = tuple(step.model_copy(update={"grants": False}) for step in service.steps)
    assert changed(steps=steps) == [("outputs", 0, "paper")]
    assert changed(applicant="any") == [("outputs", 0, "paper")]
    assert changed(outputs=(paper, paper)) == [("outputs", 1, "paper")]
    opened = tuple(step.model_copy(update={"grants": step.code == "accepted" or step.grants}) for step in service.steps)
    assert changed(steps=opened) == [("steps", 1, "grants")]
