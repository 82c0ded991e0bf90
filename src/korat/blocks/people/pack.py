"""Organisations, posts, purposes and legal bases as a pack writes them."""

from __future__ import annotations

from pydantic import Field

from korat.blocks.ledger.typed import BasisCode, Code, OfficeCode, PlaceCode, Purpose, Typed
from korat.kernel.texts import Text


class OrganisationDefinition(Typed):
    """An authority or an office in it. `role` is what a route asks for: `triage`, `roads`, `lighting`."""

    code: OfficeCode
    parent: OfficeCode | None = None
    role: Code | None = None
    names: Text
    place: PlaceCode | None = None
    phone: str = Field(default="", max_length=40)


class PostDefinition(Typed):
    """A post with its authority. `persona` names the demonstration's person who holds it."""

    code: OfficeCode
    organisation: OfficeCode
    names: Text
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    reaches_below: bool = False
    basis: BasisCode
    # What its holder must have beside the post, such as a licence; until then the authority sleeps.
    requires: tuple[Code, ...] = ()
    persona: Code | None = None
