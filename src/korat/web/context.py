"""What every page knows: whose house this is, which language, who is acting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language, gettext

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.kernel.language import SECOND
from korat.kernel.texts import Text
from korat.web import session
from korat.web.demo import personas


@dataclass(frozen=True)
class Reader:
    """Who reads the page: the persona's name in a demonstration, and whether there is a desk for them."""

    name: object
    works: bool


def shell(request: HttpRequest) -> dict[str, object]:
    language = get_language() or "th"
    actor = session.actor(request)
    labels = dict(personas.labels()) if settings.KORAT.is_demo else {}
    profile = catalog.profile()
    return {
        # Asked by every page: a name that is not there costs a template more than one that is empty.
        "form": None,
        "back_url": "",
        "brand": {"name": profile.brand.name, "tagline": profile.brand.tagline, "operator": profile.names},
        "language": language,
        "other_language_url": other_language(request),
        "elder": request.COOKIES.get("elder") == "1",
        "demo": settings.KORAT.is_demo,
        "personas": list(labels.items()),
        "persona": actor.persona if actor else None,
        "actor": reader(named, labels) if (named := session.named(request)) else None,
        "credits": profile.credits,
        "footer_links": footer_links(language),
        "here": request.path if request.path in ways(language) else "",
    }


def here(request: HttpRequest) -> str:
    """The address of this page. One that begins with two slashes would be another host as soon as it stands in a link."""
    return escape_leading_slashes(request.get_full_path())


def other_language(request: HttpRequest) -> str:
    """This page in the other language: English stands under its prefix. What is no page leads nowhere else."""
    address, english = here(request), f"/{SECOND}"
    if request.resolver_match is None:
        return address
    return address.removeprefix(english) if address.startswith(f"{english}/") else f"{english}{address}"


def reader(actor: Actor, labels: Mapping[str, Text]) -> Reader:
    """Who follows one report with its key is no reader of this kind: there is no page of their own to go to."""
    return Reader(labels.get(actor.persona or "", gettext("someone who signed in")), bool(actor.reach()))


@cache
def ways(_language: str) -> frozenset[str]:
    """The addresses of the main navigation: standing at none of them, it looks the same everywhere."""
    return frozenset(map(reverse, ("web:search", "web:faces", "web:figures", "web:desk", "web:my", "web:sign_in")))


@cache
def footer_links(_language: str) -> list[dict[str, object]]:
    links = [
        ("web:book", gettext("Book a time")),
        ("web:genuine", gettext("Is this really from us?")),
        ("web:verify", gettext("Check a paper")),
        ("web:sources", gettext("Where our data comes from")),
    ]
    if settings.KORAT.is_demo:
        links.append(("web:outbox", gettext("Outbox of the demonstration")))
    return [{"url": reverse(name), "label": label} for name, label in links]
