"""What every request gets."""

import json
import logging
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from korat.blocks.people import actions, queries
from korat.blocks.people.models import Token
from korat.config.logs import Json
from korat.kernel.errors import Conflict, NotFound
from korat.web.demo import personas
from korat.web.middleware import actors, policy, requests

pytestmark = pytest.mark.usefixtures("house")


def visit(path="/", client=None, **headers):
    """A request that went through `actor`, with the session of a browser."""
    request = RequestFactory(headers=headers).get(path)
    request.session = (client or Client()).session
    return seen_by(actors.actor, request)


def seen_by(middleware, request):
    kept = []
    middleware(lambda asked: kept.append(asked) or HttpResponse())(request)
    return kept[0]


def test_every_answer_bears_its_number_and_never_the_senders(browser):
    first, second = (browser.get("/sign-in/", headers={"X-Request-Id": "mine"}) for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first["X-Request-Id"])
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_a_line_of_the_log_bears_the_number_of_its_request():
    lines = []

    def view(_):
        record = logging.makeLogRecord({"msg": "said"})
        requests.Numbered().filter(record)
        lines.append(json.loads(Json().format(record))["request"])
        return HttpResponse()

    response = requests.identify(view)(RequestFactory().get("/"))
    assert lines == [response["X-Request-Id"]]
    assert requests.number() == ""


def test_so_does_the_line_that_django_writes_when_the_request_is_over(browser, caplog):
    caplog.handler.addFilter(requests.Numbered())
    answer = browser.get("/no-such-page/")
    assert [line.request_id for line in caplog.records] == [answer["X-Request-Id"]]


@pytest.mark.parametrize(("path", "language"), [("/sign-in/", "th"), ("/en/sign-in/", "en"), ("/english/", "th")])
def test_the_address_alone_decides_the_language(browser, path, language):
    browser.cookies["django_language"] = "de"
    answer = browser.get(path, headers={"Accept-Language": "de"})
    assert answer["Content-Language"] == language


@pytest.mark.parametrize("path", ["/sign-in/", "/no-such-page/"])
def test_no_page_lets_foreign_scripts_frames_or_sniffing_in(browser, path):
    answer = browser.get(path)
    rules = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in rules
    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in rules
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_our_own_pages_keep_to_the_policy(browser):
    page = browser.get("/sign-in/").content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


def test_a_page_that_asks_for_nobody_costs_no_query(sign_in):
    client = sign_in("resident")
    with CaptureQueriesContext(connection) as asked:
        request = visit("/", client)
    assert len([query for query in asked if "korat_" in query["sql"]]) == 0
    assert "actor" not in request.__dict__


def test_who_is_asking_costs_the_session_and_two_queries(sign_in):
    client = sign_in("officer")
    request = RequestFactory().get("/")
    request.session = client.session.__class__(client.session.session_key)
    with CaptureQueriesContext(connection) as asked:
        found = seen_by(actors.actor, request).actor
        assert found is seen_by(actors.actor, request).actor
    assert found.subject == personas.person_of("engineer")
    assert len(asked) <= 3 + len([query for query in asked if "set_config" in query["sql"]])


def test_the_session_on_an_act_does_not_open_the_session(sign_in):
    client = sign_in("resident")
    actor = visit("/", client).actor
    assert actor.session
    assert actor.session not in client.session.session_key
    assert client.session.session_key not in actor.session
    assert actor.session == visit("/", client).actor.session


def test_nobody_is_nobody():
    request = visit()
    assert request.actor is None
    with pytest.raises(actors.SignInFirst):
        assert request.someone


def test_a_person_not_of_this_account_is_nobody(sign_in, resident):
    client = sign_in("outsider")
    session = client.session
    session[actors.PERSON] = resident.subject
    session.save()
    assert visit("/", client).actor is None


def test_an_account_without_a_chosen_person_is_nobody(sign_in):
    client = sign_in("resident")
    session = client.session
    del session[actors.PERSON]
    session.save()
    assert session[SESSION_KEY]
    assert visit("/", client).actor is None


def test_a_program_is_known_by_its_token_and_only_where_programs_speak():
    token = personas.token_for("resident")
    found = visit("/open311/v2/requests.json", authorization=f"Bearer {token}").actor
    assert found.subject == personas.person_of("resident")
    assert visit("/my/", authorization=f"Bearer {token}").actor is None
    for wrong in (f"Basic {token}", "Bearer", "Bearer x", token):
        assert visit("/open311/v2/requests.json", authorization=wrong).actor is None


def test_a_cookie_says_nothing_where_programs_speak(sign_in):
    assert visit("/open311/v2/requests.json", sign_in("resident")).actor is None


def test_an_unnamed_reporter_is_remembered_without_a_person_or_a_key(browser, resident):
    request = visit("/", browser)
    actors.follow(request, resident)
    assert request.actor.subject == resident.subject
    (own,) = request.actor.grants
    assert (own.kind, own.subject) == ("self", resident.subject)
    assert actors.PERSON not in request.session


def test_signing_in_ends_the_unnamed_reporter(browser, resident, outsider):
    request = visit("/", browser)
    actors.follow(request, resident)
    assert request.actor.subject == resident.subject
    actors.choose(request, outsider.subject)
    assert request.actor is None
    assert actors.UNNAMED not in request.session


def test_a_refusal_becomes_a_page_with_its_own_status():
    answer = said(Conflict(), "/sign-in/")
    assert answer.status_code == 409
    assert Conflict().th in answer.content.decode()


def test_a_missing_sign_in_becomes_the_way_there():
    assert said(actors.SignInFirst(), "/my/looks/?a=1").url == "/sign-in/?next=%2Fmy%2Flooks%2F%3Fa%3D1"


def test_programs_are_left_to_their_standards():
    assert said(NotFound(), "/open311/v2/requests.json") is None


def test_a_lost_database_is_said_in_words_without_asking_it():
    request, lost = visit("/my/"), OperationalError("connection refused")
    with CaptureQueriesContext(connection) as asked:
        answer = policy.errors_in_words(lambda _: HttpResponse()).process_exception(request, lost)
    assert (answer.status_code, answer["Retry-After"], len(asked)) == (503, "30", 0)
    assert "connection refused" not in answer.content.decode()


def said(error, path):
    return policy.errors_in_words(lambda _: HttpResponse()).process_exception(visit(path), error)


@pytest.mark.parametrize(("broken", "status"), [(OperationalError, 503), (ZeroDivisionError, 500)])
def test_the_last_resort_tells_a_lost_database_from_our_own_fault(browser, monkeypatch, broken, status):
    def fail(*_):
        raise broken("secret words")

    monkeypatch.setattr("korat.blocks.people.sessions.SessionStore.load", fail)
    browser.raise_request_exception = False
    browser.cookies["sessionid"] = "x" * 32
    answer = browser.get("/sign-in/")
    assert answer.status_code == status
    assert "secret words" not in answer.content.decode()


def test_a_field_of_a_megabyte_is_refused_in_words(browser):
    answer = browser.post("/sign-in/", {"address": "x" * 1024 * 1024})
    assert answer.status_code == 413
    assert "ใหญ่เกินไป" in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"address": "0812345678"})
    assert answer.status_code == 403
    assert "โหลดหน้าใหม่" in answer.content.decode()


def test_a_page_that_is_not_there_is_said_in_words(browser):
    answer = browser.get("/no-such-page/")
    assert answer.status_code == 404
    assert NotFound().th in answer.content.decode()


def test_a_token_that_ended_opens_nothing(resident, now):
    token = actions.issue_token(actor=resident, person=resident.subject, label="x", now=now)
    actions.end_token(actor=resident, token=Token.objects.latest("id").pk, now=now)
    assert queries.actor_of_token(token) is None
