"""A browser without a network: real WSGI requests through the whole application, cookies and CSRF token included."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory


@cache
def application() -> WSGIHandler:
    return get_wsgi_application()


class Visitor(RequestFactory):
    """Sends requests as the web server does; the answer is its status, and its body is read to the end."""

    body = b""

    def request(self, **extra: Any) -> str:
        answered: list[str] = []
        extra.setdefault("HTTP_ACCEPT_ENCODING", "gzip")  # as every browser does: packing is part of the cost
        found = application()(self._base_environ(**extra), lambda status, _headers: answered.append(status))
        self.body = b"".join(found)
        found.close()
        return answered[0]

    def must(self, status: str, wanted: str = "200") -> None:
        if not status.startswith(wanted):
            raise RuntimeError(f"answered {status}: {self.body[:400]!r}")

    def see(self, path: str, **data: Any) -> None:
        self.must(self.get(path, data))

    def send(self, path: str, data: Mapping[str, Any], number: int, wanted: str = "200") -> None:
        """POST a form. Each `number` comes from an address of its own: the limit on reports counts addresses."""
        fields = {**data, "csrfmiddlewaretoken": self.cookies["csrftoken"].value}
        if any(hasattr(value, "read") for value in data.values()):
            self.must(self.post(path, fields, REMOTE_ADDR=sender(number)), wanted)
        else:
            self.file(path, fields, number, wanted)

    def file(self, path: str, fields: Mapping[str, Any], number: int, wanted: str = "200") -> None:
        kind = "application/x-www-form-urlencoded"
        self.must(self.post(path, urlencode(fields), kind, REMOTE_ADDR=sender(number)), wanted)


def sender(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def sign_in(persona: str) -> Visitor:
    """A visitor with the session of a persona and the token of its forms."""
    client = Client()
    client.post("/demo/persona", {"persona": persona})
    client.get("/")
    visitor = Visitor()
    visitor.cookies = client.cookies
    return visitor
