"""Links in a pasted text, and whether each leads to us.

Only what is exactly ours is ours: what a browser makes of an odd address (WHATWG URL) need not be known, since an address
with anything odd in it is not one that we send.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from korat.web.genuine.hosts import as_sent, is_shortener, resembles, skeleton

LONGEST, MOST, LONGEST_HOST = 2000, 20, 253


class Leads(StrEnum):
    """Where a link leads."""

    HOME = "home"
    ELSEWHERE = "elsewhere"
    LOOKALIKE = "lookalike"
    SHORTENED = "shortened"
    DISGUISED = "disguised"


@dataclass(frozen=True)
class Link:
    """A link as it stood, the host it really asks for, and where it leads."""

    text: str
    host: str
    leads: Leads


# What a bare word with a dot must end in to count as an address: `v1.2`, `e.g.` and Thai abbreviations are none.
_ENDINGS = (
    "th com net org info biz co io me cc tv ws asia app dev site online xyz top shop store club vip live icu link click "
    "work life world today fun pro win bid loan men date trade cn ru in uk us eu jp kr vn la my sg id ph tk ml ga cf gq "
    "pw su to ly gd gl ink cloud page website space tech help support center zip mov bond cfd sbs rest ไทย"
)
ENDINGS = frozenset(_ENDINGS.split())
_BREAK = r"\s<>\"'“”‘’"
# Bounded, so that a long text without an address costs no more than its length.
_AUTHORITY, _PATH = rf"[^{_BREAK}/\\?#]{{1,300}}", r"[/\\?#][!-&(-;=?-~]{0,1800}"
_LINK = re.compile(
    rf"(?:https?|hxxps?|ftp)\s?:(?:[/\\]*)(?:{_AUTHORITY})(?:{_PATH})?"
    rf"|\b(?:javascript|data|vbscript|file|intent|market|itms-services):[^{_BREAK}]{{1,300}}"
    rf"|//{_AUTHORITY}(?:{_PATH})?"
    rf"|[^{_BREAK}/\\?#@:()]{{1,253}}\.[^{_BREAK}/\\?#@:().]{{1,63}}(?::\d{{1,5}})?(?:@{_AUTHORITY})?(?:{_PATH})?",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)\s?:(?![0-9])[/\\]*|//", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:https?://)?[a-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9/?#&=._~:%+,;!*()$-]*)?", re.IGNORECASE
)
_TAIL = ".,;:!?)]}>…ฯๆ\u200b\u200c\u200d\u2060\ufeff"


def find(text: str, home: str) -> tuple[Link, ...]:
    """The links of a text, each once. `home`: our own address, with its scheme."""
    found = dict.fromkeys(candidates(text))
    return tuple(link for one in list(found)[:MOST] if (link := judged(one, home)))


def candidates(text: str) -> Iterator[str]:
    """What looks like a link. The address of a mailbox is none, unless it is dressed up as ours."""
    for match in _LINK.finditer(text):
        if match.start() == 0 or text[match.start() - 1] != "@":
            yield match.group()[:LONGEST].strip(_TAIL)


def judged(text: str, home: str) -> Link | None:
    """Where it leads; None for what only looked like a link."""
    scheme, authority, rest = parted(text)
    host = authority.rpartition("@")[2].partition(":")[0].casefold()
    own = (urlsplit(home).hostname or "").casefold()
    if not scheme and not is_address(host, authority, own, rest):
        return None
    return Link(text, as_sent(host)[:LONGEST_HOST], leads(text, scheme, authority, host, home, rest))


def parted(text: str) -> tuple[str, str, str]:
    """Scheme, authority and the rest, as a browser divides them: a backslash is a slash to it."""
    match = _SCHEME.match(text)
    scheme = (match.group(1) or "//").lower() if match else ""
    after = text[match.end() :] if match else text
    authority = re.split(r"[/\\?#]", after, maxsplit=1)[0]
    return scheme, authority, after[len(authority) :]


def is_address(host: str, authority: str, own: str, rest: str) -> bool:
    """Whether a word without a scheme is an address after all."""
    if "@" in authority:
        return resembles(authority.rpartition("@")[0], own)
    ending = host.rpartition(".")[2]
    known = ending in ENDINGS or skeleton(ending) in ENDINGS
    return known or host.startswith("www.") or (host.isascii() and ending.isalpha() and rest.startswith("/"))


def leads(text: str, scheme: str, authority: str, host: str, home: str, rest: str) -> Leads:
    ours = urlsplit(home)
    own = (ours.hostname or "").casefold()
    if is_home(text, scheme, authority, home):
        return Leads.HOME
    if is_odd(scheme, authority, text):
        return Leads.DISGUISED
    if is_shortener(host):
        return Leads.SHORTENED
    if resembles(host, own) or own in skeleton(rest) or own in rest.casefold():
        return Leads.LOOKALIKE
    return Leads.ELSEWHERE


def is_home(text: str, scheme: str, authority: str, home: str) -> bool:
    """Exactly our host and port, over http(s), in plain letters and nothing before the host."""
    return (
        bool(_PLAIN.fullmatch(text))
        and scheme in ("", "http", "https")
        and authority.casefold() == urlsplit(home).netloc.casefold()
    )


def is_odd(scheme: str, authority: str, text: str) -> bool:
    """A name before the host, hidden letters, backslashes, a bare number for a host, a scheme that runs something."""
    host = authority.rpartition("@")[2].partition(":")[0]
    return (
        scheme not in ("", "//", "http", "https")
        or "@" in authority
        or "\\" in text
        or "%" in authority
        or bool(re.fullmatch(r"[0-9.]+|0x[0-9a-fx.]+|\[.*", host, re.IGNORECASE))
        or any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in text)
    )
