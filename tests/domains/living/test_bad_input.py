"""Bad input: a clear sentence, what was typed is still there, and nothing half-written."""

from __future__ import annotations

import errno
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from korat.blocks.cases.models import Case
from korat.blocks.documents import actions as documents
from korat.blocks.documents import store
from korat.blocks.documents.models import Upload
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.models import Act, Subject
from tests.blocks.documents.pictures import red_corner, saved
from tests.domains.living.slips import ANSWERS, URL
from tests.pages import form, words

if TYPE_CHECKING:
    from django.http import HttpResponse

Send = Callable[..., "HttpResponse"]


def photo(data: bytes, name: str = "lamp.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it holds 400 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def animation() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8)).save(made, "GIF")
    return made.getvalue()


def nothing_written() -> bool:
    return not Case.objects.exists() and not Subject.objects.filter(kind="unnamed").exists()


def files() -> set[Path]:
    return {path for path in (settings.KORAT.home / "files").rglob("*") if path.is_file()}


class TestPhotographs:
    @pytest.mark.parametrize(
        ("data", "name", "said"),
        [
            (b"", "lamp.jpg", "ว่างเปล่า"),
            (b"MZ this is a program", "lamp.jpg", "ข้างในไม่ใช่ภาพ"),
            (b"%PDF-1.7 ...", "letter.pdf", "ไม่ใช่ภาพถ่าย"),
            (saved(red_corner(), "JPEG")[:200], "lamp.jpg", "เสียหาย"),
            (animation(), "lamp.gif", "ไม่ใช่ภาพถ่าย"),
            (bomb(), "lamp.png", "พิกเซล"),
        ],
        ids=["empty", "a program called .jpg", "a letter", "half a picture", "another format", "a bomb"],
    )
    def test_what_is_no_photograph_is_said_in_words_and_the_answers_stay(
        self, send: Send, data: bytes, name: str, said: str
    ) -> None:
        before = files()
        page = send(step="photo", photo=photo(data, name))
        assert page.status_code == 422
        assert said in words(page)
        kept = form(page, "photo").fields
        assert {name: kept[name] for name in ANSWERS} == {name: [one] for name, one in ANSWERS.items()}
        assert (Upload.objects.count(), files()) == (0, before)

    def test_a_huge_file_is_refused_before_it_is_opened(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "MOST_BYTES", 10_000)
        page = send(step="photo", photo=photo(saved(red_corner(), "JPEG") + bytes(20_000)))
        assert page.status_code == 422
        assert "เมกะไบต์" in words(page)
        assert Upload.objects.count() == 0

    def test_a_full_disk_is_said_in_words_and_leaves_neither_row_nor_file(
        self, send: Send, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        before = files()
        with monkeypatch.context() as disk:
            disk.setattr(store.os, "fsync", full)
            disk.setattr(FileSystemStorage, "_save", full)
            page = send(step="photo", photo=photo(saved(red_corner(), "JPEG")))
        assert page.status_code == 422
        assert "ไม่มีที่เก็บไฟล์เพียงพอ" in words(page)
        assert (Upload.objects.count(), files()) == (0, before)
        assert send(step="photo", photo=photo(saved(red_corner(), "JPEG"))).status_code == 200

    @pytest.mark.parametrize("handle", ["nonsense", "a:b:c", "x" * 5000])
    def test_a_handle_that_is_none_of_ours_is_said_and_nothing_is_sent(self, send: Send, handle: str) -> None:
        page = send(handle=handle)
        assert "หมดเวลาหรือถูกใช้ไปแล้ว" in page.content.decode()
        assert nothing_written()

    def test_a_handle_serves_one_report(self, send: Send) -> None:
        handle = form(send(step="photo", photo=photo(saved(red_corner(), "JPEG"))), "landmark").fields["handle"]
        send(handle=handle)
        send(handle=handle)
        assert Case.objects.count() == 1


class TestPlaces:
    @pytest.mark.parametrize(
        ("point", "said"),
        [(("13.75", "100.50"), "อยู่นอกจังหวัด"), (("0", "0"), "อยู่นอกจังหวัด"), (("95", "101.7"), "พิกัดไม่ถูกต้อง")],
    )
    def test_coordinates_outside_the_province_are_refused_in_words(
        self, send: Send, point: tuple[str, str], said: str
    ) -> None:
        page = send(lat=point[0], lon=point[1])
        assert page.status_code == 422
        assert said in words(page)
        assert form(page, "landmark").fields["landmark"] == ["หน้าวัด"]
        assert nothing_written()

    @pytest.mark.parametrize("typed", ["nan", "inf", "1e400", "x", "14.9; DROP TABLE"])
    def test_coordinates_that_are_no_numbers_are_refused(self, send: Send, typed: str) -> None:
        assert send(lat=typed, lon="101.7").status_code == 422
        assert nothing_written()

    @pytest.mark.parametrize("metres", ["-5", "1e300", "99999999999", "0.4"])
    def test_an_accuracy_that_cannot_be_does_not_break_the_report(self, send: Send, metres: str) -> None:
        page = send(lat="14.90157", lon="101.71811", accuracy=metres)
        assert page.status_code == 200, words(page)[:300]
        assert Case.objects.get().accuracy_m in (None, 0)

    def test_an_unknown_pole_is_said_and_the_rest_stays(self, send: Send) -> None:
        page = send(pole="DEMO-99-999")
        assert page.status_code == 422
        assert form(page, "landmark").fields["pole"] == ["DEMO-99-999"]

    @pytest.mark.parametrize("field", ["community", "inside", "area"])
    def test_a_place_that_the_pack_does_not_know_is_refused(self, send: Send, field: str) -> None:
        assert send(**{field: "atlantis"}).status_code == 422
        assert nothing_written()

    def test_no_place_at_all_is_asked_for(self, send: Send) -> None:
        assert send(community="", landmark="", inside="").status_code == 422
        assert nothing_written()


@pytest.mark.parametrize("category", ["young-tree", "", "LIGHT", "light' OR 1=1", None])
def test_a_category_of_another_pack_is_refused_and_the_words_stay(send: Send, category: str | None) -> None:
    page = send(category=category)
    assert page.status_code == 422
    assert form(page, "category").fields["description"] == [ANSWERS["description"]]
    assert nothing_written()


class TestText:
    def test_a_text_that_is_too_long_comes_back_whole(self, send: Send) -> None:
        page = send(description="ก" * 4001)
        assert page.status_code == 422
        assert "ไม่เกิน 4,000 ตัวอักษร" in words(page)
        assert form(page, "description").fields["description"] == ["ก" * 4001]
        assert nothing_written()

    @pytest.mark.parametrize("csrf", [False, True])
    def test_a_field_of_a_megabyte_is_refused_in_words(
        self, answers: Callable[..., dict[str, Any]], csrf: bool, house: None
    ) -> None:
        client = Client(enforce_csrf_checks=csrf)
        client.get(URL)
        page = client.post(URL, answers(description="x" * 1_000_000))
        assert page.status_code == 413
        assert "ใหญ่เกินไป" in page.content.decode()
        assert nothing_written()

    def test_so_is_a_form_of_a_thousand_fields(self, browser: Client, answers: Callable[..., dict[str, Any]]) -> None:
        page = browser.post(URL, answers(**{f"extra{number}": "x" for number in range(1000)}))
        assert page.status_code in (400, 413)
        assert nothing_written()

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("ไฟดับ 😀👨‍👩‍👧", "ไฟดับ 😀👨‍👩‍👧"),
            ("ไฟ\u200bดับ\ufeff\u2066\x00\x07", "ไฟดับ"),
            ("บรรทัด\r\n\r\n\r\n\r\nใหม่", "บรรทัด\n\nใหม่"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ],
    )
    def test_emoji_stay_and_what_nobody_sees_goes(self, browser: Client, send: Send, typed: str, kept: str) -> None:
        from korat.blocks.cases.models import CaseReport
        from korat.blocks.people import queries as people
        from korat.kernel import clock

        page = send(description=typed)
        assert page.status_code == 200
        case = Case.objects.get()
        reporter = people.actor_of(case.subject_id)
        assert reporter is not None
        with ledger.look(actor=reporter, purpose="self", subjects=[case.subject_id], now=clock.now()):
            assert CaseReport.objects.get().description == kept
        assert "<script>alert" not in browser.get(f"/c/{case.reference}").content.decode()

    def test_no_words_at_all_are_enough(self, send: Send) -> None:
        assert send(description="\u200b \n").status_code == 200
        assert Case.objects.count() == 1


class TestContact:
    @pytest.mark.parametrize("typed", ["๐๘๑-๒๓๔-๕๖๗๘", "+66 (0)81 234 5678", "081\u200b2345678"])
    def test_a_number_is_understood_however_it_is_typed(self, send: Send, typed: str) -> None:
        page = send(step="contact", checked="1", phone=typed)
        assert page.status_code == 200
        assert "081-234-5678" in words(page)

    @pytest.mark.parametrize(
        ("field", "typed"), [("phone", "12"), ("phone", "๙" * 30), ("email", "x@"), ("email", "ไทย")]
    )
    def test_what_is_none_is_said_and_stays_to_be_mended(self, send: Send, field: str, typed: str) -> None:
        page = send(**{field: typed})
        assert page.status_code == 422
        assert form(page, "phone").fields[field] == [typed]
        assert form(page, "phone").fields["description"] == [ANSWERS["description"]]
        assert nothing_written()


def test_less_than_nothing_is_no_number(send: Send) -> None:
    page = send(step="details", **{"q-lamps": "-3"})
    assert page.status_code == 422
    assert "-3" in form(page, "description").fields["q-lamps"]


@pytest.mark.parametrize(
    "asked", [{"step": "nonsense"}, {"go": "nonsense"}, {"key": "x" * 3000}, {"key": ""}, {"key": "\u0e01\x00"}]
)
def test_fields_that_no_page_sends_break_nothing(send: Send, asked: dict[str, str]) -> None:
    assert send(**asked).status_code in (200, 422)


def test_a_refused_report_leaves_no_act(send: Send) -> None:
    before = Act.objects.count()
    send(category="nonsense")
    send(phone="12")
    assert Act.objects.count() == before


def test_who_sends_more_reports_than_a_person_can_is_asked_to_wait(send: Send) -> None:
    pages = [send() for _ in range(31)]
    assert [page.status_code for page in pages] == [200] * 30 + [429]
    assert "โปรดรอ" in words(pages[-1])
    assert Case.objects.count() == 30


def test_a_form_from_elsewhere_is_refused_in_words(answers: Callable[..., dict[str, Any]], house: None) -> None:
    page = Client(enforce_csrf_checks=True).post(URL, answers())
    assert page.status_code == 403
    assert "โหลดหน้าใหม่" in page.content.decode()
    assert nothing_written()
