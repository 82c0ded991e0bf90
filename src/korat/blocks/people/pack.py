"""Organisations, posts, purposes and legal bases as a pack writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from korat.blocks.ledger.typed import BasisCode, Code, OfficeCode, PlaceCode, Purpose, Typed
from korat.kernel.texts import Text

Endpoint = Annotated[
    str,
    Field(
        pattern=r"^(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?$",
        max_length=200,
    ),
]


class RemoteService(Typed):
    """What a partner calls one of our kinds, with what its form cannot do without."""

    code: str = Field(min_length=1, max_length=120)
    attributes: dict[str, str] = {}


class Bridge(Typed):
    """The Open311 server by which an agency takes cases: the one address that we talk to. Without TLS on loopback alone.

    `services`: our `service.category`, or `service` for all its kinds. `key`: the file below `keys/open311/` that holds
    the api_key. `once`: what keeps a lost answer from making two requests: the partner heeds Idempotency-Key (`key`), or
    lists a request with its description (`list`). `format`: what it speaks. `media`: it takes the address of a photograph,
    and then gets that of the published copy.
    """

    endpoint: Endpoint
    jurisdiction_id: str = Field(min_length=1, max_length=120)
    key: Code | None = None
    services: dict[str, RemoteService] = Field(min_length=1)
    once: Literal["key", "list"] = "list"
    format: Literal["json", "xml"] = "json"
    media: bool = False
    every_minutes: int = Field(default=15, ge=1, le=1440)

    def service(self, service: str, category: str) -> RemoteService | None:
        return self.services.get(f"{service}.{category}") or self.services.get(service)


class OrganisationDefinition(Typed):
    """An authority or an office in it. `role` is what a route asks for: `triage`, `roads`, `lighting`."""

    code: OfficeCode
    parent: OfficeCode | None = None
    role: Code | None = None
    names: Text
    place: PlaceCode | None = None
    phone: str = Field(default="", max_length=40)
    open311: Bridge | None = None


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
    # Filled by a vote: its holder is named in public, except in the days before an election.
    elected: bool = False
    persona: Code | None = None
