"""The one case page in a browser: each reader by their grant, and the moves that are made on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import get_template
from django.test import Client

from korat.blocks.cases import actions
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Task
from korat.blocks.cases.queries import case_face
from korat.blocks.cases.values import Opened
from korat.blocks.documents import queries as documents
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.kernel import clock
from korat.web.present import case as present
from tests.blocks.documents.pictures import red_corner, saved
from tests.pages import form, read, words
from tests.reports import CONTACT, WORDS, filed, moved, office, photo, row

if TYPE_CHECKING:
    from django.http import HttpResponse

SignIn = Callable[[str], Client]
PHONE = "081-234-5678"


@pytest.fixture
def lamp(resident: Actor) -> Opened:
    """A street lamp with a photograph, reported by the resident an hour ago."""
    at = clock.now() - timedelta(hours=1)
    return filed(resident, at, photos=(photo(at),))


@pytest.fixture
def complaint(resident: Actor) -> Opened:
    return filed(resident, clock.now() - timedelta(hours=1), "service", owner="money")


def press(client: Client, opened: Opened, code: str, **typed: Any) -> HttpResponse:
    """Open the page, fill in the form of a move, send it."""
    page = client.get(f"/c/{opened.reference}")
    sent = {f"{code}-{name}": value for name, value in typed.items()}
    return client.post(f"/c/{opened.reference}/move", {**form(page, code).fields, **sent})


def moves_of(opened: Opened) -> int:
    return Act.objects.filter(about=opened.uuid, kind="cases.case.moved").count()


def jpeg() -> SimpleUploadedFile:
    return SimpleUploadedFile("after.jpg", saved(red_corner(), "JPEG"))


class TestReaders:
    def test_only_the_reporter_is_spoken_to_as_the_reporter(self, sign_in: SignIn, lamp: Opened) -> None:
        spoken = "เราได้รับเรื่องของท่านแล้ว"
        assert spoken in words(sign_in("resident").get(f"/c/{lamp.reference}"))
        for page in (Client().get(f"/c/{lamp.reference}"), sign_in("officer").get(f"/c/{lamp.reference}")):
            assert page.status_code == 200
            assert spoken not in words(page)

    def test_a_service_of_one_kind_is_named_once(self, lamp: Opened, browser: Client) -> None:
        """Beside the number stands the service where the heading names the kind, and nothing where it names the service."""
        page = browser.get(f"/en/c/{lamp.reference}")
        assert f"Number {lamp.reference} · Report a problem Street light out" in words(page)
        shown = {"reference": "WF69", "service": "Waste collection fee", "title": "Waste collection fee", "state": {}}
        assert get_template("web/case/head.html").render({"case": shown}).count("Waste collection fee") == 1

    def test_what_was_taken_back_is_waited_for_no_more(
        self, sign_in: SignIn, lamp: Opened, resident: Actor, now: datetime
    ) -> None:
        moved(resident, now, lamp.reference, "withdraw")
        found = case_face(lamp.reference)
        assert found is not None
        said = present.clock("", found, found.answer_due_at, found.answered_at, now + timedelta(days=900))
        assert (said["late"], said["met"]) == (False, False)
        assert "left" not in words(sign_in("resident").get(f"/en/c/{lamp.reference}")).split("Completion")[0]

    @pytest.mark.parametrize("who", ["resident", "officer", "mayor", "auditor"])
    def test_reporter_and_office_read_words_and_number(self, sign_in: SignIn, lamp: Opened, who: str) -> None:
        said = words(sign_in(who).get(f"/c/{lamp.reference}"))
        assert WORDS in said
        assert PHONE in said

    @pytest.mark.parametrize("who", ["outsider", "clerk", "crew", None])
    def test_everyone_else_reads_the_public_face(
        self, sign_in: SignIn, browser: Client, lamp: Opened, who: str | None
    ) -> None:
        page = (sign_in(who) if who else browser).get(f"/c/{lamp.reference}")
        assert page.status_code == 200
        assert lamp.reference in words(page)
        assert not any(secret in page.content.decode() for secret in ("คำลับ", PHONE, CONTACT.phone, CONTACT.email))
        assert not [one for one in read(page).forms if "move" in one.names]

    @pytest.mark.parametrize("who", ["outsider", "mayor", "auditor", "officer", "clerk", None])
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_what_has_no_public_face_is_not_there_for_a_stranger(
        self, sign_in: SignIn, browser: Client, complaint: Opened, who: str | None, language: str
    ) -> None:
        client = sign_in(who) if who else browser
        page, unknown = (client.get(f"{language}/c/{one}") for one in (complaint.reference, "RP69-999999-4"))
        assert page.status_code == unknown.status_code == 404
        assert complaint.reference not in words(page)

    def test_what_was_split_off_is_not_proposed_once_more(
        self, sign_in: SignIn, resident: Actor, officer: Actor
    ) -> None:
        both = filed(resident, clock.now(), description="ไฟทางดับ และถนนเป็นหลุมใหญ่")
        client = sign_in("officer")
        spoken = "The words also speak for: Damaged road"
        assert spoken in words(client.get(f"/en/c/{both.reference}"))
        actions.split(
            actor=officer, now=clock.now(), reference=both.reference, categories=["road"], version=row(both.reference).version
        )  # fmt: skip
        assert spoken not in words(client.get(f"/en/c/{both.reference}"))

    def test_what_another_reporter_of_the_same_thing_answered_is_not_told_as_ones_own(
        self, sign_in: SignIn, lamp: Opened, officer: Actor, outsider: Actor
    ) -> None:
        now = clock.now()
        second = filed(outsider, now - timedelta(minutes=30))
        actions.join(actor=officer, now=now, into=lamp.reference, references=[second.reference])
        moved(officer, now, lamp.reference, "take")
        moved(officer, now, lamp.reference, "complete", note="เสร็จ")
        actions.move(
            actor=outsider, now=now, reference=second.reference, code="confirm", version=row(lamp.reference).version,
            given=With(solved=True),
        )  # fmt: skip
        for one, who in (
            ("outsider", "The reporter"),
            ("resident", "Another reporter"),
            ("officer", "Another reporter"),
        ):
            of = second if one == "outsider" else lamp
            assert f"The resident answered {who}" in words(sign_in(one).get(f"/en/c/{of.reference}")), one

    def test_the_reporter_sees_it(self, sign_in: SignIn, complaint: Opened) -> None:
        assert sign_in("resident").get(f"/c/{complaint.reference}").status_code == 200

    def test_an_officer_is_told_that_the_look_was_written_down_and_the_reporter_reads_it(
        self, sign_in: SignIn, lamp: Opened
    ) -> None:
        page = sign_in("officer").get(f"/c/{lamp.reference}")
        assert "ดำเนินการตามเรื่องที่แจ้ง" in words(page)
        looks = words(sign_in("resident").get("/my/looks/"))
        for line in ("กองช่าง", "วิศวกรโยธา", "ดำเนินการตามเรื่องที่แจ้ง", lamp.reference):
            assert line in looks

    def test_a_page_that_breaks_after_its_look_leaves_the_look(
        self, sign_in: SignIn, lamp: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = sign_in("officer")
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr(present, "page", lambda *_: 1 / 0)
            page = client.get(f"/c/{lamp.reference}")
        assert page.status_code == 500
        assert "คำลับ" not in page.content.decode()
        assert lamp.reference in words(sign_in("resident").get("/my/looks/"))


class TestAddresses:
    @pytest.mark.parametrize("change", [str.lower, lambda text: text.replace("-", ""), lambda text: f" {text} "])
    def test_a_reference_is_understood_however_it_is_typed(
        self, browser: Client, lamp: Opened, change: Callable[[str], str]
    ) -> None:
        page = browser.get(f"/c/{change(lamp.reference)}")
        assert page.status_code == 302
        assert page["Location"] == f"/c/{lamp.reference}"

    def test_a_slip_of_the_pen_is_not_found(self, browser: Client, lamp: Opened) -> None:
        wrong = lamp.reference[:-1] + str((int(lamp.reference[-1]) + 1) % 10)
        for reference in (wrong, "x", "RP", "๑๒๓", "%00"):
            assert browser.get(f"/c/{reference}").status_code == 404


class TestMoves:
    def test_a_move_on_the_page_is_an_act_and_its_effect(self, sign_in: SignIn, lamp: Opened, officer: Actor) -> None:
        page = press(sign_in("officer"), lamp, "take")
        assert page.status_code == 302
        case = row(lamp.reference)
        assert (case.step, case.assignee_id) == ("accepted", officer.subject)
        act = Act.objects.get(about=lamp.uuid, kind="cases.case.moved")
        assert (act.actor_id, act.facts["move"], len(act.request)) == (officer.subject, "take", 32)

    @pytest.mark.parametrize("who", ["outsider", "clerk", "carer", None])
    def test_a_stranger_who_posts_a_move_gets_404(
        self, sign_in: SignIn, browser: Client, lamp: Opened, who: str | None
    ) -> None:
        client = sign_in(who) if who else browser
        page = client.post(f"/c/{lamp.reference}/move", {"move": "take", "take-version": "1"})
        assert page.status_code == 404
        assert (row(lamp.reference).version, moves_of(lamp)) == (1, 0)

    @pytest.mark.parametrize("who", ["mayor", "resident"])
    def test_who_may_look_but_not_act_is_told_so(self, sign_in: SignIn, lamp: Opened, who: str) -> None:
        client = sign_in(who)
        page = client.post(f"/c/{lamp.reference}/move", {"move": "take", "take-version": "1"}, follow=True)
        assert "ไม่มีอำนาจ" in words(page)
        assert moves_of(lamp) == 0

    def test_a_form_with_a_gap_comes_back_with_what_was_typed(self, sign_in: SignIn, lamp: Opened) -> None:
        page = press(sign_in("officer"), lamp, "forward", note="เป็นทางหลวง", office="")
        assert page.status_code == 422
        kept = form(page, "forward")
        assert kept.fields["forward-note"] == ["เป็นทางหลวง"]
        assert kept.fields.get("forward-office") in (None, [""], ["-"])
        assert moves_of(lamp) == 0

    @pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
    def test_nothing_is_no_answer(self, sign_in: SignIn, lamp: Opened, typed: str) -> None:
        assert press(sign_in("officer"), lamp, "answer", note=typed).status_code == 422

    def test_an_old_page_is_a_conflict_in_words(self, sign_in: SignIn, lamp: Opened, officer: Actor) -> None:
        client = sign_in("officer")
        old = form(client.get(f"/c/{lamp.reference}"), "take").fields
        moved(officer, clock.now(), lamp.reference, "answer", note="ขอบคุณครับ")
        page = client.post(f"/c/{lamp.reference}/move", old, follow=True)
        assert "เปลี่ยนไปแล้วระหว่างที่ท่านเปิดหน้าไว้" in words(page)
        assert row(lamp.reference).step == "received"

    def test_words_typed_on_an_old_page_are_not_lost(self, sign_in: SignIn, lamp: Opened, officer: Actor) -> None:
        client = sign_in("officer")
        old = form(client.get(f"/c/{lamp.reference}"), "answer").fields | {"answer-note": "คำตอบที่พิมพ์ไว้นาน"}
        moved(officer, clock.now(), lamp.reference, "take")
        page = client.post(f"/c/{lamp.reference}/move", old)
        assert page.status_code == 409
        assert "คำตอบที่พิมพ์ไว้นาน" in words(page)

    def test_a_double_click_makes_the_move_once(self, sign_in: SignIn, lamp: Opened) -> None:
        client = sign_in("officer")
        sent = form(client.get(f"/c/{lamp.reference}"), "take").fields
        pages = [client.post(f"/c/{lamp.reference}/move", sent, follow=True) for _ in range(2)]
        assert all("เปลี่ยนไปแล้ว" not in words(page) for page in pages)
        assert (row(lamp.reference).version, moves_of(lamp)) == (2, 1)

    @pytest.mark.parametrize("sent", [{}, {"move": ""}, {"move": "nonsense"}, {"move": "\x00"}])
    def test_a_move_that_does_not_exist_is_not_found(self, sign_in: SignIn, lamp: Opened, sent: dict[str, str]) -> None:
        assert sign_in("officer").post(f"/c/{lamp.reference}/move", sent).status_code == 404

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
    def test_a_version_that_is_none_changes_nothing(self, sign_in: SignIn, lamp: Opened, version: str) -> None:
        sent = {"move": "take", "take-version": version, "key": "\x00"}
        assert sign_in("officer").post(f"/c/{lamp.reference}/move", sent).status_code in (409, 422)
        assert row(lamp.reference).version == 1

    def test_an_office_that_was_not_offered_is_refused(self, sign_in: SignIn, lamp: Opened, resident: Actor) -> None:
        page = press(sign_in("officer"), lamp, "redirect", office=str(resident.subject))
        assert page.status_code == 422
        assert row(lamp.reference).office_id == office("sikhio-town.engineering")

    def test_handed_to_another_office_it_is_gone_for_the_former(self, sign_in: SignIn, lamp: Opened) -> None:
        client = sign_in("officer")
        assert press(client, lamp, "redirect", office=str(office("doh"))).status_code == 302
        assert row(lamp.reference).office_id == office("doh")
        page = client.get(f"/c/{lamp.reference}")
        assert "คำลับ" not in page.content.decode()
        (picture,) = documents.photos(lamp.uuid)
        assert client.get(f"/d/{picture.uuid}").status_code == 404

    def test_it_is_made_urgent_with_a_reason_of_the_list_and_calm_again(self, sign_in: SignIn, lamp: Opened) -> None:
        client, url = sign_in("officer"), f"/c/{lamp.reference}/urgent"
        assert url in client.get(f"/c/{lamp.reference}").content.decode()
        assert client.post(url, {"version": 1, "key": "a" * 32}).status_code == 422
        assert "อาจเป็นอันตรายถึงชีวิต" in words(client.get(url))
        assert client.post(url, {"version": 1, "key": "a" * 32, "reason": "life"}).status_code == 302
        assert row(lamp.reference).urgent
        assert "อาจเป็นอันตรายถึงชีวิต" in words(sign_in("resident").get(f"/c/{lamp.reference}"))
        assert client.post(url, {"version": 2, "key": "b" * 32, "reason": "life"}).status_code == 422
        assert client.post(url, {"version": 2, "key": "b" * 32, "reason": "secured"}).status_code == 302
        assert not row(lamp.reference).urgent

    @pytest.mark.parametrize("who", ["outsider", "resident", "clerk", "crew", "mayor"])
    def test_who_does_not_answer_it_makes_nothing_urgent(self, sign_in: SignIn, lamp: Opened, who: str) -> None:
        client, url = sign_in(who), f"/c/{lamp.reference}/urgent"
        assert url not in client.get(f"/c/{lamp.reference}").content.decode()
        assert client.get(url).status_code == 404
        assert client.post(url, {"version": 1, "reason": "life"}).status_code == 404
        assert not row(lamp.reference).urgent

    def test_a_get_moves_nothing(self, sign_in: SignIn, lamp: Opened) -> None:
        assert sign_in("officer").get(f"/c/{lamp.reference}/move", {"move": "take"}).status_code == 405


class TestTheWholeWay:
    def test_taken_ordered_repaired_confirmed_reopened(self, sign_in: SignIn, lamp: Opened) -> None:
        officer, crew, resident = (sign_in(who) for who in ("officer", "crew", "resident"))
        press(officer, lamp, "take")
        assert press(officer, lamp, "order", instruction="เปลี่ยนหลอด LED").status_code == 302
        job = crew.get(f"/c/{lamp.reference}")
        assert "เปลี่ยนหลอด LED" in words(job)
        assert PHONE not in job.content.decode() and CONTACT.name not in job.content.decode()
        far = press(crew, lamp, "finish", photo=jpeg(), lat=14.95, lon=101.7)
        assert far.status_code == 400 and "โปรดถ่ายที่จุดนั้น" in words(far)
        assert press(crew, lamp, "finish", photo=jpeg(), lat=14.9016, lon=101.7181).status_code == 302
        assert Task.objects.get().state == "done"
        asked = resident.get(f"/c/{lamp.reference}").content.decode()
        assert ('name="confirm-solved"' in asked, 'name="reopen-note"' in asked) == (True, False), "one way to say no"
        assert press(resident, lamp, "confirm", solved="no", note="ยังดับอยู่ดวงหนึ่ง").status_code == 302
        case = row(lamp.reference)
        assert (case.step, case.reopened, case.reference) == ("reopened", 1, lamp.reference)
        said = words(resident.get(f"/c/{lamp.reference}"))
        for line in ("รับเรื่องไว้ดำเนินการแล้ว", "สั่งงานให้ช่างแล้ว", "ช่างทำเสร็จแล้ว", "ผู้แจ้งเปิดเรื่องอีกครั้ง", "ยังดับอยู่ดวงหนึ่ง"):
            assert line in said

    def test_an_after_photo_that_is_none_is_said_and_the_work_stays_open(
        self, sign_in: SignIn, lamp: Opened, officer: Actor
    ) -> None:
        now = clock.now()
        moved(officer, now, lamp.reference, "take")
        moved(officer, now, lamp.reference, "order", instruction="เปลี่ยนหลอด")
        crew = sign_in("crew")
        page = press(crew, lamp, "finish", photo=SimpleUploadedFile("after.jpg", b"MZ not a picture"))
        said = words(crew.get(page["Location"])) if page.status_code == 302 else words(page)
        assert "ข้างในไม่ใช่ภาพถ่าย" in said
        assert row(lamp.reference).step == "ordered"


class TestPhotographs:
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("resident", 200),
            ("officer", 200),
            ("mayor", 200),
            ("outsider", 404),
            ("clerk", 404),
            ("crew", 404),
            (None, 404),
        ],
    )
    def test_an_original_opens_to_whom_its_page_shows_it(
        self, sign_in: SignIn, browser: Client, lamp: Opened, who: str | None, status: int
    ) -> None:
        (original,) = documents.photos(lamp.uuid)
        page = (sign_in(who) if who else browser).get(f"/d/{original.uuid}")
        assert page.status_code == status
        if status == 200:
            assert page.content[:2] == b"\xff\xd8"
            assert page["Cache-Control"] == "no-store"

    def test_one_that_does_not_exist_is_not_found(self, sign_in: SignIn, lamp: Opened) -> None:
        assert sign_in("officer").get(f"/d/{lamp.uuid}").status_code == 404


class TestFollowing:
    @pytest.fixture
    def unnamed(self, house: None) -> Opened:
        return filed(None, clock.now() - timedelta(hours=1))

    def test_number_and_key_open_the_own_report_anywhere(self, browser: Client, unnamed: Opened) -> None:
        page = browser.post("/follow/", {"reference": unnamed.reference, "key": unnamed.follow_key}, follow=True)
        assert page.redirect_chain == [(f"/c/{unnamed.reference}", 302)]
        assert WORDS in words(page)

    def test_and_no_other(self, browser: Client, unnamed: Opened, lamp: Opened, complaint: Opened) -> None:
        browser.post("/follow/", {"reference": unnamed.reference, "key": unnamed.follow_key})
        assert "คำลับ" not in browser.get(f"/c/{lamp.reference}").content.decode()
        assert browser.get(f"/c/{complaint.reference}").status_code == 404

    def test_with_the_key_one_may_answer_and_reopen(self, browser: Client, unnamed: Opened, officer: Actor) -> None:
        moved(officer, clock.now(), unnamed.reference, "reject", reason="นอกเขต")
        browser.post("/follow/", {"reference": unnamed.reference, "key": unnamed.follow_key})
        assert press(browser, unnamed, "reopen", note="อยู่ในเขตครับ").status_code == 302
        assert row(unnamed.reference).step == "reopened"

    @pytest.mark.parametrize("key", ["0000-0000-0000", "", "x", "ก" * 40, "-", "\u200b", "0" * 41])
    def test_a_wrong_key_opens_nothing_and_says_so(self, browser: Client, unnamed: Opened, key: str) -> None:
        page = browser.post("/follow/", {"reference": unnamed.reference, "key": key})
        assert page.status_code == 422
        assert form(page, "key").fields["reference"] == [unnamed.reference]
        assert "คำลับ" not in browser.get(f"/c/{unnamed.reference}").content.decode()

    def test_wrong_key_and_unknown_number_sound_the_same(self, browser: Client, unnamed: Opened) -> None:
        sent = [(unnamed.reference, "0000-0000-0000"), ("RP69-999999-4", unnamed.follow_key)]
        first, second = (words(browser.post("/follow/", {"reference": ref, "key": key})) for ref, key in sent)
        assert first == second

    def test_guessing_is_slowed_down(self, browser: Client, unnamed: Opened) -> None:
        sent = {"reference": unnamed.reference, "key": "0000-0000-0000"}
        statuses = [browser.post("/follow/", sent).status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429]
