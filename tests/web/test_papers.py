"""Papers as people take, check and take them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client

from korat.blocks.documents.models import Document, DocumentPrivate, Paper
from korat.blocks.documents.papers import actions, attached, claims, queries, verify
from korat.blocks.documents.papers.renewing import prolong_due
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.kernel import clock
from korat.kernel.errors import Forbidden, NotFound, Unavailable
from korat.web.present import papers as present
from tests.blocks.documents.papers import House
from tests.pages import form, words
from tests.reports import CONTACT, OUTSIDE, WORDS, filed, row

SignIn = Callable[[str], Client]


def bytes_of(response: HttpResponse) -> bytes:
    assert response["Content-Type"] == "application/pdf"
    return response.content


def confirmed(client: Client, reference: str) -> str:
    """The address of the confirmation's page."""
    response = client.post(f"/c/{reference}/confirmation")
    assert response.status_code == 302, response.content[:400]
    return response["Location"]


def qr_of(pdf: bytes) -> str:
    found = attached.files(pdf)
    assert found is not None
    return found[attached.SEAL].decode()


def test_a_reporter_takes_the_confirmation_and_nobody_else_can(resident: Actor, sign_in: SignIn) -> None:
    reference, now = filed(resident, clock.now()).reference, clock.now()
    client = sign_in("resident")
    assert "paper_confirmation" not in words(client.get(f"/c/{reference}"))
    page = client.get(confirmed(client, reference))
    address = page.request["PATH_INFO"]
    pdf = bytes_of(client.get(f"{address}/paper.pdf"))
    content = json.loads(attached.files(pdf)[attached.DATA])
    assert content["content"]["big"] == reference
    assert {"label": present.row("x", CONTACT.name)["label"], "value": CONTACT.name}["value"] in json.dumps(
        content, ensure_ascii=False
    )
    assert WORDS in json.dumps(content, ensure_ascii=False)
    act = Act.objects.filter(kind="documents.paper.issued").latest("id")
    assert (act.purpose, act.facts["kind"], act.recorded_at >= now) == ("self", "confirmation", True)
    looked = Act.objects.filter(kind="documents.paper.looked").latest("id")
    assert (looked.look, looked.actor_id) == (True, resident.subject)
    for who in ("outsider", "officer", "mayor"):
        other = sign_in(who)
        assert other.get(f"{address}/paper.pdf").status_code == 404
        assert other.post(f"/c/{reference}/confirmation").status_code == 404
        assert CONTACT.name not in words(other.get(address))
    assert Client().get(f"{address}/paper.pdf").status_code == 404


def test_the_confirmation_taken_twice_is_one_paper(resident: Actor, sign_in: SignIn) -> None:
    reference, client = filed(resident, clock.now()).reference, sign_in("resident")
    assert confirmed(client, reference) == confirmed(client, reference)
    assert Paper.objects.filter(document__subject_id=resident.subject).count() == 1


def test_the_file_of_a_paper_lies_encrypted_and_its_facts_name_nobody(resident: Actor, sign_in: SignIn) -> None:
    reference, client = filed(resident, clock.now()).reference, sign_in("resident")
    confirmed(client, reference)
    row = Paper.objects.get(document__subject_id=resident.subject)
    from korat.blocks.documents import store

    assert not store.fetch(row.document.uuid).startswith(b"%PDF")
    assert not DocumentPrivate.objects.filter(document=row.document).exists()  # no look, no key
    facts = " ".join(str(value) for value in Paper.objects.filter(pk=row.pk).values()[0].values())
    assert CONTACT.name not in facts
    with pytest.raises(DatabaseError):
        Paper.objects.filter(pk=row.pk).update(number="X")


def test_papers_are_no_photographs_of_the_case(resident: Actor, sign_in: SignIn) -> None:
    from korat.blocks.documents import queries as documents

    opened = filed(resident, clock.now())
    confirmed(sign_in("resident"), opened.reference)
    assert Document.objects.filter(about=opened.uuid, kind="paper").count() == 1
    assert documents.photos(opened.uuid) == ()


def test_a_slip_carries_the_key_and_is_not_kept(browser: Client, now: datetime) -> None:
    opened = filed(None, clock.now())
    response = browser.post(f"/c/{opened.reference}/slip", {"follow_key": opened.follow_key})
    pdf = bytes_of(response)
    assert opened.follow_key in attached.files(pdf)[attached.DATA].decode()
    row = Paper.objects.get(document__subject_id=opened.subject)
    from korat.blocks.documents import store

    with pytest.raises(FileNotFoundError):
        store.fetch(row.document.uuid)
    assert words(browser.get(f"/d/{row.document.uuid}"))
    assert browser.post(f"/c/{opened.reference}/slip", {"follow_key": "0000-0000-0000"}).status_code == 404


def test_the_record_of_looks_is_a_paper_that_names_who_looked(resident: Actor, officer: Actor, sign_in: SignIn) -> None:
    from korat.blocks.cases import queries as cases

    reference = filed(resident, clock.now()).reference
    cases.case_page(actor=officer, reference=reference, now=clock.now())
    client = sign_in("resident")
    address = client.post("/my/looks/paper")["Location"]
    said = json.loads(attached.files(bytes_of(client.get(f"{address}/paper.pdf")))[attached.DATA])["content"]
    assert any(reference in row for row in said["tables"][0]["rows"])
    assert said["rows"][1]["value"] == str(len(said["tables"][0]["rows"]))
    assert Client().post("/my/looks/paper").status_code in (302, 404)


def check(client: Client, **sent: object) -> tuple[str, str]:
    response = client.post("/verify/", sent)
    page = response.content.decode()
    state = page.split('data-state="')[1].split('"')[0] if 'data-state="' in page else ""
    return state, words(response)


def test_the_page_checks_text_file_and_the_address_in_the_qr(resident: Actor, sign_in: SignIn, browser: Client) -> None:
    client = sign_in("resident")
    address = confirmed(client, filed(resident, clock.now()).reference)
    pdf = bytes_of(client.get(f"{address}/paper.pdf"))
    text = qr_of(pdf)
    assert check(browser, text=text)[0] == "valid"
    state, said = check(browser, file=SimpleUploadedFile("x.pdf", pdf))
    assert (state, CONTACT.name in said) == ("valid", True)
    scanned = browser.get("/VERIFY/" + text.rsplit("/", 1)[1])
    assert 'data-state="valid"' in scanned.content.decode()
    assert check(browser, file=SimpleUploadedFile("x.pdf", pdf + b"%x"))[0] == "altered"
    assert check(browser, text=text[:-9])[0] == "not_a_paper"


def test_the_office_of_the_signature_is_named_in_the_readers_language(
    resident: Actor, sign_in: SignIn, browser: Client
) -> None:
    client = sign_in("resident")
    address = confirmed(client, filed(resident, clock.now()).reference)
    pdf = bytes_of(client.get(f"{address}/paper.pdf"))
    for language, name in (("", "กองช่าง เทศบาลเมืองสีคิ้ว"), ("/en", "Engineering Division, Sikhio Town Municipality")):
        said = words(browser.post(f"{language}/verify/", {"file": SimpleUploadedFile("x.pdf", pdf)}))
        assert f"{'Signed by' if language else 'ลงนามโดย'} {name}" in said, said


def test_a_check_of_nothing_is_said_to_be_one(browser: Client) -> None:
    answer = browser.post("/en/verify/", {"text": "  "})
    assert answer.status_code == 422
    assert "You gave nothing to check" in words(answer)


def test_what_a_paper_prints_large_is_called_what_it_is(resident: Actor, sign_in: SignIn, browser: Client) -> None:
    client = sign_in("resident")
    pdf = bytes_of(client.get(f"{confirmed(client, filed(resident, clock.now()).reference)}/paper.pdf"))
    shown = words(browser.post("/en/verify/", {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")}))
    assert "Case number" in shown and "In large letters" not in shown


def test_a_paper_of_another_province_names_whom_to_ask(browser: Client, tmp_path: object, now: datetime) -> None:
    from pathlib import Path

    _, text = House(Path(str(tmp_path)), now, code="th-31-elsewhere").seal()
    state, said = check(browser, text=text)
    assert (state, "th-31-elsewhere" in said) == ("unknown_issuer", True)


def test_a_revoked_paper_is_revoked_everywhere_and_only_its_people_may(
    resident: Actor, officer: Actor, outsider: Actor, sign_in: SignIn, browser: Client
) -> None:
    client = sign_in("resident")
    address = confirmed(client, filed(resident, clock.now()).reference)
    pdf = bytes_of(client.get(f"{address}/paper.pdf"))
    for who in ("outsider", "crew"):
        assert sign_in(who).post(f"{address}/revoke", {"reason": "mistake"}).status_code == 404
    assert client.post(f"{address}/revoke", {"reason": "nonsense"}).status_code == 404
    assert check(browser, text=qr_of(pdf))[0] == "valid"
    revocable = form(sign_in("officer").get(address), "reason")
    assert revocable.action == f"{address}/revoke"
    assert sign_in("officer").post(f"{address}/revoke", {"reason": "mistake"}).status_code == 302
    assert check(browser, text=qr_of(pdf))[0] == "revoked"
    assert check(browser, file=SimpleUploadedFile("x.pdf", pdf))[0] == "revoked"
    act = Act.objects.filter(kind="documents.paper.revoked").latest("id")
    assert (act.actor_id, act.facts["reason"]) == (officer.subject, "mistake")
    assert client.post(f"{address}/revoke", {"reason": "mistake"}).status_code == 409
    assert claims.read(qr_of(pdf)).claims.id == Paper.objects.get(revoked_for="mistake").document.uuid


def test_the_keys_and_the_list_are_published(browser: Client) -> None:
    keys = browser.get("/.well-known/korat/keys").json()
    assert keys["issuer"] == "th-30-nakhon-ratchasima"
    assert keys["keys"][-1]["to"] is None
    assert "PRIVATE" not in json.dumps(keys)
    assert keys["authorities"][0].startswith("-----BEGIN CERTIFICATE-----")
    listed = json.loads(browser.get("/.well-known/korat/revocations").json()["list"])
    assert listed["revoked"] == sorted(listed["revoked"])


def test_a_paper_without_a_grant_or_a_template_is_not_made(resident: Actor, outsider: Actor, now: datetime) -> None:
    def issue(actor: Actor, **given: object) -> actions.Issued:
        return actions.issue_paper(
            actor=actor, now=now, issuer=present.issuer(), kind="export", office=None, subject=resident.subject,
            about=None, content={"title": "T"}, language="th", **given,
        )  # fmt: skip

    with pytest.raises(Forbidden):
        issue(outsider, purpose="people.manage")
    with pytest.raises(Unavailable):
        issue(resident, template="nowhere")
    assert not Paper.objects.filter(kind="export").exists()
    issued = issue(resident, expires=now.date() + timedelta(days=30))
    assert queries.file_of(resident, issued.uuid, now) == issued.pdf
    with pytest.raises(NotFound):
        queries.file_of(outsider, issued.uuid, now)


def test_a_paper_that_grows_old_is_renewed_once_and_its_holder_sees_the_look(
    resident: Actor, outsider: Actor, now: datetime
) -> None:
    issued = actions.issue_paper(
        actor=resident, now=now, issuer=present.issuer(), kind="export", office=None, subject=resident.subject,
        about=None, content={"title": "T"}, language="th",
    )  # fmt: skip
    later, worker, issuer = now + timedelta(days=301), service_actor("retention"), present.issuer().code
    assert prolong_due(actor=worker, now=now, issuer=issuer) == 0
    with pytest.raises(Forbidden):
        prolong_due(actor=outsider, now=later, issuer=issuer)
    assert prolong_due(actor=worker, now=later, issuer=issuer) == 1
    assert prolong_due(actor=worker, now=later, issuer=issuer) == 0
    renewed = queries.file_of(resident, issued.uuid, now)
    assert renewed.startswith(issued.pdf) and b"/DocTimeStamp" in renewed
    trust, known = queries.known(issuer, later)
    assert verify.file(renewed, trust, known, later, later.date()).state == "valid"
    look = Act.objects.filter(kind="documents.paper.looked", purpose="retention").latest("id")
    assert look.look and look.actor_id == worker.subject
    assert Act.objects.filter(kind="documents.paper.prolonged").latest("id").about == issued.uuid


def test_the_camera_is_open_to_the_offline_page_alone(browser: Client) -> None:
    assert "camera=(self)" in browser.get("/verify/offline")["Permissions-Policy"]
    page = browser.get("/verify/")
    assert "camera=()" in page["Permissions-Policy"]
    for address in ("/verify/offline", "/verify/offline.js", "/verify/offline.webmanifest"):
        assert "unsafe" not in browser.get(address)["Content-Security-Policy"]
    assert json.loads(browser.get("/verify/offline.webmanifest").content)["start_url"] == "/verify/offline"


def test_an_office_with_a_long_name_signs_with_all_of_it(resident: Actor, sign_in: SignIn, browser: Client) -> None:
    from korat.blocks.people import queries as people

    opened = filed(resident, clock.now(), where=OUTSIDE)
    client, name = sign_in("resident"), people.organisation_by_id(row(opened.reference).office_id).names.show("th")
    assert len(name.encode()) > 64
    pdf = bytes_of(client.get(f"{confirmed(client, opened.reference)}/paper.pdf"))
    trust, known = queries.known(present.issuer().code, clock.now())
    found = verify.file(pdf, trust, known, clock.now(), clock.now().date())
    assert (found.state, found.signed_by) == ("valid", name)
