"""A whole journey, with its errors: neither keys nor codes nor names come out in the log, or in an answer to someone else."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import actions as messages
from korat.blocks.messages import queries as posts
from korat.blocks.people import actions as people
from korat.blocks.reactions.follow import follow
from korat.config.logs import Json
from korat.web.middleware.requests import Numbered
from tests.reports import CONTACT, WORDS, filed, moved

PHONE = "+66899990077"


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """All that every logger says, of everyday things too, as production writes it."""
    said, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Json())
    handler.addFilter(Numbered())
    levels = {name: logging.getLogger(name).level for name in ("", "korat", "django", "allauth")}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


PUBLIC = {".pub", ".crt", ".pem"}


def key_files() -> list[Path]:
    """The files of keys, but for public parts, which everyone may have."""
    return [path for path in (settings.KORAT.home / "keys").rglob("*") if path.is_file() and path.suffix not in PUBLIC]


def keys() -> set[str]:
    """Every key of this installation, as its settings and its files hold it."""
    files = {path.read_bytes().decode("utf-8", "replace").strip() for path in key_files()}
    return {settings.SECRET_KEY, settings.KORAT_PEPPER, settings.KORAT_CITIZEN_KEY} | {one for one in files if one}


def journey(browser: Client, resident: Actor, officer: Actor, now: datetime) -> tuple[set[str], str]:
    """Sign in, report, be handled, ask, follow, fail in many ways. The secrets used, and every answer."""
    heard: list[str] = []

    def go(answer: object) -> None:
        heard.append(getattr(answer, "content", b"").decode("utf-8", "replace"))

    go(browser.post("/sign-in/", {"address": PHONE}))
    code = re.search(r"\d{6}", posts.demo_posts()[0].body)
    assert code is not None
    go(browser.post("/sign-in/code/", {"code": "000000"}))
    go(browser.post("/sign-in/code/", {"code": code[0]}))
    unnamed, own = filed(None, now), filed(resident, now)
    moved(officer, now, own.reference, "take")
    while sealing.seal() + follow(now):
        pass
    messages.deliver_due(now)
    token = people.issue_token(actor=resident, person=resident.subject, label="x", now=now)
    bearer = {"Authorization": f"Bearer {token}"}
    go(browser.get("/open311/v2/services.json", headers=bearer))
    go(browser.get(f"/open311/v2/requests/{own.reference}.json", headers={"Authorization": "Bearer wrong-one"}))
    go(browser.post("/follow/", {"reference": unnamed.reference, "key": "AAAA-BBBB-CCCC"}))
    go(browser.post("/follow/", {"reference": unnamed.reference, "key": unnamed.follow_key}))
    go(Client(enforce_csrf_checks=True).post("/follow/", {"reference": unnamed.reference, "key": unnamed.follow_key}))
    go(browser.post("/is-it-from-us/", {"text": f"{WORDS} {CONTACT.phone}"}))
    go(browser.get(f"/c/{unnamed.reference}?x=%00"))
    return {code[0], token, unnamed.follow_key or "", settings.SECRET_KEY}, "\n".join(heard)


def test_no_key_code_or_token_comes_out_anywhere(
    browser: Client, resident: Actor, officer: Actor, now: datetime, logged: StringIO
) -> None:
    secrets, answers = journey(browser, resident, officer, now)
    said = logged.getvalue()
    assert said, "the journey left no line in the log: then this test would see nothing"
    for secret in (keys() | secrets) - {""}:
        assert secret not in said
    for key in keys():
        assert key not in answers


def test_nothing_that_a_person_told_us_is_in_the_log(
    browser: Client, resident: Actor, officer: Actor, now: datetime, logged: StringIO
) -> None:
    journey(browser, resident, officer, now)
    said = logged.getvalue()
    for word in ("คำลับ", CONTACT.phone, CONTACT.email, PHONE, "สมใจ"):
        assert word not in said


@pytest.mark.parametrize("path", ["/follow/", "/is-it-from-us/"])
def test_a_page_that_breaks_logs_where_and_not_what(
    browser: Client, logged: StringIO, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Of an error the log holds the trace; of the form that was sent and of the keys it holds nothing."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("korat.web.limits.count", fail)
    browser.raise_request_exception = False
    typed = {"address": PHONE, "key": "QQQQ-WWWW-EEEE", "reference": "RP69-000001-1", "text": "คำลับ-8x"}
    browser.cookies[settings.SESSION_COOKIE_NAME] = "cookie-of-the-session"
    answer = browser.post(path, typed)
    assert answer.status_code == 500
    said = logged.getvalue()
    assert "ZeroDivisionError" in said
    for word in {PHONE, "QQQQ-WWWW-EEEE", "คำลับ-8x", "cookie-of-the-session"} | keys():
        assert word not in said


def test_keys_lie_in_files_of_the_owner_alone() -> None:
    folder = settings.KORAT.home / "keys"
    assert oct(folder.stat().st_mode)[-3:] == "700"
    others = {str(path.relative_to(folder)): oct(path.stat().st_mode)[-3:] for path in key_files()}
    assert {name: mode for name, mode in others.items() if mode != "600"} == {}


def test_no_key_stands_in_the_source() -> None:
    source = Path(__file__).resolve().parents[2] / "src"
    held = re.compile(r"(?i)(?:secret|password|token|api_key)\w*\s*=\s*[\"'][A-Za-z0-9+/_-]{20,}[\"']")
    assert not [str(path) for path in source.rglob("*.py") if held.search(path.read_text("utf-8"))]
