"""What protects every answer: headers, cookies, tokens of forms, redirects that stay in the house."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

import korat.web
from korat.web.middleware import policy

TEMPLATES = Path(korat.web.__file__).parent / "templates"
ANSWERS = ["/", "/en/", "/sign-in/", "/no-such-page/", "/healthz", "/open311/v2/services.json", "/static/web/mark.svg",
           "/is-it-from-us/", "/reports.geojson", "/desk/", "/follow/"]  # fmt: skip


def passed(path: str = "/", cookie: bool = False, **given: str) -> HttpResponse:
    request: HttpRequest = RequestFactory().get(path)
    if cookie:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    return policy.strict_headers(lambda _: HttpResponse(headers=given))(request)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_bears_every_header(browser: Client, path: str) -> None:
    answer = browser.get(path)
    for name in policy.HEADERS:
        assert answer.headers[name], name
    assert answer["Content-Security-Policy"] == policy.POLICY
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_policy_lets_nothing_inline_run_and_nothing_foreign_in() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy.POLICY.split("; "))
    assert "unsafe" not in policy.POLICY and "*" not in policy.POLICY and "http" not in policy.POLICY
    for name in ("default-src", "script-src", "style-src", "form-action"):
        assert rules[name] == "'self'"
    for name in ("object-src", "frame-src", "frame-ancestors", "base-uri"):
        assert rules[name] == "'none'"


def test_tls_is_asked_for_for_two_years_where_the_house_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in passed().headers
    monkeypatch.setattr(settings, "KORAT", replace(settings.KORAT, address="https://korat.example"))
    assert passed()["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_who_has_a_session_leaves_no_copy_in_the_browser(sign_in: Callable[[str], Client], browser: Client) -> None:
    for path in ("/my/", "/my/looks/", "/my/messages/"):
        assert sign_in("resident").get(path)["Cache-Control"] == "no-store"
    assert "Cache-Control" not in browser.get("/").headers
    assert passed(cookie=True, **{"Cache-Control": "public, max-age=9"})["Cache-Control"] == "public, max-age=9"


COOKIES_IN_PRODUCTION = """
import os
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,
      s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, s.DEBUG)
"""


def test_cookies_of_a_production_belong_to_its_host_alone(tmp_path: Path) -> None:
    environ = {"KORAT_HOME": str(tmp_path), "KORAT_MODE": "production", "KORAT_ADDRESS": "https://korat.example",
               "DJANGO_SETTINGS_MODULE": "korat.config.settings",
               "PYTHONPATH": str(Path(korat.web.__file__).parents[2])}  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", COOKIES_IN_PRODUCTION], env=environ, capture_output=True, text=True, check=True
    ).stdout.split()
    assert said == ["__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "True", "Lax", "Lax", "False"]


def test_cookies_are_out_of_reach_of_scripts(browser: Client, sign_in: Callable[[str], Client]) -> None:
    signed_in = sign_in("resident")
    signed_in.get("/my/")
    browser.post("/elder/", {"elder": "1"})
    browser.get("/sign-in/")
    for cookie in (*signed_in.cookies.values(), *browser.cookies.values()):
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_what_htmx_sends_by_itself_changes_nothing(template: Path) -> None:
    """A change goes out by a form with its token; htmx only ever asks."""
    html = template.read_text("utf-8")
    assert not re.search(r"hx-(post|put|patch|delete|on|vals|headers)", html)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL):
        assert "{% csrf_token %}" in form


POSTS = ["/elder/", "/demo/persona", "/sign-in/", "/sign-out/", "/follow/", "/is-it-from-us/", "/is-it-from-us/tell/",
         "/desk/failures/018f0000-0000-7000-8000-000000000000/"]  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.usefixtures("house")
def test_a_form_from_elsewhere_is_refused_with_and_without_htmx(path: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(path, {"next": "/"}).status_code == 403
    assert stranger.post(path, {"next": "/"}, headers={"HX-Request": "true"}).status_code == 403


ELSEWHERE = ["https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:evil",
             "https:/evil.example", "javascript:alert(1)", " //evil.example", "\t//evil.example", "//evil.example/..",
             "https://testserver@evil.example/", "https://testserver.evil.example/", "/%09/evil.example\n"]  # fmt: skip


@pytest.mark.parametrize("onward", ELSEWHERE, ids=ascii)
@pytest.mark.parametrize(("path", "rest"), [("/elder/", {"elder": "1"}), ("/demo/persona", {"persona": "resident"})])
def test_no_redirect_leads_out_of_the_house(browser: Client, path: str, rest: dict[str, str], onward: str) -> None:
    target = browser.post(path, {**rest, "next": onward})["Location"]
    assert re.match(r"/(?![/\\])", target)
    assert "evil" not in target or target.startswith("/%09/")


def test_a_page_whose_address_looks_like_a_host_does_not_link_to_it(browser: Client) -> None:
    page = browser.get("/", PATH_INFO="//evil.example/").content.decode()
    assert not re.search(r'(?:href|action|src)="//evil', page)


def test_a_host_that_is_not_ours_is_refused(browser: Client) -> None:
    assert browser.get("/", headers={"Host": "evil.example"}).status_code == 400


@override_settings(DEBUG=False)
def test_an_error_shows_no_trace(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("/secret/path SELECT words")

    monkeypatch.setattr("korat.web.genuine.reading.links.find", fail)
    browser.raise_request_exception = False
    answer = browser.post("/is-it-from-us/", {"text": "x"})
    assert answer.status_code == 500
    assert not re.search(r"Traceback|secret|SELECT|\.py", answer.content.decode())
