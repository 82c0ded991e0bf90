"""Hosts that are made to look like ours: foreign letters, digits for letters, our name inside another's."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SHORT = (
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly cutt.ly rebrand.ly rb.gy shorturl.at shorturl.asia t.ly "
    "s.id lin.ee tiny.cc bl.ink short.io qrco.de me-qr.com reurl.cc linktr.ee"
)
SHORTENERS = frozenset(_SHORT.split())
NEARLY = 2
# Parts of a host that name nobody; a part shorter than this is too common to be a name.
SHORTEST_NAME = 5
_LETTERS = {
    "a": "аα", "b": "вβ", "c": "с", "d": "ԁ", "e": "еεё3", "g": "ց", "h": "һн", "j": "ј", "k": "кκ", "l": "ӏіιi1|ı",
    "m": "м", "n": "пη", "o": "оο0", "p": "рρ", "r": "г", "s": "ѕ5", "t": "тτ", "u": "иυ", "v": "ν", "w": "ωш", "x": "хχ",
    "y": "уγ",
}  # fmt: skip
_ALIKE = str.maketrans({strange: plain for plain, many in _LETTERS.items() for strange in many})


@lru_cache(maxsize=256)
def skeleton(host: str) -> str:
    """The host as a hurried eye takes it: accents gone, look-alikes as the letter they resemble."""
    shown = ".".join(map(label_shown, host.casefold().split(".")))
    plain = unicodedata.normalize("NFKD", shown)
    kept = "".join(letter for letter in plain if unicodedata.category(letter) not in {"Mn", "Cf"})
    return kept.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def label_shown(label: str) -> str:
    """A label of punycode as the letters it stands for (RFC 3492)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def as_sent(host: str) -> str:
    """The host in ASCII, as the network asks for it: two that look the same do not read the same here."""
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in host.split(".")
    )


def resembles(host: str, own: str) -> bool:
    """Whether someone could take `host` for `own`: nearly the same, or our name somewhere in it."""
    seen, ours = skeleton(host), skeleton(own)
    joined = seen.replace("-", "").replace(".", "")
    names = [name for name in ours.split(".") if len(name) >= SHORTEST_NAME]
    if ours in seen or ours.replace(".", "") in joined or any(name in joined for name in names):
        return True
    return abs(len(seen) - len(ours)) <= NEARLY and distance(seen, ours) <= NEARLY < len(ours) // 3


def is_shortener(host: str) -> bool:
    return host.removeprefix("www.") in SHORTENERS


def distance(one: str, other: str) -> int:
    """How many letters must be added, dropped or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        before, row[0] = row[0], index
        for place, against in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != against))
    return row[-1]
