"""Addresses that a page names again and again: each is composed once a language."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse

from korat.kernel.language import current

# Fits wherever an address takes a number, a code or a uuid.
ANY = str(UUID(int=0))


def at(name: str) -> str:
    """The address of a page that takes no argument, `web:morning`."""
    return composed(name, current())


def of(name: str, one: str | UUID) -> str:
    """The address of a page about one thing, `web:document`: by its number, code or uuid, which need no quoting."""
    before, after = around(name, current())
    return f"{before}{one}{after}"


def of_case(reference: str) -> str:
    """The one page of a case."""
    return of("web:case", reference)


@cache
def composed(name: str, _language: str) -> str:
    return reverse(name)


@cache
def around(name: str, _language: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANY]).partition(ANY)
    return before, after
