"""What this domain offers to the shell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger.actor import Actor
from korat.web.offers import Money

DOMAIN = "living"


def start_url(service: ServiceDefinition, category: str = "") -> str | None:
    """Where a report of this service begins; only a service that has its form on the web."""
    if "web" not in service.channels:
        return None
    address = reverse("living:report", args=[service.code])
    return f"{address}?{urlencode({'category': category})}" if category else address


def start_label(service: ServiceDefinition) -> str:
    return _("Start: %(service)s") % {"service": service.names.show()}


def money(_actor: Actor, _now: datetime) -> Sequence[Money]:
    """A report costs nothing, and what its work costs is not written down here."""
    return ()
