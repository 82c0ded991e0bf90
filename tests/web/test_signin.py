"""Signing in: by a code, by password and authenticator; choosing the person; out again."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from korat.blocks.messages import queries as messages
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Names, NewPerson
from korat.kernel import clock
from korat.kernel.errors import Unavailable
from korat.web.middleware.actors import PERSON, STRONG
from korat.web.signin import forms

pytestmark = pytest.mark.usefixtures("house")
PHONE = "+66899990001"
PASSWORD = "ข้าวเหนียวหมูปิ้งยามเช้า"


@pytest.fixture
def production(monkeypatch):
    monkeypatch.setattr(settings, "KORAT", replace(settings.KORAT, mode="production"))


def code_sent_to(address):
    post = next(post for post in messages.demo_posts() if post.address == address)
    return re.search(r"\d{6}", post.body)[0]


def ask_for_code(browser, address, **rest):
    return browser.post("/sign-in/", {"address": address, **rest})


def sign_in_by_code(browser, address, normal, **rest):
    ask_for_code(browser, address, **rest)
    return browser.post("/sign-in/code/", {"code": code_sent_to(normal)})


def family(*names):
    account = actions.open_account(phone=PHONE)
    return [
        actions.enrol(actor=None, person=NewPerson(Names(name)), now=clock.now(), account=account) for name in names
    ]


def current_totp(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_newcomer_types_a_telephone_a_code_and_a_name(browser):
    assert browser.get("/sign-in/").status_code == 200
    assert ask_for_code(browser, "๐๘๙-๙๙๙ ๐๐๐๑").url == "/sign-in/code/"
    answer = browser.post("/sign-in/code/", {"code": code_sent_to(PHONE)})
    assert answer.url.startswith("/sign-in/name/")
    attempt = browser.get(answer.url).context["form"]["attempt"].value()
    empty = browser.post("/en/sign-in/name/", {"given": "", "attempt": attempt, "next": "/my/looks/"})
    assert "Please tell us your given name." in empty.content.decode()
    answer = browser.post("/sign-in/name/", {"given": "แก้ว", "attempt": attempt, "next": "/my/looks/"})
    assert answer.url == "/my/looks/"
    person = browser.session[PERSON]
    shown = queries.person_private(queries.actor_of(person, "test"), person, clock.now())
    assert (shown.names, shown.phone) == (Names("แก้ว"), PHONE)


def test_an_account_is_made_only_when_the_code_was_right(browser):
    ask_for_code(browser, PHONE)
    assert queries.account_for_phone(PHONE) is None
    browser.post("/sign-in/code/", {"code": code_sent_to(PHONE)})
    assert queries.account_for_phone(PHONE)


def test_someone_known_is_in_after_the_code_and_goes_where_they_wanted(browser):
    (person,) = family("แก้ว")
    answer = sign_in_by_code(browser, PHONE, PHONE, next="/my/looks/")
    assert answer.url == "/my/looks/"
    assert browser.session[PERSON] == person


def test_an_email_works_as_well_as_a_telephone(browser):
    answer = sign_in_by_code(browser, " Kaew@Example.com ", "kaew@example.com")
    assert answer.url.startswith("/sign-in/name/")
    assert queries.account_for_email("kaew@example.com")


def test_a_code_may_be_typed_in_thai_digits_with_spaces(browser):
    family("แก้ว")
    ask_for_code(browser, PHONE)
    code = code_sent_to(PHONE).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert browser.post("/sign-in/code/", {"code": f" {code[:3]} {code[3:]}"}).status_code == 302
    assert PERSON in browser.session


def test_known_and_unknown_addresses_get_the_same_answer():
    family("แก้ว")
    pages = []
    for address in (PHONE, "+66899990002"):
        visitor = Client()
        assert ask_for_code(visitor, address).url == "/sign-in/code/"
        page = visitor.get("/sign-in/code/").content.decode()
        pages.append(re.sub(r"csrf\S+ value=\S+|0899?9?-?\S*|\+668\d+|[0-9a-f]{32}", "", page))
        assert code_sent_to(address)
    assert pages[0] == pages[1]


def test_several_people_of_one_telephone_choose_who_they_are(browser):
    persons = family("แก้ว", "ขวัญ")
    answer = sign_in_by_code(browser, PHONE, PHONE, next="/my/")
    assert answer.url == "/sign-in/who/?next=%2Fmy%2F"
    assert PERSON not in browser.session
    page = browser.get(answer.url).content.decode()
    assert "แก้ว" in page
    assert "ขวัญ" in page
    answer = browser.post("/sign-in/who/", {"who": persons[1], "next": "/my/"})
    assert (answer.url, browser.session[PERSON]) == ("/my/", persons[1])


def test_nobody_becomes_a_person_of_another_telephone(browser, resident):
    family("แก้ว", "ขวัญ")
    sign_in_by_code(browser, PHONE, PHONE)
    assert browser.post("/sign-in/who/", {"who": resident.subject}).status_code == 200
    assert PERSON not in browser.session


def test_one_more_person_may_join_the_telephone(browser):
    family("แก้ว", "ขวัญ")
    sign_in_by_code(browser, PHONE, PHONE)
    answer = browser.post("/sign-in/who/", {"who": "new", "next": "/my/"})
    assert answer.url.startswith("/sign-in/name/")


def test_a_double_click_on_the_name_makes_one_person(browser):
    sign_in_by_code(browser, PHONE, PHONE)
    attempt = browser.get("/sign-in/name/").context["form"]["attempt"].value()
    for _ in range(2):
        assert browser.post("/sign-in/name/", {"given": "แก้ว", "attempt": attempt}).status_code == 302
    assert len(queries.persons_of(queries.account_for_phone(PHONE).id)) == 1


def test_three_wrong_codes_end_the_attempt_and_the_code(browser):
    family("แก้ว")
    ask_for_code(browser, PHONE)
    right = code_sent_to(PHONE)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert [browser.post("/sign-in/code/", {"code": wrong}).status_code for _ in range(3)] == [200, 200, 302]
    assert browser.post("/sign-in/code/", {"code": right}).url == "/sign-in/"
    assert PERSON not in browser.session


def test_an_empty_code_is_never_right(browser):
    ask_for_code(browser, "+66899990002")
    assert browser.post("/sign-in/code/", {"code": ""}).status_code == 200


def test_codes_are_rationed_for_each_address(browser):
    family("แก้ว")
    answers = [ask_for_code(browser, PHONE).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 200]


def test_a_code_belongs_to_the_browser_that_asked(browser):
    family("แก้ว")
    ask_for_code(browser, PHONE)
    assert Client().post("/sign-in/code/", {"code": code_sent_to(PHONE)}).url == "/sign-in/"


@pytest.mark.parametrize("typed", ["", "081", "not a number", "a@b", "x" * 300, "0812345678<script>"])
def test_what_is_no_address_is_said_in_words(browser, typed):
    answer = ask_for_code(browser, typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors["address"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
def test_signing_in_never_leads_out_of_the_house(browser, elsewhere):
    family("แก้ว")
    assert sign_in_by_code(browser, PHONE, PHONE, next=elsewhere).url == "/my/"


def test_a_closed_account_is_told_so_only_after_its_code(browser):
    family("แก้ว")
    actions.close_account(account=queries.account_for_phone(PHONE).id)
    answer = sign_in_by_code(browser, PHONE, PHONE)
    assert answer.url == "/sign-in/closed/"
    assert browser.get(answer.url).status_code == 403
    assert PERSON not in browser.session


def test_a_channel_that_is_down_is_said_beside_the_field(browser, monkeypatch):
    def down(**_):
        raise Unavailable

    monkeypatch.setattr("korat.blocks.messages.actions.send_code", down)
    answer = ask_for_code(browser, PHONE)
    assert answer.context["form"].errors["address"] == [Unavailable().show("th")]
    assert browser.get("/sign-in/code/").status_code == 302


def test_signing_out_leaves_nothing_of_the_session(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    before = browser.session.session_key
    assert browser.post("/sign-out/").status_code == 302
    assert PERSON not in browser.session
    assert browser.session.session_key != before
    assert browser.get("/my/").url == "/sign-in/?next=%2Fmy%2F"


def test_signing_out_by_a_mere_link_does_nothing(browser):
    assert browser.get("/sign-out/").status_code == 405


def test_a_new_session_key_is_given_at_sign_in(browser):
    family("แก้ว")
    ask_for_code(browser, PHONE)
    before = browser.session.session_key
    browser.post("/sign-in/code/", {"code": code_sent_to(PHONE)})
    assert browser.session.session_key != before


def test_english_pages_lead_to_english_pages(browser):
    assert ask_for_code_in_english(browser).url == "/en/sign-in/code/"


def ask_for_code_in_english(browser):
    return browser.post("/en/sign-in/", {"address": PHONE})


# Officials


@pytest.fixture
def official():
    """A person who holds a post, with e-mail and password, without an authenticator yet."""
    account = actions.open_account(email="head@example.com")
    person = actions.enrol(actor=None, person=NewPerson(Names("ขวัญ")), now=clock.now(), account=account)
    post = next(post for post in queries.posts() if post.persona == "engineer")
    boss, now = queries.service_actor("demo"), clock.now()
    actions.appoint(actor=boss, post=post.code, person=person, begins_at=now, now=now)
    actions.set_password(account=account, password=PASSWORD)
    return person


def by_password(browser, password=PASSWORD):
    return browser.post("/sign-in/official/", {"email": "Head@example.com", "password": password, "next": "/desk/"})


def set_up_authenticator(browser):
    page = browser.get("/sign-in/official/setup/")
    secret = page.context["secret"].replace(" ", "")
    answer = browser.post("/sign-in/official/setup/", {"code": current_totp(secret), "next": "/desk/"})
    return secret, answer


@pytest.mark.usefixtures("production")
def test_in_production_a_post_needs_an_authenticator_before_it_works(browser, official):
    answer = by_password(browser)
    assert answer.url == "/sign-in/official/setup/?next=%2Fdesk%2F"
    assert browser.session[PERSON] == official
    assert browser.get("/desk/").url == "/sign-in/official/setup/?next=%2Fdesk%2F"
    _, answer = set_up_authenticator(browser)
    assert answer.status_code == 200
    assert len(answer.context["codes"]) == 10
    assert browser.session[STRONG]
    assert browser.get("/desk/").status_code == 200


@pytest.mark.usefixtures("production", "official")
def test_afterwards_the_second_step_is_asked_for_every_way_in(browser):
    by_password(browser)
    _, answer = set_up_authenticator(browser)
    recovery = answer.context["codes"][0]
    later = Client()
    assert by_password(later).url == "/sign-in/official/code/"
    assert later.get("/sign-in/official/code/").status_code == 200
    assert PERSON not in later.session
    assert later.post("/sign-in/official/code/", {"code": recovery}).url == "/desk/"
    assert later.get("/desk/").status_code == 200
    by_code = Client()
    assert sign_in_by_code(by_code, "head@example.com", "head@example.com").url == "/sign-in/official/code/"
    assert by_code.post("/sign-in/official/code/", {"code": recovery}).status_code == 200
    assert PERSON not in by_code.session


@pytest.mark.usefixtures("production", "official")
def test_the_authenticators_seed_lies_encrypted(browser):
    by_password(browser)
    secret, _ = set_up_authenticator(browser)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


@pytest.mark.usefixtures("production", "official")
def test_an_official_without_a_password_chooses_one_after_a_code(browser):
    get_user_model().objects.filter(email="head@example.com").update(password="!")
    answer = sign_in_by_code(browser, "head@example.com", "head@example.com")
    assert answer.url.startswith("/sign-in/official/setup/")
    assert browser.post("/sign-in/official/setup/", {"password": "short"}).context["form"].errors["password"]
    assert browser.post("/sign-in/official/setup/", {"password": PASSWORD}).status_code == 302
    assert browser.get("/sign-in/official/setup/").context["secret"]
    assert by_password(Client()).status_code == 302


@pytest.mark.usefixtures("production", "official")
def test_a_wrong_password_is_refused_and_tries_are_rationed(browser):
    assert by_password(browser, "wrong wrong wrong").status_code == 200
    for _ in range(5):
        by_password(browser, "wrong wrong wrong")
    assert by_password(browser).status_code == 200
    assert PERSON not in browser.session


@pytest.mark.usefixtures("production", "official")
def test_keys_are_changed_only_soon_after_signing_in(browser, monkeypatch):
    by_password(browser)
    monkeypatch.setattr("korat.web.signin.stepup.RECENT", timedelta(0))
    assert browser.get("/sign-in/official/setup/").url.startswith("/sign-in/official/")
    assert PERSON not in browser.session


@pytest.mark.usefixtures("production")
def test_a_resident_finds_no_setup_and_no_desk(browser):
    family("แก้ว")
    sign_in_by_code(browser, PHONE, PHONE)
    assert browser.get("/sign-in/official/setup/").status_code == 404
    assert browser.get("/desk/").status_code == 404


def test_a_name_of_nothing_visible_is_said_beside_the_field():
    form = forms.NameForm({"given": "\u200b", "attempt": "0190b3c4-0000-7000-8000-000000000000"})
    assert not form.is_valid()
    assert form.errors["given"]
