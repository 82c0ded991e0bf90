"""The operator puts the first official into a post."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from korat.blocks.ledger.models import Act
from korat.blocks.people import queries
from korat.config.officials import appoint_command
from korat.kernel.errors import NotFound

POST = "sikhio-town.planning-director"


@pytest.fixture
def printed(house: None, capsys: pytest.CaptureFixture[str]) -> str:
    assert appoint_command("first@town.example", POST, "สมหมาย", "") == 0
    return capsys.readouterr().out


def test_the_official_holds_the_post_by_an_act(printed: str) -> None:
    account = queries.account_for_email("first@town.example")
    assert account is not None
    assert queries.holds_a_post(account.id)
    assert Act.objects.filter(kind="people.post.filled", facts__post=POST).exists()


def test_the_printed_password_signs_in(printed: str, browser: Client) -> None:
    found = re.search(r"again\): (\S+)", printed)
    assert found
    page = browser.post("/sign-in/official/", {"email": "first@town.example", "password": found[1]})
    assert page.status_code == 302


def test_an_unknown_post_is_refused_in_words(house: None) -> None:
    with pytest.raises(NotFound, match="post"):
        appoint_command("second@town.example", "no.such-post", "ก", "")
