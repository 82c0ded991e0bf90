"""The stand-in for ThaID as tests run it: a real server on loopback, and a browser that walks there and back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import httpx
from django.conf import settings

from korat.config.standins.issuer import Issuer, MadeUp, new_key
from korat.config.standins.thaid import BACK, CLIENT, Server

HOUSE = "http://testserver"
NEWCOMER = MadeUp(
    "newcomer", "Newcomer", {"pid": "9000000000101", "title": "นาง", "given_name": "แก้ว", "family_name": "ใหม่มา"}
)
ELDER = MadeUp(
    "elder", "Elder", {"pid": "9000000000021", "title": "นาย", "given_name": "ชื่ออื่น", "family_name": "นามสกุลอื่น"}
)


@cache
def one_key():
    """The same for all tests: making one takes a while."""
    return new_key()


@contextmanager
def running(*people: MadeUp) -> Iterator[Issuer]:
    """An issuer that answers. What it says may be changed while it runs."""
    issuer = Issuer("", CLIENT, settings.KORAT_THAID_SECRET, HOUSE + BACK, people, key=one_key())
    server = Server(0, issuer)
    issuer.address = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(browser, onward="/my/looks/", prefix=""):
    """What our house asks of the issuer: the address, and its parts."""
    answer = browser.get(f"{prefix}/sign-in/thaid/", {"next": onward})
    assert answer.status_code == 302, answer.content[:300]
    return answer.url, dict(parse_qsl(urlsplit(answer.url).query))


def confirmed(url, person=NEWCOMER.code):
    """The person presses the button at the issuer's page. Returns the way back into our house."""
    page = httpx.get(url)
    assert page.status_code == 200, page.text
    form = dict(parse_qsl(urlsplit(url).query)) | {"person": person}
    answer = httpx.post(url.partition("?")[0], data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix(HOUSE)


def sign_in(browser, person=NEWCOMER.code, onward="/my/looks/"):
    return browser.get(confirmed(asked(browser, onward)[0], person))
