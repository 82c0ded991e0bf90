"""The fixed thing that a case is about, as the case page shows it, and what stands close by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.values import CaseFace, CasePage
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureView
from korat.kernel.dates import format_date
from korat.web import addresses, offers
from korat.web.present import words

# Who works on it sees what is owed for it; the reporter sees what everybody may.
WORKING = ("office", "crew")


def card(actor: Actor | None, shown: CasePage, now: datetime) -> dict[str, object] | None:
    """None when there is nothing to say. Asks only where the case names a thing."""
    bind = bind_url(actor, shown)
    found = places.fixture_by_id(shown.face.asset) if shown.face.asset else None
    if found is None:
        return {"bind_url": bind} if bind else None
    return {**thing(found, official=shown.relation in WORKING), **owed(found, shown, now), "bind_url": bind}


def bind_url(actor: Actor | None, shown: CasePage) -> str:
    """Where the office says which thing it is; a joined case goes with the one that leads it."""
    able = actor is not None and shown.relation == "office" and not shown.face.lead and shown.face.service.about_thing
    if not able or actor is None or not queries.gathers(actor, shown.face):
        return ""
    return addresses.of("web:case_asset", shown.face.reference)


def thing(found: FixtureView, *, official: bool) -> dict[str, object]:
    kind = catalog.profile().assets.get(found.kind)
    return {
        "number": found.number,
        "kind": kind.names if kind else found.kind,
        "url": offers.asset_url(found.number, official=official),
    }


def owed(found: FixtureView, shown: CasePage, now: datetime) -> dict[str, object]:
    """The warranty and what was claimed under it, for who works on the case."""
    if shown.relation not in WORKING or found.warranty_until is None:
        return {}
    runs = found.under_warranty(now.astimezone(catalog.zone()).date())
    until = {"day": format_date(found.warranty_until)}
    return {
        "warranty": (_("Under warranty until %(day)s") if runs else _("The warranty ran out on %(day)s")) % until,
        "runs": runs,
        "contractor": words.office(found.contractor),
        "contract": found.contract,
        "claims": [claim(one) for one in queries.claims_for(shown.face)],
    }


def claim(face: CaseFace) -> dict[str, object]:
    return {
        "reference": face.reference,
        "url": addresses.of_case(face.reference),
        "state": words.state(face.step),
        "when": face.opened_at,
    }


def near(found: Sequence[tuple[FixtureView, int]]) -> list[dict[str, object]]:
    """What stands close by, for the page on which the office says which thing it is."""
    return [{**thing(one, official=True), "metres": metres} for one, metres in found]
