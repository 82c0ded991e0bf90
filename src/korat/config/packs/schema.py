"""JSON Schemas of a pack's files, so that an editor completes and checks them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.measures.pack import ChangeDefinition
from korat.blocks.messages.pack import TemplateDefinition
from korat.blocks.payments.pack import CashierDefinition
from korat.blocks.people.pack import OrganisationDefinition, PostDefinition
from korat.blocks.places.pack import JurisdictionsFile, OutlineDefinition
from korat.blocks.reactions.pack import RuleDefinition
from korat.config.packs.format import BasesFile, PackHead, PurposesFile

# Name of the schema → the files it describes, and their form.
SCHEMAS: Mapping[str, tuple[str, Any]] = {
    "pack": ("pack.yaml", PackHead),
    "places": ("places/*.yaml", JurisdictionsFile),
    "outline": ("places/outline.geojson", OutlineDefinition),
    "organisations": ("organisations/*.yaml", OrganisationDefinition | list[OrganisationDefinition]),
    "cashiers": ("cashiers.yaml", CashierDefinition | list[CashierDefinition]),
    "changes": ("changes.yaml", ChangeDefinition | list[ChangeDefinition]),
    "posts": ("posts.yaml", PostDefinition | list[PostDefinition]),
    "bases": ("bases.yaml", BasesFile),
    "purposes": ("purposes.yaml", PurposesFile),
    "service": ("services/<domain>/*.yaml", ServiceDefinition),
    "resource": ("resources/*.yaml", ResourceDefinition | list[ResourceDefinition]),
    "message": ("messages/*.yaml", TemplateDefinition | list[TemplateDefinition]),
    "reaction": ("reactions/*.yaml", RuleDefinition | list[RuleDefinition]),
}


def schema(folder: Path) -> list[Path]:
    """Write one schema for each kind of file. Returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write(folder / f"{name}.schema.json", files, form) for name, (files, form) in SCHEMAS.items()]


def write(path: Path, files: str, form: Any) -> Path:
    made = TypeAdapter(form).json_schema(by_alias=True)
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": files, **made}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return path
