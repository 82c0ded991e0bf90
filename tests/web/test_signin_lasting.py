"""How long a sign-in lasts: a resident's for two weeks, an official's while there is work and for a day at most."""

from datetime import timedelta

import pytest
from django.test import Client

from korat.kernel import clock
from korat.web.middleware.actors import STRONG
from tests.web.test_signin import (
    PASSWORD,
    PHONE,
    by_password,
    current_totp,
    family,
    official,
    production,
    set_up_authenticator,
    sign_in_by_code,
)

__all__ = ["official", "production"]
pytestmark = pytest.mark.usefixtures("house", "production")


@pytest.fixture
def at_work(browser, official):
    """An official who has just taken the second step."""
    by_password(browser)
    set_up_authenticator(browser)
    return browser


def later(browser, address="/desk/", **away):
    with clock.frozen(clock.now() + timedelta(**away)):
        return browser.get(address)


def test_an_official_who_was_away_for_an_hour_is_out(at_work):
    assert later(at_work, minutes=59).status_code == 200
    assert later(at_work, minutes=59 + 61).url == "/sign-in/official/?next=%2Fdesk%2F"


def test_no_page_of_signing_in_lets_the_session_of_an_absent_official_go_on(at_work):
    assert later(at_work, "/sign-in/?next=/desk/", minutes=61).status_code == 200
    assert later(at_work, minutes=62).status_code == 302


def test_who_goes_on_working_stays_in_until_the_working_day_is_over(at_work):
    assert [later(at_work, minutes=minutes).status_code for minutes in range(30, 720, 30)] == [200] * 23
    assert later(at_work, minutes=715).status_code == 200
    assert later(at_work, minutes=721).status_code == 302


def test_asking_again_without_a_second_step_does_not_lengthen_the_day(at_work):
    for minutes in range(30, 720, 30):
        later(at_work, "/sign-in/?next=/desk/", minutes=minutes)
        later(at_work, minutes=minutes)
    assert later(at_work, minutes=721).status_code == 302


def test_that_work_goes_on_is_written_down_every_five_minutes_at_most(at_work):
    kept = at_work.session.get_expiry_date()
    later(at_work, minutes=4)
    assert at_work.session.get_expiry_date() == kept
    later(at_work, minutes=6)
    assert at_work.session.get_expiry_date() > kept


def test_a_resident_stays_signed_in_for_two_weeks(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    assert STRONG not in browser.session or not browser.session[STRONG]
    assert later(browser, "/my/", days=13).status_code == 200
    assert later(browser, "/my/", days=15).status_code == 302


def test_the_log_tells_ways_and_outcomes_and_nobodys_address(browser, official, caplog):
    caplog.set_level("INFO", logger="korat.signin")
    by_password(browser, "wrong wrong wrong")
    browser.post("/sign-in/official/", {"email": "nobody@example.com", "password": PASSWORD})
    by_password(browser)
    secret, _ = set_up_authenticator(browser)
    again = Client()
    by_password(again)
    again.post("/sign-in/official/code/", {"code": "000000"})
    ask = Client()
    ask.post("/sign-in/", {"address": PHONE})
    ask.post("/sign-in/code/", {"code": "000000"})
    account = browser.session["_auth_user_id"]
    said = [record.getMessage() for record in caplog.records if record.name == "korat.signin"]
    assert said == [
        f"sign-in by password refused, account {account}",
        "sign-in by password refused, account unknown",
        f"signed in by password, account {account}",
        f"sign-in by second step refused, account {account}",
        "sign-in by code refused, account unknown",
    ]
    for _ in range(6):
        by_password(Client(), "wrong wrong wrong")
    assert caplog.messages[-1] == f"sign-in by password while locked refused, account {account}"
    assert not any(private in caplog.text for private in (PHONE, "example.com", PASSWORD, secret, current_totp(secret)))
