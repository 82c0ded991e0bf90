"""Publishing by page, without a script: choose, look at the copy, publish."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from korat.blocks.cases.values import Opened
from korat.blocks.documents import queries as documents
from korat.blocks.documents.copies import faces
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from tests.blocks.documents import pictures
from tests.pages import read, words
from tests.reports import filed, photo, row

if TYPE_CHECKING:
    from django.http import HttpResponse

SignIn = Callable[[str], Client]
TOLD = "ไฟดับ <b>มืด</b> โทร 081-234 5678 หรือไลน์ somchai99"


@pytest.fixture
def lamp(resident: Actor) -> Opened:
    at = clock.now() - timedelta(hours=1)
    return filed(resident, at, photos=(photo(at),), description=TOLD)


def original(lamp: Opened) -> str:
    return next(str(one.uuid) for one in documents.photos(lamp.uuid) if not one.public)


def ask(client: Client, lamp: Opened) -> dict[str, Any]:
    return dict(read(client.get(f"/c/{lamp.reference}/publish/publish")).forms[0].fields)


def send(client: Client, lamp: Opened, fields: dict[str, Any], go: str) -> HttpResponse:
    return client.post(f"/c/{lamp.reference}/publish/publish", {**fields, "go": go})


def looked_at(client: Client, page: HttpResponse) -> list[bytes]:
    """What a browser fetches that shows the pictures of the page."""
    found = re.findall(r'<img src="(/c/[^"]+/copy/[^"]+)"', page.content.decode())
    return [client.get(url).content for url in found]


def test_the_case_page_leads_to_it_and_takes_no_text_by_itself(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    page = officer.get(f"/c/{lamp.reference}")
    assert f"/c/{lamp.reference}/publish/publish" in read(page).links
    sent = {"move": "publish", "publish-version": "1", "publish-public_text": "ทางลัด"}
    assert officer.post(f"/c/{lamp.reference}/move", sent).status_code == 404
    assert row(lamp.reference).public_text == ""


def test_what_was_shown_is_published_and_the_original_stays_shut(
    sign_in: SignIn, browser: Client, lamp: Opened
) -> None:
    officer = sign_in("officer")
    fields = ask(officer, lamp)
    assert len(fields["hide"]) == 2
    fields |= {"photo": original(lamp), f"cell-{original(lamp)}": ["1", "2"]}
    page = send(officer, lamp, fields, "show")
    said = words(page)
    assert "081" not in said and "somchai99" not in said
    (copy,) = looked_at(officer, page)
    assert pictures.opened(copy).getpixel((3, 3)) != (255, 255, 255)
    done = send(officer, lamp, dict(read(page).forms[0].fields), "publish")
    assert (done.status_code, done["Location"]) == (302, f"/c/{lamp.reference}")
    public = browser.get(f"/c/{lamp.reference}")
    assert "ไฟดับ <b>มืด</b> โทร [" in words(public)
    (shown,) = [one for one in documents.photos(lamp.uuid) if one.public]
    assert browser.get(f"/d/{shown.uuid}").content == copy
    assert browser.get(f"/d/{original(lamp)}").status_code == 404
    move, published = ledger_read.about(lamp.uuid, since=clock.now() - timedelta(minutes=5))[-2:]
    assert (move.facts["hidden"], published.facts["hidden"]) == ({"line": 1, "phone": 1}, {"part": 2})


def test_a_proposal_that_was_unticked_stays_and_one_typed_since_is_hidden(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    fields = ask(officer, lamp)
    fields["hide"] = [name for name in fields["hide"] if name.startswith("line")]
    fields["text"] = [TOLD + " อีเมล a.b@example.com"]
    page = send(officer, lamp, fields, "show")
    assert "081-234 5678" in words(page)
    assert "somchai99" not in words(page) and "a.b@example.com" not in words(page)
    again = send(officer, lamp, dict(read(page).forms[0].fields), "change")
    assert "a.b@example.com" in words(again)


def test_a_photo_that_the_browser_never_fetched_is_not_published(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    page = send(officer, lamp, ask(officer, lamp) | {"photo": original(lamp)}, "show")
    refused = send(officer, lamp, dict(read(page).forms[0].fields), "publish")
    assert refused.status_code == 409
    assert "ยังไม่ได้ดูภาพ" in words(refused)
    assert row(lamp.reference).public_text == ""


def test_other_words_than_those_shown_are_shown_first(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    fields = dict(read(send(officer, lamp, ask(officer, lamp), "show")).forms[0].fields)
    page = send(officer, lamp, fields | {"text": ["คำอื่น"]}, "publish")
    assert page.status_code == 200 and "คำอื่น" in words(page)
    assert row(lamp.reference).public_text == ""


def test_line_ends_as_a_browser_sends_them_change_nothing(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    page = send(officer, lamp, ask(officer, lamp) | {"text": ["หนึ่ง\r\nสอง"]}, "show")
    fields = dict(read(page).forms[0].fields)
    fields |= {name: [re.sub("\r?\n", "\r\n", one) for one in fields[name]] for name in ("text", "shown")}
    assert send(officer, lamp, fields, "publish").status_code == 302
    assert row(lamp.reference).public_text == "หนึ่ง\nสอง"


def test_what_was_hidden_in_published_words_is_not_told_as_taken_off(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    page = send(officer, lamp, ask(officer, lamp), "show")
    assert send(officer, lamp, dict(read(page).forms[0].fields), "publish").status_code == 302
    told = words(officer.get(f"/en/c/{lamp.reference}"))
    assert "A text was published" in told
    assert "Taken off the public pages" not in told


def test_where_nobody_could_look_the_page_says_so_and_asks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign_in: SignIn, lamp: Opened
) -> None:
    monkeypatch.setattr(faces, "MODEL", tmp_path / "none.onnx")
    officer = sign_in("officer")
    fields = ask(officer, lamp) | {"photo": original(lamp)}
    refused = send(officer, lamp, fields, "show")
    assert refused.status_code == 400
    assert "หาใบหน้าในภาพนี้ให้ไม่ได้" in words(refused)
    assert send(officer, lamp, fields | {f"looked-{original(lamp)}": "on"}, "show").status_code == 200


def test_an_empty_text_and_one_that_is_too_long_are_said(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    for text in ("", "ก" * 2001):
        page = send(officer, lamp, ask(officer, lamp) | {"text": [text]}, "show")
        assert page.status_code == 422
        assert "error-summary" in page.content.decode()
    many = "เลขที่ 1 " * 220
    assert send(officer, lamp, ask(officer, lamp) | {"text": [many], "hide": []}, "show").status_code == 400


def test_a_double_click_publishes_once(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    page = send(officer, lamp, ask(officer, lamp) | {"photo": original(lamp)}, "show")
    looked_at(officer, page)
    fields = dict(read(page).forms[0].fields)
    assert [send(officer, lamp, fields, "publish").status_code for _ in range(2)] == [302, 302]
    assert len([one for one in documents.photos(lamp.uuid) if one.public]) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("clerk", 404), ("resident", 403), ("crew", 403), (None, 404)]
)
def test_nobody_else_opens_it(sign_in: SignIn, browser: Client, lamp: Opened, who: str | None, status: int) -> None:
    client = sign_in(who) if who else browser
    assert client.get(f"/c/{lamp.reference}/publish/publish").status_code == status
    assert client.post(f"/c/{lamp.reference}/publish/publish", {"text": "x", "go": "show"}).status_code == status


def test_what_is_no_such_move_is_not_found(sign_in: SignIn, lamp: Opened) -> None:
    officer = sign_in("officer")
    assert officer.get(f"/c/{lamp.reference}/publish/take").status_code == 404
    assert officer.get("/c/L69-999999-9/publish/publish").status_code == 404
    assert officer.get(f"/c/{lamp.reference}/copy/nonsense").status_code == 404
