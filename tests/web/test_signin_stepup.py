"""Step-up: a dangerous act asks once more who is there, and then goes on where it was."""

import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from korat.web.middleware.actors import PERSON, STRONG
from korat.web.signin import stepup
from tests.web.test_signin import PHONE, code_sent_to, family, sign_in_by_code

pytestmark = pytest.mark.usefixtures("house")
RECORDS = "account_authentication_methods"


@stepup.fresh_sign_in
def dangerous(_request):
    return HttpResponse("done")


def ask(browser, method="get", **headers):
    """The guarded page, asked with the browser's own session."""
    from django.contrib.auth import get_user

    request = getattr(RequestFactory(), method)("/grants/7?tab=all", headers=headers)
    request.session = browser.session
    request.user = get_user(request)
    return dangerous(request)


def age(browser, minutes):
    session = browser.session
    session[RECORDS] = [{**record, "at": time.time() - minutes * 60} for record in session[RECORDS]]
    session.save()


def test_who_just_signed_in_goes_straight_on(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    age(browser, 9)
    assert ask(browser).content == b"done"


def test_ten_minutes_later_the_reader_confirms_and_comes_back(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    age(browser, 11)
    away = ask(browser)
    assert away.url == "/sign-in/again/?next=%2Fgrants%2F7%3Ftab%3Dall"
    page = browser.get(away.url)
    assert page.context["next"] == "/grants/7?tab=all"
    browser.post("/sign-in/", {"address": PHONE, "next": "/grants/7?tab=all"})
    answer = browser.post("/sign-in/code/", {"code": code_sent_to(PHONE)})
    assert answer.url == "/grants/7?tab=all"
    assert ask(browser).content == b"done"


def test_one_of_a_family_comes_back_as_the_same_person(browser):
    _, second = family("แก้ว", "ขวัญ")
    sign_in_by_code(browser, PHONE, PHONE)
    browser.post("/sign-in/who/", {"who": second, "next": "/my/"})
    age(browser, 11)
    browser.get("/sign-in/again/?next=/my/")
    assert sign_in_by_code(browser, PHONE, PHONE, next="/my/").url == "/my/"
    assert browser.session[PERSON] == second


def test_a_form_that_was_sent_starts_again_from_its_page(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    age(browser, 11)
    assert ask(browser, "post", referer="http://testserver/my/grants/?page=2").url.endswith(
        "next=%2Fmy%2Fgrants%2F%3Fpage%3D2"
    )
    assert ask(browser, "post", referer="https://evil.example/my/").url == "/sign-in/again/?next=%2Fmy%2F"


def test_nobody_is_fresh_without_a_sign_in(browser):
    assert ask(browser).status_code == 302
    assert browser.get("/sign-in/again/?next=/my/").url.startswith("/sign-in/?next=")


def test_after_a_second_step_a_first_step_alone_is_not_enough(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    session = browser.session
    session[STRONG] = True
    session.save()
    assert ask(browser).status_code == 302


def test_a_persona_of_the_demonstration_is_fresh_after_the_switch(sign_in):
    assert ask(sign_in("resident")).content == b"done"
