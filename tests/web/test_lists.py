"""The list of a desk: many at once, kept filters, the file, the sheet; and beside a case: colleagues and notes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from korat.blocks.cases import actions, queries
from korat.blocks.cases.models import CaseComment, SavedFilter
from korat.blocks.cases.values import Opened, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.places.models import Place
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.kernel.geo import Point
from tests.cast import holder
from tests.pages import read, words
from tests.reports import BEND, COMMUNITY, CONTACT, TOWN, WORDS, filed, moved, office, row

SignIn = Callable[[str], Client]


@pytest.fixture
def lamps(resident: Actor) -> list[Opened]:
    return [filed(resident, clock.now() - timedelta(hours=3 - number)) for number in range(3)]


def body(response: HttpResponseBase) -> str:
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response).decode()


class TestManyAtOnce:
    def test_marked_chosen_said_once_and_each_answers_for_itself(
        self, sign_in: SignIn, officer: Actor, lamps: list[Opened]
    ) -> None:
        client = sign_in("officer")
        assert client.get("/desk/").content.decode().count('name="case"') == 3
        marked = [one.reference for one in lamps]
        page = words(client.get("/desk/together/", {"case": marked}))
        assert "รับเรื่องไว้ทำ" in page and "ส่งต่อหน่วยงานอื่น" not in page
        move = "report-problem:answer"
        form = client.get("/desk/together/", {"case": marked, "move": move}).content.decode()
        assert form.count("~1") == 3
        moved(officer, clock.now(), marked[1], "take")
        sent = {"case": [f"{one}~1" for one in marked], "move": move, "answer-note": "จะไปดูพรุ่งนี้", "key": "a" * 32}
        done = client.post("/desk/together/", sent)
        assert done.status_code == 200
        assert [row(one).version for one in marked] == [2, 2, 2]
        assert row(marked[0]).answered_at is not None
        assert "เรื่องนี้เปลี่ยนไปแล้ว" in words(done)

    def test_what_does_not_fit_is_named_with_its_reason_before_and_after(
        self, sign_in: SignIn, officer: Actor, lamps: list[Opened]
    ) -> None:
        client, (fits, taken, gone) = sign_in("officer"), [one.reference for one in lamps]
        moved(officer, clock.now(), taken, "take")
        moved(officer, clock.now(), gone, "redirect", office=office("sikhio-town.public-health"))
        move = "report-problem:take"
        page = client.get("/en/desk/together/", {"case": [fits, taken, gone], "move": move})
        sent = read(page).forms[-1]
        done = client.post("/en/desk/together/", sent.filled())
        for one in (page, done):
            assert f"{taken} It stands at “In progress”, from where this is not done." in words(one)
            assert f"{gone} It is not with your office, or no longer." in words(one)
            assert f"/en/c/{taken}" in read(one).links and f"/en/c/{gone}" not in read(one).links
        assert sent.fields["left"] == [taken, gone]
        assert "1 / 3" in words(done) and row(fits).step == "accepted" and row(taken).version == 2

    def test_those_that_tell_of_one_thing_are_joined_under_the_one_that_is_chosen(
        self, sign_in: SignIn, officer: Actor, lamps: list[Opened]
    ) -> None:
        client, marked = sign_in("officer"), [one.reference for one in lamps]
        assert 'value="join"' in client.get("/desk/together/", {"case": marked}).content.decode()
        page = client.get("/desk/together/", {"case": marked, "move": "join"}, follow=True)
        assert page.content.decode().count('name="case"') == 3
        assert page.context["form"].initial["lead"] == marked[0]
        moved(officer, clock.now(), marked[2], "redirect", office=office("sikhio-town.public-health"))
        done = client.post("/desk/together/join/", {"case": marked, "lead": marked[1], "key": "a" * 32})
        assert [row(one).state for one in marked] == ["joined", "open", "open"]
        assert row(marked[1]).leads == 1
        assert f"{marked[2]} ไม่ได้อยู่กับหน่วยงานของท่าน" in words(done)

    def test_the_page_says_how_far_apart_they_lie_and_asks_why_they_are_one(
        self, sign_in: SignIn, outsider: Actor, lamps: list[Opened]
    ) -> None:
        far = filed(outsider, clock.now(), where=Where(COMMUNITY, TOWN, True, Point(BEND.lat + 0.02, BEND.lon)))
        client, marked = sign_in("officer"), [lamps[0].reference, far.reference]
        address = "/en/desk/together/join/"
        assert "lie 2.2 km apart" in words(client.get(address, {"case": marked}))
        near = words(client.get(address, {"case": [one.reference for one in lamps]}))
        assert "apart" not in near
        sent = {"case": marked, "lead": marked[0], "key": "a" * 32}
        assert client.post(address, sent).status_code == 422
        assert row(far.reference).state == "open"
        assert client.post(address, {**sent, "reason": "สายไฟเส้นเดียวกัน"}).status_code == 200
        assert row(far.reference).state == "joined"

    def test_none_leads_unless_it_was_marked_and_an_outsider_joins_nothing(
        self, sign_in: SignIn, lamps: list[Opened]
    ) -> None:
        marked = [one.reference for one in lamps[:2]]
        sent = {"case": marked, "lead": lamps[2].reference, "key": "a" * 32}
        assert sign_in("officer").post("/desk/together/join/", sent).status_code == 422
        assert sign_in("clerk").post("/desk/together/join/", {**sent, "lead": marked[0]}).status_code == 200
        assert sign_in("outsider").post("/desk/together/join/", {**sent, "lead": marked[0]}).status_code == 404
        assert {row(one).state for one in marked} == {"open"}

    def test_a_gap_comes_back_with_what_was_marked(self, sign_in: SignIn, lamps: list[Opened]) -> None:
        sent = {"case": [f"{lamps[0].reference}~1"], "move": "report-problem:answer", "key": "a" * 32}
        page = sign_in("officer").post("/desk/together/", sent)
        assert page.status_code == 422 and f"{lamps[0].reference}~1" in page.content.decode()
        assert row(lamps[0].reference).version == 1

    def test_whoever_has_no_authority_over_them_marks_nothing(
        self, sign_in: SignIn, browser: Client, lamps: list[Opened]
    ) -> None:
        marked = {"case": [one.reference for one in lamps]}
        assert lamps[0].reference not in words(sign_in("clerk").get("/desk/together/", marked))
        assert sign_in("outsider").get("/desk/together/", marked).status_code == 404
        assert browser.get("/desk/together/", marked).status_code == 302

    @pytest.mark.parametrize("case", ["", "~", "x~y", "RP69-000001-0~99999999999999", "'; --"])
    def test_nonsense_is_nothing_marked(self, sign_in: SignIn, case: str) -> None:
        assert sign_in("officer").get("/desk/together/", {"case": case, "move": "?"}).status_code == 200


class TestKeptFilters:
    def test_a_filter_is_kept_shown_and_removed(self, sign_in: SignIn, lamps: list[Opened]) -> None:
        client = sign_in("officer")
        sent = {"name": "ไฟดับเกินกำหนด", "category": "light", "late": "on", "next": "//evil.example", "shared": "on"}
        assert client.post("/desk/filters/", sent)["Location"] == "/desk/?category=light&late=on"
        assert 'href="?category=light&amp;late=on"' in client.get("/desk/").content.decode()
        kept = SavedFilter.objects.get()
        assert sign_in("clerk").post(f"/desk/filters/{kept.pk}/drop").status_code == 404
        assert client.post(f"/desk/filters/{kept.pk}/drop").status_code == 302
        assert not SavedFilter.objects.exists()

    def test_a_colleague_removes_what_was_kept_for_the_office_and_nothing_of_ones_own(self, sign_in: SignIn) -> None:
        client, colleague = sign_in("officer"), holder("sikhio-town.engineer", clock.now())
        client.post("/desk/filters/", {"name": "ของฉัน", "late": "on"})
        client.post("/desk/filters/", {"name": "ของกอง", "late": "on", "shared": "on"})
        own, shared = SavedFilter.objects.order_by("pk")
        assert [(one.name, one.own) for one in queries.saved_filters(colleague)] == [("ของกอง", True)]
        with pytest.raises(NotFound):
            actions.drop_filter(actor=colleague, now=clock.now(), id=own.pk)
        for who in ("outsider", "clerk", "mayor"):
            assert sign_in(who).post(f"/desk/filters/{shared.pk}/drop").status_code in (302, 404)
        assert SavedFilter.objects.count() == 2
        actions.drop_filter(actor=colleague, now=clock.now(), id=shared.pk)
        assert SavedFilter.objects.get() == own

    def test_without_a_name_nothing_is_kept(self, sign_in: SignIn) -> None:
        client = sign_in("officer")
        client.post("/desk/filters/", {"name": " "})
        assert not SavedFilter.objects.exists()
        assert sign_in("outsider").post("/desk/filters/", {"name": "x"}).status_code == 404


class TestTheFile:
    def test_it_says_whose_when_and_by_which_filters_and_holds_facts_alone(
        self, sign_in: SignIn, lamps: list[Opened]
    ) -> None:
        answer = sign_in("officer").post("/desk/list.csv", {"category": "light", "state": ""})
        text = body(answer)
        local = timezone.localtime(clock.now(), catalog.zone())
        assert f"reports-{local:%Y%m%d-%H}" in answer["Content-Disposition"]
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        heading = next(number for number, line in enumerate(rows) if not line) + 1
        assert [line[1] for line in rows[:heading] if len(line) > 1 and line[1] == "ไฟทางดับ"] == ["ไฟทางดับ"]
        assert [line[0] for line in rows[heading + 1 :]] == [one.reference for one in lamps]
        assert not any(word in text for word in (WORDS, CONTACT.name, CONTACT.phone, CONTACT.email, "คำลับ"))
        assert Act.objects.get(kind="cases.queue.exported").facts["category"] == "light"

    def test_a_name_that_begins_like_a_formula_is_harmless(self, sign_in: SignIn, lamps: list[Opened]) -> None:
        from korat.web.present.spreadsheet import line

        for begin in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"):
            (cell,) = next(csv.reader(io.StringIO(line([begin]), newline="")))
            assert cell.startswith("'")
        assert Place.objects.exists()

    def test_only_officials_take_it(self, sign_in: SignIn, browser: Client) -> None:
        assert sign_in("outsider").post("/desk/list.csv").status_code == 404
        assert browser.post("/desk/list.csv").status_code == 302
        assert not Act.objects.filter(kind="cases.queue.exported").exists()


class TestTheSheet:
    def test_a_crew_sees_place_landmark_order_and_code_and_nobodys_name(
        self, sign_in: SignIn, officer: Actor, lamps: list[Opened]
    ) -> None:
        moved(officer, clock.now(), lamps[0].reference, "take")
        moved(officer, clock.now(), lamps[0].reference, "order", instruction="เปลี่ยนหลอด LED")
        client = sign_in("crew")
        assert "/desk/sheet/" in client.get("/desk/").content.decode()
        page = client.get("/desk/sheet/")
        text = words(page)
        assert lamps[0].reference in text and "เปลี่ยนหลอด LED" in text and "หน้าวัด" in text
        assert "data:image/svg+xml" in page.content.decode()
        assert CONTACT.name not in text and CONTACT.phone not in text
        assert sign_in("outsider").get("/desk/sheet/").status_code == 404


class TestBesideTheCase:
    def test_a_colleague_is_chosen_by_post(self, sign_in: SignIn, lamps: list[Opened]) -> None:
        colleague = holder("sikhio-town.engineer", clock.now())
        client, reference = sign_in("officer"), lamps[0].reference
        assert f"/c/{reference}/colleague" in client.get(f"/c/{reference}").content.decode()
        assert client.get(f"/c/{reference}/colleague").status_code == 200
        sent = {"official": str(colleague.subject), "version": 1, "key": "b" * 32}
        assert client.post(f"/c/{reference}/colleague", sent).status_code == 302
        assert row(reference).assignee_id == colleague.subject
        assert "อยู่กับ" in words(client.get(f"/c/{reference}")) or "With" in words(client.get(f"/c/{reference}"))
        for who in ("outsider", "clerk", "mayor"):
            assert sign_in(who).get(f"/c/{reference}/colleague").status_code == 404

    def test_a_note_is_read_inside_and_its_line_is_on_no_other_timeline(
        self, sign_in: SignIn, lamps: list[Opened]
    ) -> None:
        client, reference = sign_in("officer"), lamps[0].reference
        assert client.post(f"/c/{reference}/note", {"words": "ขอความเห็น คำลับ-5f", "key": "c" * 32}).status_code == 302
        assert CaseComment.objects.using("owner").count() == 1
        assert "คำลับ-5f" in words(client.get(f"/c/{reference}"))
        for other in (sign_in("resident"), Client()):
            page = words(other.get(f"/c/{reference}"))
            assert "คำลับ-5f" not in page and "บันทึก" not in page.split("เกิดอะไรขึ้นบ้าง")[-1]
        assert sign_in("outsider").post(f"/c/{reference}/note", {"words": "x"}).status_code == 404

    def test_a_public_note_stands_on_the_public_page(self, sign_in: SignIn, lamps: list[Opened]) -> None:
        client, reference = sign_in("officer"), lamps[0].reference
        client.post(f"/c/{reference}/note", {"words": "ช่างเข้าวันพุธ", "public": "on", "key": "d" * 32})
        assert "ช่างเข้าวันพุธ" in words(Client().get(f"/c/{reference}"))
