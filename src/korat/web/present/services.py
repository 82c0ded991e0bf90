"""Services as pages and lists show them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Law, ServiceDefinition
from korat.blocks.catalog.profile import Dimension
from korat.kernel.texts import Text
from korat.web import offers

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
    """The first categories of the first services that can be started here."""
    found = [
        {"url": url, "title": category.names}
        for service in services
        for category in service.categories
        if (url := offers.start_url(service, category.code))
    ]
    return found[:POPULAR]


def listed(dimension: str) -> list[dict[str, object]]:
    return [hit(service, None) for service in catalog.services() if not dimension or dimension in service.dimensions]


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
            {"label": _("Completion"), "value": service.clocks.completion.show()},
            {"label": _("Fee"), "value": fee(service)},
            {"label": _("Ways to ask"), "value": ", ".join(channel(code) for code in service.channels)},
        ],
        "sections": sections(service),
        "law": [clause(law) for law in service.law],
    }


def sections(service: ServiceDefinition) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if service.who:
        found.append({"title": _("Who can use it"), "text": service.who})
    if service.evidence:
        found.append({"title": _("What you need"), "points": service.evidence})
    if service.categories:
        found.append(
            {"title": _("What can be reported"), "points": [category.names for category in service.categories]}
        )
    return found


def fee(service: ServiceDefinition) -> str:
    if service.fee.kind == "free":
        return _("free of charge")
    if service.fee.kind == "fixed":
        return _("%(baht)s baht") % {"baht": f"{service.fee.satang / 100:,.2f}".removesuffix(".00")}
    note: Text | None = service.fee.note
    return note.show() if note else _("set by the office")


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
