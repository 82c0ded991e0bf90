"""Whoever pastes what a paper's QR says is told whether the paper is from us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.models import Paper
from korat.blocks.documents.papers import attached, claims, trust
from korat.blocks.ledger.actor import Actor
from korat.web.genuine.reading import read
from tests import pages
from tests.blocks.documents.papers import House, every_flip
from tests.reports import filed
from tests.web.genuine.test_page import HOME, ask, says

SignIn = Callable[[str], Client]


@pytest.fixture
def paper(resident: Actor, now: datetime, sign_in: SignIn) -> str:
    """What the QR of a confirmation says."""
    client = sign_in("resident")
    page = client.post(f"/c/{filed(resident, now).reference}/confirmation")["Location"]
    found = attached.files(client.get(f"{page}/paper.pdf").content)
    assert found is not None
    return found[attached.SEAL].decode()


def sealed(now: datetime, **changes: object) -> str:
    """A paper of this very house with other claims."""
    keys = trust.ring(settings.KORAT.home, settings.KORAT.is_demo)
    plain = claims.Claims(UUID(int=7), b"7" * 32, "slip", "D69-000007-7", catalog.profile().code, now.date())
    return claims.text_of(claims.seal(replace(plain, **changes), keys.current), HOME)


def test_a_paper_of_ours_is_genuine_with_kind_and_a_way_to_its_seal(browser: Client, paper: str) -> None:
    answer = ask(browser, paper)
    assert says(answer, "genuine")
    assert "This paper is valid: Confirmation of a report" in pages.words(answer)
    assert f"/en/verify/{paper.rsplit('/', 1)[1]}" in answer.content.decode()
    assert says(ask(browser, paper.rsplit("/", 1)[1].lower()), "genuine")


def test_a_flipped_bit_and_a_foreign_key_are_not_ours(
    browser: Client, paper: str, now: datetime, tmp_path: Path
) -> None:
    flipped = [flip.replace("HTTPS://KORAT.EXAMPLE", HOME.upper()) for flip in every_flip(paper)]
    assert all(says(ask(browser, one), "not_ours") for one in flipped[:512:73])  # of the signature
    assert not any(says(ask(browser, one), "genuine") for one in flipped[512::173])
    _, foreign = House(tmp_path, now, code="th-31-elsewhere").seal()
    answer = ask(browser, foreign)
    assert says(answer, "not_ours")
    assert "signed by someone else" in pages.words(answer)


def test_a_revoked_paper_is_not_ours_any_more(browser: Client, paper: str, sign_in: SignIn) -> None:
    uuid = Paper.objects.latest("id").document.uuid
    assert sign_in("resident").post(f"/d/{uuid}/revoke", {"reason": "lost"}).status_code == 302
    answer = ask(browser, paper)
    assert says(answer, "not_ours")
    assert "later withdrew it" in pages.words(answer)


def test_an_expired_paper_is_from_us_and_said_to_have_expired(browser: Client, house: None, now: datetime) -> None:
    answer = ask(browser, sealed(now, expires=now.date() - timedelta(days=2)))
    assert says(answer, "genuine")
    assert "has expired" in pages.words(answer) and "is valid" not in pages.words(answer)


def test_a_text_cut_short_is_asked_for_again(browser: Client, paper: str) -> None:
    for length in (len(HOME) + 12, len(paper) - 9):
        answer = ask(browser, paper[:length])
        assert says(answer, "unknown")
        assert "cut short" in pages.words(answer)


@pytest.mark.parametrize("house", ["https://evil.example", f"{HOME}@evil.example", f"{HOME}.evil.example"])
def test_a_good_seal_behind_a_foreign_address_proves_nothing_for_that_address(
    browser: Client, paper: str, house: str
) -> None:
    assert says(ask(browser, f"{house}/VERIFY/{paper.rsplit('/', 1)[1]}"), "not_ours")


def test_our_page_of_checking_and_plain_words_are_no_paper(house: None, now: datetime) -> None:
    for text in (f"{HOME}/verify/", f"{HOME}/verify/offline", "a" * 60, "ข้าวเหนียว"):
        assert read(text, HOME, now).paper is None
