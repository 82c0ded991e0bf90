"""Talking to a partner's server, which may be slow, wrong or wicked.

Only the address in the pack is called, no redirect is followed, the address that the name resolves to is checked and is
the one connected to, and both the time and the bytes of a whole exchange are bounded, headers included.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore

from korat.kernel.settings import LOOPBACK, read
from korat.standards.open311.outward import xml

WHOLE_S, CONNECT_S = 10.0, 4.0
MOST_BYTES = 1_000_000
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


ACCEPT = "application/json, application/xml;q=0.5"


class Failed(Exception):
    """It did not work. `code` names why; `lost`: the partner may have taken it all the same."""

    def __init__(self, code: str, *, lost: bool = True, down: bool = False) -> None:
        super().__init__(code)
        self.code, self.lost, self.down = code, lost, down


@dataclass
class Bounds:
    """What is left of the time and the bytes of one exchange."""

    until: float = field(default_factory=lambda: time.monotonic() + WHOLE_S)
    room: int = MOST_BYTES

    def seconds(self, wish: float | None = None) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise Failed("slow")
        return min(left, wish or left)

    def took(self, chunk: bytes) -> bytes:
        self.room -= len(chunk)
        if self.room < 0:
            raise Failed("huge")
        return chunk


class Bounded(httpcore.NetworkStream):
    """A connection under bounds, the encrypted one inside it too."""

    def __init__(self, inner: httpcore.NetworkStream, bounds: Bounds) -> None:
        self.inner, self.bounds = inner, bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.bounds.took(self.inner.read(max_bytes, self.bounds.seconds(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.bounds.seconds(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return Bounded(self.inner.start_tls(ssl_context, server_hostname, self.bounds.seconds(timeout)), self.bounds)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class Checked(httpcore.SyncBackend):
    """Connects to the very address that was checked: a name cannot point elsewhere a moment later."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__()
        self.bounds = bounds

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        inner = super().connect_tcp(
            public_address(host, port), port, min(timeout or CONNECT_S, CONNECT_S), local_address, socket_options
        )
        return Bounded(inner, self.bounds)


def public_address(host: str, port: int) -> str:
    """The address to connect to. Failed when the name leads into this or another private network.

    Loopback is for a demonstration whose pack names it.
    """
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise Failed("unknown_host", lost=False, down=True) from error
    if not all(ipaddress.ip_address(one).is_global for one in found) and not (host in LOOPBACK and read().is_demo):
        raise Failed("private_address", lost=False, down=True)
    return sorted(found, key=lambda one: ":" in one)[0]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def tree(self) -> Any:
        """The JSON of the body, or the rows of its XML. Failed when it is neither."""
        try:
            return (
                xml.rows(self.body)
                if self.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
                else json.loads(self.body)
            )
        except (ValueError, RecursionError, xml.Misshaped) as error:
            raise Failed("unreadable") from error


def get(url: str, parameters: Mapping[str, str]) -> Answer:
    return called("GET", f"{url}?{urlencode(parameters)}", {}, b"")


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    return called("POST", url, {**FORM, **headers}, body)


def called(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """One exchange. Failed for every way in which it can go wrong; a redirect is an answer like another."""
    told = {
        "Host": urlsplit(url).netloc,
        "Accept": ACCEPT,
        "Accept-Encoding": "identity",
        **headers,
    }
    if body:
        told["Content-Length"] = str(len(body))
    with httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=Checked(Bounds())) as pool:
        return in_words(lambda: pool.request(method, url, headers=list(told.items()), content=body or None))


def in_words(exchange: Callable[[], httpcore.Response]) -> Answer:
    try:
        response = exchange()
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise Failed("unreachable", lost=False, down=True) from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise Failed("slow", down=True) from error
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.UnsupportedProtocol, OSError) as error:
        raise Failed("broken", down=True) from error
    return Answer(response.status, response.content)
