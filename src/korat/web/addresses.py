"""Addresses that a page names again and again: each is composed once a language."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

from korat.kernel.language import current


def at(name: str) -> str:
    """The address of a page that takes no argument, `web:morning`."""
    return composed(name, current())


@cache
def composed(name: str, _language: str) -> str:
    return reverse(name)


def of_case(reference: str) -> str:
    """The one page of a case."""
    return before_reference(current()) + reference


@cache
def before_reference(_language: str) -> str:
    return reverse("web:case", args=["-"]).removesuffix("-")
