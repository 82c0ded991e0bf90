"""The switch to larger text, and health."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from korat.blocks.ledger import marks
from korat.config import health
from korat.kernel import clock


class TestElderSwitch:
    def test_it_is_one_cookie_for_a_year_and_no_account(self, browser: Client) -> None:
        page = browser.post("/elder/", {"elder": "1", "next": "/reports/?category=light"})
        assert (page.status_code, page["Location"]) == (302, "/reports/?category=light")
        cookie = page.cookies["elder"]
        assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
            "1",
            365 * 86400,
            True,
            "Lax",
        )
        assert "sessionid" not in browser.cookies

    def test_every_page_then_says_so_and_it_goes_off_again(self, browser: Client) -> None:
        plain = browser.get("/").content.decode()
        browser.post("/elder/", {"elder": "1"})
        larger = browser.get("/").content.decode()
        assert 'aria-pressed="true"' in larger
        assert 'class="elder' in larger or "elder" in larger.split("<body", 1)[0]
        browser.post("/elder/", {"elder": "0"})
        assert browser.cookies["elder"].value == ""
        assert browser.get("/").content.decode().count("elder") == plain.count("elder")

    @pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
    def test_it_leads_nowhere_else(self, browser: Client, onward: str) -> None:
        assert browser.post("/elder/", {"elder": "1", "next": onward})["Location"] == "/"

    def test_a_link_does_not_switch(self, browser: Client) -> None:
        assert browser.get("/elder/?elder=1").status_code == 405


class TestHealth:
    @pytest.fixture(autouse=True)
    def beating(self, house: None) -> Iterator[None]:
        marks.put("worker", "beat", clock.now())
        return

    def test_it_is_well_when_database_migrations_and_worker_are(self, browser: Client) -> None:
        answer = browser.get("/healthz")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert answer.json() == {"name": "korat", "database": True, "migrations": True, "worker": True}

    @pytest.mark.parametrize(("seconds", "status"), [(59, 200), (61, 503)])
    def test_a_worker_that_was_silent_for_a_minute_is_dead(self, browser: Client, seconds: int, status: int) -> None:
        with clock.frozen(clock.now() + timedelta(seconds=seconds)):
            answer = browser.get("/healthz")
        assert answer.status_code == status
        assert answer.json()["worker"] is (status == 200)

    def test_a_worker_that_never_was(self, browser: Client) -> None:
        from korat.blocks.ledger.models import Marker

        Marker.objects.filter(code="worker").delete()
        assert browser.get("/healthz").status_code == 503

    def test_a_missing_migration(self, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(health, "expected", lambda: frozenset({("korat_cases", "9999_later")}))
        answer = browser.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["migrations"] is False

    def test_a_database_that_is_gone(self, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone() -> None:
            raise OperationalError("server closed the connection")

        monkeypatch.setattr(health, "applied", gone)
        answer = browser.get("/healthz")
        assert answer.status_code == 503
        assert answer.json() == {"name": "korat", "database": False, "migrations": False, "worker": False}

    def test_it_asks_for_no_session_and_tells_no_version(self, browser: Client) -> None:
        answer = browser.get("/healthz")
        assert not answer.cookies
        assert set(answer.json()) == {"name", "database", "migrations", "worker"}


def test_a_lost_database_is_said_on_a_page_that_needs_none(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.raise_request_exception = False

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection")

    browser.get("/")
    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", gone)
        page = browser.get("/reports/")
    assert page.status_code == 503
    assert page["Retry-After"] == "30"
    assert "ระบบขัดข้องชั่วคราว" in page.content.decode()


@pytest.mark.parametrize(
    ("opened", "above"),
    [("/en/c/RP69-000001-5/move", "/en/c/RP69-000001-5"), ("/offices/sikhio-town/change", "/offices/sikhio-town/"),
     ("/en/desk/list.csv", "/en/desk/"), ("/elder/", "/")],
)  # fmt: skip
def test_who_opens_the_address_of_a_form_is_told_so_and_led_to_its_page(
    opened: str, above: str, sign_in: Callable[[str], Client]
) -> None:
    answer = sign_in("officer").get(opened)
    assert answer.status_code == 405
    assert f'href="{above}"' in answer.content.decode()
