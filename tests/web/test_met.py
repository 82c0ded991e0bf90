"""Work that was handed in waits for its reporter: each reader is told so in words of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from korat.blocks.cases.values import Opened
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from tests.pages import words
from tests.reports import filed, moved

SignIn = Callable[[str], Client]
YOURS, THEIRS = "ทำเสร็จแล้ว รอท่านยืนยัน", "ทำเสร็จแล้ว รอผู้แจ้งยืนยัน"


@pytest.fixture
def done(resident: Actor, officer: Actor) -> Opened:
    opened = filed(resident, clock.now())
    moved(officer, clock.now(), opened.reference, "take")
    moved(officer, clock.now(), opened.reference, "complete", note="เสร็จ")
    return opened


def test_its_reporter_is_asked_for_their_word(sign_in: SignIn, done: Opened) -> None:
    browser = sign_in("resident")
    said = words(browser.get(f"/c/{done.reference}"))
    assert said.count(YOURS) == 1 and said.count(THEIRS) == 1, "what everyone sees stands below in everyone's words"
    said = words(browser.get("/my/"))
    assert YOURS in said and THEIRS not in said


@pytest.mark.parametrize("path", ["/c/{}", "/desk/"])
def test_the_office_reads_that_it_waits_for_the_reporter(sign_in: SignIn, done: Opened, path: str) -> None:
    said = words(sign_in("officer").get(path.format(done.reference)))
    assert THEIRS in said and YOURS not in said


def test_a_stranger_is_not_spoken_to_as_its_reporter(browser: Client, done: Opened) -> None:
    said = words(browser.get(f"/c/{done.reference}"))
    assert THEIRS in said and YOURS not in said and "ท่านเห็นว่าเรียบร้อยหรือยัง" not in said
