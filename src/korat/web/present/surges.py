"""An order for a flood or the like, as its pages and the pages of its cases show it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import SurgeView
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.web import addresses
from korat.web.present import order_paper, words


def line(found: SurgeView) -> dict[str, object]:
    return {
        "title": found.title,
        "url": addresses.of("web:surge", found.uuid),
        "order": _("Order %(number)s") % {"number": found.order_number},
        "on": found.order_on,
        "begins": found.begins_at,
        # Its end is the first moment after the last day; people are told the day.
        "until": found.ended_at or found.ends_at - datetime.resolution,
        "over": found.ended_at is not None,
        "paper_url": addresses.of("web:document", found.paper) if found.paper else "",
    }


def page(found: SurgeView, now: datetime) -> dict[str, object]:
    gathered, left = found.gathered or 0, found.left or 0
    return {
        **line(found),
        "signatures": order_paper.signatures(found.paper) if found.paper else [],
        "offices": [words.office(one) for one in found.offices],
        "kinds": kinds(found),
        "places": [words.place_name(one) for one in found.places],
        # The worker goes on while there is something to do; the page looks again by itself.
        "runs": bool(left) and (found.gathering or found.ended_at is not None),
        "gathers": found.gathering and found.ended_at is None and found.ends_at > now,
        "gathered": gathered,
        "left": left,
        "whole": gathered + (0 if found.ended_at else left),
        "done": gathered - (left if found.ended_at else 0),
        "step_url": addresses.of("web:surge_onward", found.uuid),
        "ends": found.ended_at is None and found.ends_at > now,
    }


def kinds(found: SurgeView) -> list[object]:
    named = {one.code: one.names for service in catalog.services() for one in service.categories}
    return [named.get(code, code) for code in found.categories]


def notice(face: CaseFace) -> dict[str, object] | None:
    """On the page of a case that an order covers; one that is in none asks nothing."""
    found = queries.surge_of(face.surge) if face.surge else None
    if found is None:
        return None
    stands = not face.urgent and face.service.stops(face.category.code if face.category else "", "surge")
    return {**line(found), "stands": stands}
