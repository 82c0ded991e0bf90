"""The panel of what the system could not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.reactions.follow import follow
from korat.blocks.reactions.models import Failure
from korat.kernel import ids
from tests import pages
from tests.reports import filed

PANEL = "/desk/failures/"


@pytest.fixture
def failure(resident: Actor, now: datetime) -> Failure:
    opened = filed(resident, now)
    while sealing.seal() + follow(now):
        pass
    from korat.blocks.ledger.models import Act

    act = Act.objects.get(about=opened.uuid, kind="cases.case.opened")
    said = {"th": "ไม่พบข้อความ", "en": "The pack holds no such message."}
    return Failure.objects.create(
        rule="tell-received", effect=0, act=act.uuid, error="no_template", said=said, attempts=8, at=now, next_at=None
    )


def test_the_keeper_reads_what_failed_and_why_and_lets_it_try_again(
    sign_in: Callable[[str], Client], failure: Failure
) -> None:
    keeper = sign_in("admin")
    assert f"/en{PANEL}" in pages.read(keeper.get("/en/desk/")).links
    page = keeper.get(f"/en{PANEL}")
    words = pages.words(page)
    assert "News that a report arrived" in words and "The pack holds no such message." in words
    assert "tried 8 times" in words and "waits for you" in words
    (form,) = (form for form in pages.read(page).forms if "failures" in form.action)
    answer = keeper.post(form.action, form.fields, follow=True)
    assert "tried again in a moment" in pages.words(answer)
    assert Failure.objects.get().next_at is not None


def test_an_error_without_words_is_named(sign_in: Callable[[str], Client], failure: Failure) -> None:
    Failure.objects.update(said={}, error="KeyError", rule="gone")
    words = pages.words(sign_in("admin").get(f"/en{PANEL}"))
    assert "KeyError" in words and "A rule that is gone" in words


def test_nothing_failed_is_said_too(sign_in: Callable[[str], Client]) -> None:
    assert "has followed" in pages.words(sign_in("admin").get(f"/en{PANEL}"))


@pytest.mark.parametrize("who", ["outsider", "officer", "mayor", "clerk"])
def test_everyone_else_gets_404(sign_in: Callable[[str], Client], failure: Failure, who: str) -> None:
    browser = sign_in(who)
    assert browser.get(PANEL).status_code == 404
    assert browser.post(f"{PANEL}{failure.uuid}/").status_code == 404
    assert Failure.objects.get().next_at is None


def test_one_that_succeeded_meanwhile_is_said(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("admin").post(f"{PANEL}{ids.uuid7()}/").status_code == 404
