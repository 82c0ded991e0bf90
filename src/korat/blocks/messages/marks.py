"""The mark at the end of every message, by which anybody can ask whether the house sent it."""

from __future__ import annotations

import hmac
import re
import unicodedata
from itertools import accumulate, islice, product

from django.conf import settings

from korat.blocks.messages.pack import TemplateDefinition
from korat.blocks.messages.wording import render
from korat.kernel import language as languages
from korat.kernel.settings import read

PAGE = "/is-it-from-us/"
SEAL_BYTES = 16
# Where our words could begin: at a word, or behind a sign that opens a quotation. And bounds, so that asking stays cheap.
BEGINNING = re.compile(r"""(?:(?<!\S)|(?<=["'“”‘’«„:>(\[]))(?=\S)""")
WORD = re.compile(r"\S+")
MOST, FURTHEST, FEW = 3, 300, 4


def marked(body: str, code: str, wording: TemplateDefinition | None, language: str) -> str:
    """The body with the mark as its last line, in the pack's words if it has any for it."""
    page = page_for(language)
    last = render(wording, {"page": page, "code": code}, language)[1] if wording else f"{page} {code}"
    return f"{body}\n{' '.join(last.split())}"


def page_for(language: str) -> str:
    """Where one asks, in Thai for who reads Thai, else in English."""
    prefix = "" if languages.base(language) == languages.FIRST else f"/{languages.SECOND}"
    return f"{read().address}{prefix}{PAGE}"


def seal(text: str) -> bytes:
    """HMAC-SHA-256 under the installation's pepper, of the words without their spaces: mail programs break lines anew."""
    return seal_of(bare(text))


def seal_of(bare: str) -> bytes:
    key = settings.KORAT_PEPPER.encode()
    return hmac.digest(key, b"message:" + bare.encode(), "sha256")[:SEAL_BYTES]


def beside(text: str, code: str, sealed: bytes) -> tuple[str, str] | None:
    """What stands before and behind our words in a text that holds them whole; None when it does not.

    Only their seal is known, so each place where they could begin is tried with each where they could end.
    """
    shown = unicodedata.normalize("NFC", text)
    counted = [0, *accumulate(len(bare(letter)) for letter in shown)]
    whole = bare(shown)
    for found in list(re.finditer(re.escape(code), shown))[:MOST]:
        starts = [one.start() for one in BEGINNING.finditer(shown, 0, found.start())][-FURTHEST:]
        ends = [found.end(), *(one.end() for one in islice(WORD.finditer(shown, found.end()), FEW))]
        for start, end in product(reversed(starts), ends):
            if hmac.compare_digest(seal_of(whole[counted[start] : counted[end]]), sealed):
                return shown[:start], shown[end:]
    return None


def bare(text: str) -> str:
    """Letters, digits and signs alone: nothing that a reader does not see."""
    shown = (letter for letter in unicodedata.normalize("NFC", text) if not letter.isspace())
    return "".join(letter for letter in shown if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})


def letters(text: str) -> str:
    """Letters and digits alone, in one case: what two ways of typing the same line have in common."""
    return "".join(letter for letter in bare(text).casefold() if unicodedata.category(letter)[0] in "LMN")
