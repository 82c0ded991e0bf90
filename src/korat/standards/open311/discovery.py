"""The discovery document: two endpoints of the same services, one that acts and one that only checks."""

from __future__ import annotations

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import packs
from korat.kernel.settings import read as settings
from korat.standards.open311.faces import w3c
from korat.standards.open311.render import Rows, Tree

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = Rows("format", ("text/xml", "application/json"))


def document(language: str) -> Tree:
    """`changeset` tells when the services last changed: when the pack was applied."""
    about, address = catalog.profile().open311, f"{settings().address}/open311/v2"
    endpoints = ((address, "test" if settings().is_demo else "production"), (f"{address}/test", "test"))
    return {
        "changeset": changeset(),
        "contact": about.contact.show(language),
        "key_service": about.key_service.show(language),
        "endpoints": Rows("endpoint", tuple(endpoint(url, kind) for url, kind in endpoints)),
    }


def endpoint(url: str, kind: str) -> Tree:
    return {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changeset(),
        "type": kind,
        "formats": FORMATS,
    }


def changeset() -> str | None:
    return w3c(packs.applied_at())
