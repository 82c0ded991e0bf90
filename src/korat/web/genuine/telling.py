"""Telling the province about a message that is not ours: a count for a day and a kind, and the bad host. Nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core import signing
from django.utils import timezone

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actions import DoneBefore
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions as measures
from korat.blocks.measures import queries as counted
from korat.blocks.measures.actions import Counted
from korat.blocks.people import queries as people
from korat.blocks.people.queries import OrganisationView
from korat.blocks.places import queries as places
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.ids import uuid7
from korat.web.genuine.reading import Reading
from korat.web.genuine.verdict import bad_host, kind

KINDS, HOSTS = "genuine.told", "genuine.told-host"
LONGEST_HOST = 40
LIFE = timedelta(hours=12)
SHOWN = timedelta(days=30)
_SALT = "korat.web.genuine"


def ticket(reading: Reading) -> str:
    """What the button sends: kind and host as we found them, signed, so that nobody makes up a host to blame."""
    return signing.dumps([kind(reading), bad_host(reading), uuid7().hex], salt=_SALT)


def tell(ticket: str, now: datetime) -> None:
    """Count it; the same button pressed twice counts once. Invalid for a ticket that is none or too old."""
    try:
        said, host, number = signing.loads(ticket, salt=_SALT, max_age=LIFE)
    except signing.BadSignature as error:
        raise Invalid(
            "หน้านี้เปิดทิ้งไว้นานเกินไป โปรดวางข้อความแล้วตรวจอีกครั้ง",
            "This page was open too long. Please paste the message and ask again.",
            code="stale",
        ) from error
    place, day = province(), timezone.localdate(now, catalog.zone())
    one_more = [Counted(KINDS, place, day, said), *([Counted(HOSTS, place, day, shortened(host))] if host else [])]
    try:
        measures.count(actor=service_actor("measures"), now=now, counted=one_more, key=f"genuine:{number}")
    except DoneBefore:
        return


def shortened(host: str) -> str:
    """The end of a host, where its owner stands; what comes before may name the person it was made for."""
    labels = host.split(".")
    while len(labels) > 1 and (len(labels) > 3 or len(".".join(labels)) > LONGEST_HOST):
        labels = labels[1:]
    return ".".join(labels)[-LONGEST_HOST:]


def province() -> int:
    return places.book().of_kind("province")[0].id


def watching_office() -> OrganisationView | None:
    """The office that the pack names for it."""
    code = catalog.profile().digital_office
    return people.standing(code) if code else None


def watches(actor: Actor) -> bool:
    """Whether the actor works for that office, with this purpose."""
    office = watching_office()
    return office is not None and office.id in actor.reach("fraud.watch")


def told(actor: Actor, now: datetime) -> tuple[tuple[counted.Value, ...], tuple[counted.Value, ...]]:
    """What was told in the last thirty days, by kind and by host. NotFound for whoever does not watch."""
    if not watches(actor):
        raise NotFound
    since: date = timezone.localdate(now, catalog.zone()) - SHOWN
    kinds, hosts = (counted.counts(series=series, place=province(), since=since) for series in (KINDS, HOSTS))
    return kinds, hosts
