"""The house's own workers as actors: each a subject of its own with one grant, so that a job's acts and looks are attributed."""

from __future__ import annotations

from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.models import Grant, Subject
from korat.kernel import clock

PURPOSES: dict[str, tuple[str, ...]] = {
    "pack": ("pack.apply",),
    "setup": ("people.manage",),
    "outbox": ("message.send",),
    "reactions": ("message.send", "case.file", "case.handle"),
    "bridge": ("case.bridge",),
    "clocks": ("case.handle", "case.lapse"),
    "open311": ("case.file", "api.key"),
    "demo": ("people.manage", "case.file", "case.handle"),
    "signin": ("people.enrol", "people.resolve"),
    "channels": ("message.send",),
    "mandates": ("mandate.name",),
    "expiry": ("grant.expire",),
    "retention": ("retention",),
    "measures": ("measure",),
    "learning": ("learn",),
    "bookings": ("booking.keep",),
    "keys": ("key.rotate",),
    "assets": ("asset.keep",),
    "surges": ("case.surge",),
}
BASIS = "pdpa-24-4"


def uuid_of(code: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"korat:service:{code}")


def ensure(connection: BaseDatabaseWrapper) -> None:
    """Make the service subjects and their grants, or widen them. Runs as the owner after each migration."""
    using = connection.alias
    for code, purposes in PURPOSES.items():
        subject, _ = Subject.objects.using(using).get_or_create(
            uuid=uuid_of(code), defaults={"kind": Subject.Kind.SERVICE, "created_at": clock.now()}
        )
        Grant.objects.using(using).update_or_create(
            holder=subject,
            kind=Grant.Kind.SERVICE,
            defaults={"purposes": list(purposes), "basis": BASIS, "post": f"service:{code}"},
            create_defaults={
                "purposes": list(purposes), "basis": BASIS, "post": f"service:{code}", "valid_from": clock.now()
            },
        )  # fmt: skip
    service_actor.cache_clear()


@cache
def service_actor(code: str) -> Actor:
    """The worker called `code`, with its one grant. KeyError for a worker that nobody declared."""
    purposes = frozenset(PURPOSES[code])
    grant = Grant.objects.using(connections["default"].alias).select_related("holder").get(
        holder__uuid=uuid_of(code), kind=Grant.Kind.SERVICE, ended_at=None
    )  # fmt: skip
    view = GrantView(id=grant.pk, kind="service", purposes=purposes, basis=grant.basis, post=grant.post)
    return Actor(subject=grant.holder_id, uuid=grant.holder.uuid, grants=(view,), session=f"service:{code}")
