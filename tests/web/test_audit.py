"""The audit file: acts, cases, orders, costs and photos of one's offices, made by the worker, under one seal; facts alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from korat.blocks.cases import actions
from korat.blocks.cases.actions import Cost
from korat.blocks.cases.models import AuditFile, Task
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents_actions
from korat.blocks.documents import queries as documents
from korat.blocks.documents.papers import queries as papers
from korat.blocks.documents.papers import verify
from korat.blocks.documents.papers.verify import Finding
from korat.blocks.ledger import heads, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.config.synthetic.load import run
from korat.kernel import clock
from korat.kernel.clock import local
from korat.web.audited import making
from korat.web.audited.job import Job
from korat.web.forms import AuditForm
from korat.web.present import spreadsheet
from tests.cast import holder
from tests.pages import read, words
from tests.reports import CONTACT, filed, moved, office, photo, row, shown

SignIn = Callable[[str], Client]
ENGINEERING = "sikhio-town.engineering"
NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"


def asked(*codes: str, **days: str) -> dict[str, object]:
    today = local(clock.now(), catalog.zone())
    found: dict[str, object] = {}
    for name in ("first", "last"):
        found |= {f"{name}_day": str(today.day), f"{name}_month": str(today.month), f"{name}_year": str(today.year)}
    return {**found, "offices": [office(code) for code in codes], **days}


def made(browser: Client, answer: HttpResponse) -> bytes:
    """The file that was asked for, as the worker made it."""
    assert answer.status_code == 302, words(answer)
    job = Job()
    while job.turn(clock.now()):
        pass
    (link,) = [one for one in read(browser.get(answer["Location"])).links if one.endswith("/file")]
    answer = browser.get(link)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", NEVER)
    return answer.content


def taken(browser: Client, *codes: str, **more: object) -> bytes:
    return made(browser, browser.post("/en/desk/audit/file", asked(*codes, **more)))


def inside(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def rows(data: bytes, name: str = "acts.csv") -> list[list[str]]:
    text = inside(data)[name].decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def checked(data: bytes) -> Finding:
    trust, known = papers.known(catalog.profile().code, clock.now())
    return verify.file(data, trust, known, clock.now(), timezone.localdate(clock.now()))


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
    found = [row for row in rows(taken(sign_in("auditor"), ENGINEERING)) if row[:1] == [mended]]
    assert [row[6] for row in found] == [
        "Received", "In progress", "Work ordered", "Done, waiting for your word",
    ]  # fmt: skip
    assert [bool(row[10]) for row in found] == [False, False, True, False]
    assert [bool(row[11]) for row in found] == [False, False, False, True]
    assert all(row[13].isdigit() and len(row[14]) == 64 for row in found)


def test_no_cell_is_a_formula_and_no_private_word_is_in_it(sign_in: SignIn, mended: str) -> None:
    data = taken(sign_in("auditor"), ENGINEERING)
    found = [row for name in inside(data) if name.endswith(".csv") for row in rows(data, name)]
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
    found = rows(taken(sign_in("auditor"), "sikhio-town.audit"))
    assert sealed.reference not in str(found)


def test_orders_tell_what_they_cost_and_every_sheet_names_the_case(
    sign_in: SignIn, officer: Actor, mended: str
) -> None:
    task = Task.objects.get(case__reference=mended)
    actions.cost(actor=officer, now=clock.now(), task=task.uuid, spent=Cost("หลอด LED", 90, 35025), key="k")
    data = taken(sign_in("auditor"), ENGINEERING)
    (order,) = [row for row in rows(data, "orders.csv") if row[0] == mended]
    assert order[-3:] == ["หลอด LED", "90", "350.25"]
    assert [row[0] for row in rows(data, "cases.csv")[1:]] == [mended]
    (act,) = [row for row in rows(data) if row[3] == "cases.task.costed"]
    assert '"satang": 35025' in act[-1]


def test_originals_come_only_when_asked_for_and_each_is_a_look(sign_in: SignIn, resident: Actor, mended: str) -> None:
    auditor = sign_in("auditor")
    without = taken(auditor, ENGINEERING)
    assert not [name for name in inside(without) if name.endswith(".jpg")]
    (photo,) = rows(without, "photos.csv")[1:]
    assert photo[0] == mended and photo[4] == "" and "public copies" in photo[5]
    looks = Act.objects.filter(kind="documents.photo.looked", about=row(mended).uuid)
    before = looks.count()
    with_them = taken(auditor, ENGINEERING, originals="on")
    (photo,) = rows(with_them, "photos.csv")[1:]
    assert inside(with_them)[photo[4]][:2] == b"\xff\xd8"
    assert looks.count() == before + 1
    act = looks.order_by("-id")[0]
    assert (act.post, act.purpose) == ("sikhio-town.auditor", "case.read")
    assert ActSubject.objects.using("owner").filter(act=act, subject_id=resident.subject).exists()


def test_a_public_copy_comes_without_any_look(sign_in: SignIn, officer: Actor, resident: Actor) -> None:
    now = clock.now()
    one = filed(resident, now, photos=(photo(now),))
    (own,) = documents.photos(row(one.reference).uuid)
    moved(officer, clock.now(), one.reference, "take")
    ticket = shown(officer, clock.now(), one.reference, own.uuid)
    moved(officer, clock.now(), one.reference, "publish", public_text="ไฟดับ", publish=(ticket,))
    looked = Act.objects.filter(look=True).count()
    data = taken(sign_in("auditor"), ENGINEERING)
    assert len([name for name in inside(data) if name.endswith(".jpg")]) == 1
    assert Act.objects.filter(look=True).exclude(actor__isnull=True).count() == looked


def test_the_list_says_scope_ground_and_hashes_and_the_seal_finds_every_change(sign_in: SignIn, mended: str) -> None:
    data = taken(sign_in("auditor"), ENGINEERING)
    manifest = json.loads(inside(data)["manifest.json"])
    assert manifest["ground"]["purpose"] == "case.read" and manifest["ground"]["basis"] == "pdpa-24-6"
    assert manifest["first"] == manifest["last"] and len(manifest["offices"]) == 1 and manifest["sealed"]["acts"] > 0
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: sha256(content).hexdigest() for name, content in inside(data).items() if not name.startswith("manifest")
    }
    found = checked(data)
    assert found.state == "valid" and found.claims and found.claims.kind == "audit-file"
    for name, content in [("acts.csv", b"x"), ("more.csv", b"x"), ("manifest.json", b"{}")]:
        assert (checked(packed(inside(data) | {name: content})).state, name) == ("altered", name)
    left = {name: content for name, content in inside(data).items() if name != "orders.csv"}
    assert checked(packed(left)).why == "files"
    for none in (packed({"a": b"x"}), b"PK\x03\x04 no zip", data[: len(data) // 2]):
        assert checked(none).state == "not_a_paper"


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return target.getvalue()


def test_the_page_that_checks_papers_takes_the_whole_file(sign_in: SignIn, browser: Client, mended: str) -> None:
    file = io.BytesIO(taken(sign_in("auditor"), ENGINEERING))
    file.name = "audit.zip"
    said = words(browser.post("/en/verify/", {"file": file}))
    assert "This paper is valid" in said and "Audit file" in said


def test_its_page_tells_how_far_it_came_and_only_who_asked_sees_it(sign_in: SignIn, mended: str) -> None:
    auditor = sign_in("auditor")
    answer = auditor.post("/en/desk/audit/file", asked(ENGINEERING))
    page = answer["Location"]
    assert "Being made: 0" in words(auditor.get(page))
    assert auditor.get(f"{page}file").status_code in (404, 409)
    made(auditor, answer)
    assert "It is ready" in words(auditor.get(page))
    assert page in read(auditor.get("/en/desk/audit/")).links
    for other in ("mayor", "officer", "outsider"):
        assert sign_in(other).get(page).status_code == 404
        assert sign_in(other).get(f"{page}file").status_code == 404
    assert Act.objects.filter(kind="cases.audit.fetched").count() == 1


def test_the_same_form_twice_is_one_file(sign_in: SignIn, mended: str) -> None:
    auditor, form = sign_in("auditor"), {**asked(ENGINEERING), "key": "a" * 32}
    first, second = (auditor.post("/desk/audit/file", form)["Location"] for _ in range(2))
    assert first == second
    assert AuditFile.objects.count() == 1


def test_after_a_day_it_is_gone_and_says_so(sign_in: SignIn, mended: str) -> None:
    auditor = sign_in("auditor")
    taken(auditor, ENGINEERING)
    AuditFile.objects.update(finished_at=clock.now() - timedelta(days=2))
    one = AuditFile.objects.get()
    assert "Its day is over" in words(auditor.get(f"/en/desk/audit/{one.uuid}/"))
    documents_actions.sweep(clock.now() + timedelta(days=3))
    assert auditor.get(f"/en/desk/audit/{one.uuid}/file").status_code in (404, 409)
    actions.forget_audit_files(clock.now() + timedelta(days=8))
    assert auditor.get(f"/en/desk/audit/{one.uuid}/").status_code == 404


def test_whoever_lost_the_post_gets_no_file(mended: str, now: datetime) -> None:
    one, today = holder("sikhio-town.auditor", now), local(clock.now(), catalog.zone()).date()
    actions.take_audit_file(actor=one, now=clock.now(), offices=[office(ENGINEERING)], first=today, last=today)
    run("UPDATE korat_ledger_grant SET ended_at = now() WHERE holder_id = %s AND post <> ''", one.subject)
    job = Job()
    while job.turn(clock.now()):
        pass
    found = AuditFile.objects.get()
    assert (found.finished_at is not None, found.handle, found.done) == (True, "", 0)


def test_photographs_beyond_what_one_file_holds_go_into_further_parts_each_sealed_by_itself(
    sign_in: SignIn, resident: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_PHOTOS", 1)
    now, auditor = clock.now(), sign_in("auditor")
    cases = [filed(resident, now, photos=(photo(now),)).reference for _ in range(3)]
    first = made(auditor, auditor.post("/en/desk/audit/file", asked(ENGINEERING, originals="on")))
    page = f"/en/desk/audit/{AuditFile.objects.get().uuid}/"
    links = [one for one in read(auditor.get(page)).links if "/file/" in one]
    assert links == [f"{page}file/2", f"{page}file/3"]
    parts = [first, *(auditor.get(one).content for one in links)]
    assert ["acts.csv" in inside(one) for one in parts] == [True, False, False]
    assert [[row[0] for row in rows(one, "photos.csv")[1:]] for one in parts] == [[one] for one in cases]
    assert all(inside(one)[rows(one, "photos.csv")[1][4]] for one in parts)
    assert [checked(one).state for one in parts] == ["valid"] * 3
    said = [json.loads(inside(one)["manifest.json"]) for one in parts]
    assert [(one["part"], one["more_parts_follow"]) for one in said] == [(1, True), (2, True), (3, False)]
    assert AuditFile.objects.get().size == sum(map(len, parts))
    assert [act.facts["part"] for act in Act.objects.filter(kind="cases.audit.fetched").order_by("id")] == [1, 2, 3]
    for wrong in ("0", "4"):
        assert auditor.get(f"{page}file/{wrong}").status_code == 404
    assert sign_in("mayor").get(links[0]).status_code == 404


def test_one_tick_at_the_town_takes_all_its_offices(sign_in: SignIn, mended: str) -> None:
    answer = sign_in("auditor").post("/desk/audit/file", {**asked("sikhio-town"), "below": "on"})
    assert answer.status_code == 302
    named = AuditFile.objects.get().offices
    assert {office("sikhio-town"), office(ENGINEERING), office("sikhio-town.finance")} <= set(named)
    assert office("pea") not in named
    assert "With all offices below" in words(sign_in("auditor").get("/en/desk/audit/"))


def test_that_tick_takes_no_office_that_may_not_be_chosen(house: None) -> None:
    town = office("sikhio-town")
    form = AuditForm([(str(town), "Town")], {**asked("sikhio-town"), "below": "on"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["offices"] == [town]
