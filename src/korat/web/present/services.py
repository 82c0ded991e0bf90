"""Services as pages and lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Law, ServiceDefinition
from korat.blocks.catalog.profile import Dimension
from korat.web import offers
from korat.web.present import fees

POPULAR = 4
COLOUR = {"equality": "equality", "safety": "safety", "opportunity": "opportunity", "sustainability": "sustainability"}


def tile(dimension: Dimension) -> dict[str, object]:
    return {
        "code": dimension.code,
        "title": dimension.names,
        "text": dimension.text,
        "icon": dimension.icon,
        "url": f"{reverse('web:search')}?dimension={dimension.code}",
    }


def popular(services: Sequence[ServiceDefinition]) -> list[dict[str, object]]:
    """The first kinds of what everyone may report, as far as it can be started here."""
    found = [
        {"url": url, "title": category.names}
        for service in reports(services)
        for category in service.categories
        if (url := offers.start_url(service, category.code))
    ]
    return found[:POPULAR]


def reports(services: Sequence[ServiceDefinition]) -> list[ServiceDefinition]:
    """What anyone reports in public, before all that a person asks for in private."""
    return [service for service in services if service.face.shown]


def listed(dimension: str) -> list[dict[str, object]]:
    """The catalogue by parts of life, in the order of their first services; what everyone may report stands first."""
    found = [one for one in catalog.services() if startable(one) and (not dimension or dimension in one.dimensions)]
    groups: dict[str, list[dict[str, object]]] = {}
    for service in sorted(found, key=lambda one: not one.face.shown):
        groups.setdefault(service.group.show() if service.group else "", []).append(hit(service, None))
    return [{"title": title, "hits": hits} for title, hits in groups.items()]


def startable(service: ServiceDefinition) -> bool:
    """Whether a person can ask for it at all; some services the house alone opens."""
    return not service.duty and set(service.channels) != {"reaction"}


def hits(words: str) -> list[dict[str, object]]:
    return [hit(found.service, found.category) for found in catalog.search(words)]


def hit(service: ServiceDefinition, category: Category | None) -> dict[str, object]:
    dimension = service.dimensions[0]
    names = {known.code: known.names for known in catalog.profile().dimensions}
    url = offers.start_url(service, category.code) if category else None
    return {
        "url": url or reverse("web:service", args=[service.code]),
        "title": category.names if category else service.names,
        "text": (category.says or service.summary) if category else service.summary,
        "kind": {"label": names.get(dimension, dimension), "colour": COLOUR[dimension]},
    }


def page(service: ServiceDefinition) -> dict[str, object]:
    return {
        "title": service.names,
        "summary": service.summary,
        "start_url": offers.start_url(service),
        "start_label": offers.start_label(service),
        "facts": [
            {"label": _("First answer"), "value": service.clocks.answer.show()},
            {"label": _("Completion"), "value": f"{service.clocks.completion.show()} ({rests_on(service)})"},
            {"label": _("Fee"), "value": fees.said(service)},
            {"label": _("Ways to ask"), "value": ", ".join(channel(code) for code in service.channels)},
        ],
        "sections": sections(service),
        "law": [clause(law) for law in service.law],
        "permits_url": f"{reverse('web:permits')}?{urlencode({'kind': service.code})}" if service.permits else "",
    }


def sections(service: ServiceDefinition) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {"title": _("Who can use it"), "text": service.who},
        {"title": _("What you need"), "points": needed(service)},
        {"title": _("What it costs"), "points": fees.points(service)},
        {"title": _("What you get"), "points": [output.names for output in service.outputs]},
        {"title": _("What can be reported") if service.face.shown else _("Kinds"),
         "points": [category.names for category in service.categories]},
        {"title": _("If you disagree"), "text": service.remedy},
    ]  # fmt: skip
    return [section for section in found if section.get("text") or section.get("points")]


def needed(service: ServiceDefinition) -> list[str]:
    """What to have at hand, and the files that the form asks for."""
    files = [
        _("%(file)s (file or photo)") % {"file": one.names.show()}
        if one.required
        else _("%(file)s (file or photo, if you have it)") % {"file": one.names.show()}
        for one in service.files
    ]
    return [*(one.show() for one in service.evidence), *files]


def rests_on(service: ServiceDefinition) -> str:
    return {
        "statute": _("set by law"),
        "guide": _("the office's guide for citizens"),
        "promise": _("the office's own promise"),
    }[service.clocks.rests_on]


def channel(code: str) -> str:
    return {
        "web": _("this website"),
        "counter": _("at the counter"),
        "phone": _("by telephone"),
        "open311": _("by program (Open311)"),
        "line": _("by LINE"),
        "sms": _("by SMS"),
        "email": _("by e-mail"),
        "paper": _("on paper"),
        "mobile-unit": _("at the mobile unit"),
    }.get(code, code)


def clause(law: Law) -> str:
    words = f"{law.name.show()} {law.clause}".strip()
    return words if law.verified else _("%(words)s (clause not verified)") % {"words": words}
