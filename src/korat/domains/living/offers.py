"""What this domain offers to the shell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger.actor import Actor
from korat.domains.living.assets.actions import PURPOSE as KEEP
from korat.domains.living.costs import SHOWN
from korat.domains.living.counter import takes_in
from korat.kernel.money import show
from korat.web.addresses import at
from korat.web.offers import Money

DOMAIN = "living"


def start_url(service: ServiceDefinition, category: str = "") -> str | None:
    """Where a report of this service begins; only a service that has its form on the web."""
    if "web" not in service.channels:
        return None
    address = reverse("living:report", args=[service.code])
    return f"{address}?{urlencode({'category': category})}" if category else address


def start_label(service: ServiceDefinition) -> str:
    """Under the service's own name: a name that is a deed itself bears no second one."""
    return _("Report now") if service.face.shown else _("Begin this request")


def money(actor: Actor, now: datetime) -> Sequence[Money]:
    """What the work of a month cost, and what contractors owe us under their warranties; on one page both are opened."""
    found, url = cases.stakes(actor, now - SHOWN), reverse("living:costs")
    work = Money(_("Cost of work ordered in 30 days"), show(found.satang) + ("+" if found.bounded else ""), url)
    claims = Money(_("Open claims under warranty"), f"{found.claims:,}", f"{url}#claims")
    return [one for one, there in ((work, found.works), (claims, found.claims)) if there]


def desk_doors(actor: Actor) -> list[dict[str, str]]:
    """The register of assets; and for whose post takes in reports, each service that is offered at the counter."""
    return [*asset_doors(actor), *counter_doors(actor)]


def asset_url(number: str, *, official: bool) -> str | None:
    return reverse("living:asset" if official else "living:asset_public", args=[number])


def asset_doors(actor: Actor) -> list[dict[str, str]]:
    """The register of what stands in the streets, for whose post keeps it."""
    if not actor.reach(KEEP):
        return []
    return [{"url": at("living:assets"), "icon": "lightbulb", "label": _("Lamps, drains, bins, roads")}]


def counter_doors(actor: Actor) -> list[dict[str, str]]:
    """Whose post takes in reports finds the way to what anyone reports; other services are taken in from their address, as
    two dozen doors would hide the one that is used each hour."""
    if not takes_in(actor):
        return []
    offered = (
        one for one in catalog.services() if one.domain == DOMAIN and "counter" in one.channels and one.face.shown
    )
    return [
        {
            "url": reverse("living:counter", args=[one.code]),
            "icon": "phone",
            "label": _("Take in: %(service)s") % {"service": one.names.show()},
        }
        for one in offered
    ]
