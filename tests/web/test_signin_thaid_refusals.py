"""Tokens that must not open the door, each made by a real issuer told to misbehave; and answers that were not asked for."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from korat.config.standins.issuer import new_key
from korat.kernel import clock
from korat.web.middleware.actors import PERSON
from korat.web.signin.thaid import tokens
from korat.web.signin.thaid.issuer import issuer_at
from tests.web.issuers import HOUSE, asked, confirmed, sign_in

pytestmark = pytest.mark.usefixtures("house")
MINUTES = 60
BACK = "/sign-in/thaid/back/"


def saying(issuer, monkeypatch, **changed):
    """From now on the issuer's tokens say something else; None leaves a claim out."""
    honest = issuer.sign

    def sign(claims):
        return honest({name: value for name, value in (claims | changed).items() if value is not None})

    monkeypatch.setattr(issuer, "sign", sign)


def is_refused(answer, code, browser, status=400):
    """In words, with its code, and nobody is in. Returns the words."""
    assert (answer.status_code, answer.context["code"]) == (status, code)
    assert PERSON not in browser.session
    assert "_auth_user_id" not in browser.session
    return answer.context["text"]


# Forged


def test_a_token_signed_by_a_stranger_is_refused(browser, issuer, monkeypatch):
    stranger = new_key()
    monkeypatch.setattr(issuer, "sign", lambda said: jwt.encode(said, stranger, "RS256", headers={"kid": issuer.kid}))
    assert "ไม่ได้มาจาก ThaID" in is_refused(sign_in(browser), "token_forged", browser)


def test_a_token_without_a_signature_is_refused(browser, issuer, monkeypatch):
    monkeypatch.setattr(issuer, "sign", lambda said: jwt.encode(said, None, "none", headers={"kid": issuer.kid}))
    is_refused(sign_in(browser), "token_forged", browser)


def test_a_token_sealed_with_the_public_key_as_if_it_were_a_secret_is_refused(browser, issuer, monkeypatch):
    public = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(said):
        parts = [b64(json.dumps(part)) for part in ({"alg": "HS256", "typ": "JWT", "kid": issuer.kid}, said)]
        seal = hmac.digest(public, ".".join(parts).encode(), hashlib.sha256)
        return ".".join([*parts, b64(seal)])

    monkeypatch.setattr(issuer, "sign", sign)
    is_refused(sign_in(browser), "token_forged", browser)


def b64(said):
    return base64.urlsafe_b64encode(said.encode() if isinstance(said, str) else said).rstrip(b"=").decode()


def test_a_shared_secret_among_the_published_keys_is_never_used(browser, issuer, monkeypatch):
    secret = "a secret that everybody can read, of 48 letters."
    keys = [{"kty": "oct", "kid": issuer.kid, "k": b64(secret), "alg": "HS256"}]
    monkeypatch.setattr(issuer, "jwks", lambda: {"keys": keys})
    monkeypatch.setattr(issuer, "sign", lambda said: jwt.encode(said, secret, "HS256", headers={"kid": issuer.kid}))
    is_refused(sign_in(browser), "token_forged", browser)


def test_whatever_key_is_found_a_shared_secret_is_no_signature():
    secret = b64("a secret that everybody can read, of 48 letters.")
    shared = jwt.PyJWK.from_dict({"kty": "oct", "k": secret, "alg": "HS256"})
    said = {"iss": "i", "sub": "s", "aud": "a", "exp": 1, "iat": 1}
    token = jwt.encode(said, shared.key, "HS256")
    with pytest.raises(tokens.Doubtful):
        tokens.signed(token, "i", lambda _: shared)


def test_a_token_by_a_key_that_is_not_published_is_refused(browser, issuer, monkeypatch):
    monkeypatch.setattr(issuer, "sign", lambda said: jwt.encode(said, issuer.key, "RS256", headers={"kid": "other"}))
    is_refused(sign_in(browser), "token_forged", browser)


def test_a_changed_letter_is_noticed(browser, issuer, monkeypatch):
    honest = issuer.sign

    def sign(said):
        head, body, seal = honest(said).split(".")
        return ".".join([head, b64(json.dumps(said | {"pid": "9000000000039"})), seal]) if body else ""

    monkeypatch.setattr(issuer, "sign", sign)
    is_refused(sign_in(browser), "token_forged", browser)


@pytest.mark.parametrize("rubbish", ["", "a.b.c", "...", "é", "x" * 5000, "eyJhbGciOiJSUzI1NiJ9.e30."])
def test_what_is_no_token_is_refused(browser, issuer, monkeypatch, rubbish):
    monkeypatch.setattr(issuer, "sign", lambda _: rubbish)
    is_refused(sign_in(browser), "token_forged", browser)


def test_a_header_that_demands_what_we_do_not_know_is_refused(browser, issuer, monkeypatch):
    headers = {"kid": issuer.kid, "crit": ["b64"], "b64": True}
    monkeypatch.setattr(issuer, "sign", lambda said: jwt.encode(said, issuer.key, "RS256", headers=headers))
    is_refused(sign_in(browser), "token_forged", browser)


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat"])
def test_a_token_that_keeps_silent_about_what_it_must_say_is_refused(browser, issuer, monkeypatch, claim):
    saying(issuer, monkeypatch, **{claim: None})
    is_refused(sign_in(browser), "token_forged", browser)


# For someone else


def test_a_token_of_another_issuer_is_refused(browser, issuer, monkeypatch):
    saying(issuer, monkeypatch, iss="https://issuer.example")
    is_refused(sign_in(browser), "token_forged", browser)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-client"},
        {"aud": []},
        {"aud": ["korat-demonstration", "another-client"]},
        {"aud": ["korat-demonstration", "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
    ],
)
def test_a_token_for_another_audience_is_refused(browser, issuer, monkeypatch, changed):
    saying(issuer, monkeypatch, **changed)
    assert "เว็บไซต์อื่น" in is_refused(sign_in(browser), "token_audience", browser)


def test_a_token_for_us_among_others_asked_for_by_us_is_taken(browser, issuer, monkeypatch):
    saying(issuer, monkeypatch, aud=[issuer.client, "another"], azp=issuer.client)
    assert sign_in(browser).url == "/my/looks/"


# Clocks


def test_an_expired_token_is_refused_and_the_sentence_names_the_clock(browser, issuer, monkeypatch):
    saying(issuer, monkeypatch, exp=int(time.time()) - 61)
    assert "นาฬิกา" in is_refused(sign_in(browser), "token_expired", browser)


@pytest.mark.parametrize("off", [5 * MINUTES, -5 * MINUTES])
def test_a_clock_five_minutes_off_is_refused_in_a_sentence_that_names_it(browser, issuer, monkeypatch, off):
    there = int(time.time()) + off
    saying(issuer, monkeypatch, iat=there, nbf=there, exp=there + 60 * MINUTES)
    assert "นาฬิกา" in is_refused(sign_in(browser), "clock", browser)


@pytest.mark.parametrize("off", [50, -50])
def test_a_clock_less_than_a_minute_off_is_forgiven(browser, issuer, monkeypatch, off):
    there = int(time.time()) + off
    saying(issuer, monkeypatch, iat=there, nbf=there, exp=there + 5 * MINUTES)
    assert sign_in(browser).url == "/my/looks/"


@pytest.mark.parametrize("nonsense", ["soon", True, 1e300, float("nan"), [1]])
@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
def test_a_time_that_is_none_is_refused(claim, nonsense):
    now = clock.now()
    good = {"iat": now.timestamp(), "exp": now.timestamp() + 60}
    with pytest.raises(tokens.Doubtful):
        tokens.check_times(good | {claim: nonsense}, now, now)
    tokens.check_times(good, now, now)


def test_a_slow_reader_is_no_clock_off():
    """The token may be as old as the question, and no older."""
    asked_at = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    said = {"iat": asked_at.timestamp() + 5, "exp": asked_at.timestamp() + 3600}
    tokens.check_times(said, asked_at, asked_at + timedelta(minutes=9))


# Replayed, or never asked for


def test_a_token_of_an_earlier_sign_in_is_refused(browser, issuer, monkeypatch):
    kept, honest = [], issuer.sign
    monkeypatch.setattr(issuer, "sign", lambda said: kept.append(honest(said)) or kept[0])
    assert sign_in(Client()).status_code == 302
    assert "ใช้ซ้ำไม่ได้" in is_refused(sign_in(browser), "token_replayed", browser)


@pytest.mark.parametrize("nonce", [None, "", 7])
def test_a_token_without_our_nonce_is_refused(browser, issuer, monkeypatch, nonce):
    saying(issuer, monkeypatch, nonce=nonce)
    is_refused(sign_in(browser), "token_replayed", browser)


def test_an_answer_opens_the_door_once(browser, issuer):
    way = confirmed(asked(browser)[0])
    assert browser.get(way).status_code == 302
    again = browser.get(way)
    assert (again.status_code, again.context["code"]) == (400, "state")


def test_of_two_processes_with_the_same_session_one_takes_the_answer(browser, issuer):
    way = confirmed(asked(browser)[0])
    twin = Client()
    twin.cookies = browser.cookies
    kept = browser.session["thaid"]
    assert browser.get(way).status_code == 302
    session = Client().session
    session["thaid"] = kept
    session.save()
    twin.cookies["sessionid"] = session.session_key
    is_refused(twin.get(way), "state", Client())


def test_an_answer_belongs_to_the_browser_that_asked(browser, issuer):
    way = confirmed(asked(browser)[0])
    is_refused(Client().get(way), "state", browser)


def test_two_tabs_may_ask_at_once(browser, issuer):
    ways = [confirmed(asked(browser, onward)[0]) for onward in ("/my/", "/my/looks/")]
    assert browser.get(ways[0]).url == "/my/"


def test_an_answer_after_ten_minutes_comes_too_late(browser, issuer):
    way = confirmed(asked(browser)[0])
    session = browser.session
    session["thaid"] = [{**kept, "began": kept["began"] - 601} for kept in session["thaid"]]
    session.save()
    is_refused(browser.get(way), "state", browser)


@pytest.mark.parametrize("query", ["", "code=x", "code=x&state=", "state=é&code=x", "code=x&state=" + "a" * 43])
def test_an_answer_to_no_question_is_refused_in_words(browser, issuer, query):
    assert "เริ่มใหม่" in is_refused(browser.get(f"{BACK}?{query}"), "state", browser)


def test_who_says_no_at_thaid_is_back_at_the_sign_in_page(browser, issuer):
    answer = browser.get(confirmed(asked(browser)[0], person=""))
    assert answer.url == "/sign-in/?next=%2Fmy%2Flooks%2F"
    assert "ThaID" in str(next(iter(browser.get(answer.url).context["messages"])))


def test_an_answer_that_names_another_issuer_is_refused(browser, issuer):
    """RFC 9207: two issuers mixed up."""
    is_refused(browser.get(confirmed(asked(browser)[0]) + "&iss=https://other.example"), "token_forged", browser)


# What it says of the person


@pytest.mark.parametrize("pid", [None, "", "9000000000102", "1234567890123", "900000000010", "<script>"])
def test_a_number_with_a_wrong_check_digit_enrols_nobody(browser, issuer, monkeypatch, pid):
    saying(issuer, monkeypatch, pid=pid)
    assert "13" in is_refused(sign_in(browser), "citizen_number", browser)


def test_a_newcomer_without_a_name_is_not_enrolled(browser, issuer, monkeypatch):
    saying(issuer, monkeypatch, given_name="\u200b")
    is_refused(sign_in(browser), "name", browser)


# Other hosts


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
def test_signing_in_with_thaid_never_leads_out_of_the_house(browser, issuer, elsewhere):
    assert sign_in(browser, onward=elsewhere).url == "/my/"


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "there", ["http://localhost:1/x", "https://evil.example/x", "http://[", "", "file:///etc/passwd"]
)
def test_an_issuer_that_points_to_another_host_is_not_followed(browser, issuer, monkeypatch, name, there):
    published = issuer.discovery() | {name: there}
    monkeypatch.setattr(issuer, "discovery", lambda: published)
    answer = browser.get("/sign-in/thaid/")
    assert "ติดต่อ ThaID ไม่ได้" in is_refused(answer, "thaid_unreachable", browser, 503)


def test_a_discovery_document_of_another_issuer_is_not_believed(browser, issuer, monkeypatch):
    published = issuer.discovery() | {"issuer": "https://imauth.example"}
    monkeypatch.setattr(issuer, "discovery", lambda: published)
    is_refused(browser.get("/sign-in/thaid/"), "thaid_unreachable", browser, 503)


def test_a_redirect_of_the_issuer_is_not_followed(issuer, monkeypatch):
    monkeypatch.setattr("korat.config.standins.thaid.Handler.answer_json", to_elsewhere)
    with pytest.raises(Exception, match="cannot be reached"):
        issuer_at(issuer.address).get(f"{issuer.address}/jwks")


def to_elsewhere(handler, *_):
    handler.send_response(302)
    handler.send_header("Location", "http://localhost:1/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def test_an_issuer_that_is_down_is_said_in_words(browser, issuer):
    way = confirmed(asked(browser)[0])
    issuer_at(issuer.address).metadata["token_endpoint"] = "http://localhost:9/token"
    is_refused(browser.get(way), "thaid_unreachable", browser, 503)


def test_a_new_key_of_the_issuer_is_found_without_a_restart(browser, issuer, monkeypatch):
    assert sign_in(Client()).status_code == 302
    issuer.key, issuer.kid = new_key(), "next"
    issuer_at(issuer.address).keys_at -= 31
    assert sign_in(browser).status_code == 302


def test_unknown_keys_cause_no_storm_of_questions(issuer, monkeypatch):
    asked_for = []
    ours = issuer_at(issuer.address)
    honest = ours.get
    monkeypatch.setattr(ours, "get", lambda url: asked_for.append(url) or honest(url))
    assert [ours.key(f"unknown-{n}") for n in range(20)] == [None] * 20
    assert len(asked_for) == 2  # discovery and keys


# What the stand-in itself refuses, as a real issuer would


@pytest.mark.parametrize(
    "wrong", [{"client_id": "x"}, {"redirect_uri": f"{HOUSE}.evil.example/"}, {"response_type": "token"}]
)
def test_the_stand_in_sends_nobody_to_an_address_that_is_not_registered(browser, issuer, wrong):
    import httpx

    _, question = asked(browser)
    assert httpx.get(f"{issuer.address}/authorize", params=question | wrong).status_code == 400
    assert httpx.post(f"{issuer.address}/authorize", data=question | wrong | {"person": "elder"}).status_code == 400


def test_the_stand_in_says_on_its_page_what_it_is(browser, issuer):
    import httpx

    page = httpx.get(asked(browser)[0]).text
    assert "หน้านี้ไม่ใช่ ThaID" in page
    assert "Not tested against the real service" in page


def test_a_stolen_code_is_worthless_without_the_verifier(browser, issuer):
    way = confirmed(asked(browser)[0])
    session = browser.session
    session["thaid"] = [{**kept, "verifier": "guessed"} for kept in session["thaid"]]
    session.save()
    is_refused(browser.get(way), "thaid_unreachable", browser, 503)
