"""What the domains offer to the shell. Each domain's `offers.py` has these names; `config` collects them here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger.actor import Actor


@dataclass(frozen=True)
class Money:
    """What is at stake within an actor's reach, in words: a sum, or how many claims; `url` opens what is behind it."""

    label: str
    value: str
    url: str


class Offers(Protocol):
    """`DOMAIN` is the pack's word for the domain; `start_url` where a service (and category) begins, None if nowhere;
    `desk_doors` what lies on an official's desk: address, picture, label;
    `money` what is at stake for the morning page, none when there is nothing to count;
    `asset_url` the page of a fixed thing, if it has one."""

    DOMAIN: str

    def start_url(self, service: ServiceDefinition, category: str = "") -> str | None: ...

    def start_label(self, service: ServiceDefinition) -> str: ...

    def desk_doors(self, actor: Actor) -> list[dict[str, str]]: ...

    def asset_url(self, number: str, *, official: bool) -> str | None: ...

    def money(self, actor: Actor, now: datetime) -> Sequence[Money]: ...


collected: dict[str, Offers] = {}


def collect(offers: Iterable[Offers]) -> None:
    for offer in offers:
        collected[offer.DOMAIN] = offer


def start_url(service: ServiceDefinition, category: str = "") -> str | None:
    offer = collected.get(service.domain)
    return offer.start_url(service, category) if offer else None


def start_label(service: ServiceDefinition) -> str:
    offer = collected.get(service.domain)
    return offer.start_label(service) if offer else ""


def desk_doors(actor: Actor) -> list[dict[str, str]]:
    return [door for offer in collected.values() for door in offer.desk_doors(actor)]


def asset_url(number: str, *, official: bool) -> str | None:
    """The page of a fixed thing: an official's, or everybody's."""
    found = (offer.asset_url(number, official=official) for offer in collected.values())
    return next((address for address in found if address), None)


def money(actor: Actor, now: datetime) -> list[Money]:
    return [one for offer in collected.values() for one in offer.money(actor, now)]
