"""What waits on the first morning: reports, requests, a time, an order, a change, each made by a persona with the very action
that the pages use. The pack tells them (`morning` in its demo.yaml). Every act has a key: a start that was cut short goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.utils.translation import override
from PIL import Image

from korat.blocks.bookings import actions as bookings
from korat.blocks.bookings import queries as bookings_read
from korat.blocks.bookings.values import Wanted
from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as cases_read
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.values import Contact, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.ledger.actor import Actor
from korat.blocks.measures import actions as measures
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as payments_read
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.kernel.geo import Point
from korat.web.demo import personas
from korat.web.present import granted, papers

Told = Mapping[str, Any]
KEY = "first-morning"
BETWEEN = timedelta(hours=1)  # from one step of a case to the next
SAND = (214, 196, 160)


def begin(words: Told, now: datetime) -> None:
    """Nothing where the pack tells nothing. `words`: its material for the demonstration."""
    told, said = words.get("morning", {}), words.get("personas", {})
    for number, one in enumerate(told.get("cases", ())):
        live(one, said, f"{KEY}-{number}", now)
    for number, one in enumerate(told.get("bookings", ())):
        wanted = first_free(one["resource"], now)
        bookings.book(actor=persona(one["by"]), now=now, wanted=wanted, key=f"{KEY}-{number}")
    for number, one in enumerate(told.get("changes", ())):
        day = now.astimezone(catalog.zone()).date() - timedelta(days=int(one["days_ago"]))
        measures.mark_change(
            actor=persona(one["by"]),
            now=now,
            office=office(one["office"]),
            day=day,
            words=one["words"],
            key=f"{KEY}-{number}",
        )
    for number, one in enumerate(told.get("surges", ())):
        order(one, f"{KEY}-{number}", now)


def live(one: Told, said: Told, key: str, now: datetime) -> None:
    """A case from its opening through each step told, an hour apart."""
    at = now - timedelta(hours=int(one["hours_ago"]))
    by = persona(one["by"]) if "by" in one else None
    opened = cases.open_case(actor=by, now=at, request=request(one, said, at, now), key=key)
    for number, step in enumerate(one.get("then", ()), 1):
        go_on(opened.uuid, opened.reference, step, f"{key}-{number}", at + number * BETWEEN)


def go_on(case: UUID, reference: str, step: Told, key: str, at: datetime) -> None:
    """A move, a payment at the counter, or a signature."""
    actor = persona(step["by"])
    if "move" in step:
        given = With(note=step.get("note", ""), satang=int(step["satang"]) if "satang" in step else None)
        face = cases_read.case_face(reference)
        cases.move(
            actor=actor, now=at, reference=reference, code=step["move"], version=face.version if face else 0,
            given=given, key=key,
        )  # fmt: skip
    elif "sign" in step:
        sign(actor, reference, step["sign"], at)
    else:
        for bill in payments_read.invoices(case):
            payments.take_cash(actor=actor, now=at, invoice=bill.uuid, key=key)


def sign(actor: Actor, reference: str, kind: str, at: datetime) -> None:
    """The paper, in the language of the house."""
    with override(catalog.profile().languages[0]):
        shown = cases_read.case_page(actor=actor, reference=reference, now=at)
        output = next(one for one in shown.face.service.granted(shown.face.step.code) if one.paper == kind)
        cases.sign(
            actor=actor, now=at, reference=reference, kind=kind, content=granted.content(shown, output),
            issuer=papers.issuer(), language=papers.language(),
        )  # fmt: skip


def request(one: Told, said: Told, at: datetime, now: datetime) -> Request:
    service = catalog.service_or_fail(one["service"])
    return Request(
        service=service,
        category=service.category(one["category"]) if "category" in one else None,
        where=where(one),
        channel="web",
        answers=one.get("answers", {}),
        description=one.get("says", ""),
        contact=contact(one["by"], said) if "by" in one else Contact(),
        files={code: photograph(at) for code in one.get("files", ())},
        slot=first_free(one["slot"], now) if "slot" in one else None,
    )


def where(one: Told) -> Where:
    """At a thing of the street, whose place and point it takes, or in a place."""
    thing = places.fixture(one["asset"]) if "asset" in one else None
    place = thing.place if thing else one.get("place")
    town = places.jurisdiction_of(place) if place else None
    point = Point(thing.latitude, thing.longitude) if thing else None
    return Where(
        place=place, jurisdiction=town, inside=town is not None or None, point=point, landmark=one.get("landmark", ""),
        asset=thing.number if thing else "",
    )  # fmt: skip


def contact(code: str, said: Told) -> Contact:
    role = next(role for role in personas.ROLES if role.code == code)
    return Contact(name=personas.names_of(role, said.get(code, {})).show(), phone=role.phone)


def photograph(at: datetime) -> str:
    """The handle of a plain picture: nobody's, as everything here."""
    file = BytesIO()
    Image.new("RGB", (640, 480), SAND).save(file, "JPEG")
    file.seek(0)
    return documents.receive(file=file, name="synthetic.jpg", now=at).handle


def first_free(resource: str, now: datetime) -> Wanted:
    found = bookings_read.resource(resource)
    slots = (
        slot for day in days(now) for slot in bookings_read.slots_of_day(found, day, now) if slot.bookable and slot.free
    )
    first = next(slots).slot
    return Wanted(resource, first.start, first.end)


def days(now: datetime) -> Iterator[date]:
    today = now.astimezone(catalog.zone()).date()
    return (today + timedelta(days=number) for number in range(30))


def order(one: Told, key: str, now: datetime) -> None:
    """An order for a flood or a storm that began yesterday; what came since is gathered."""
    begins = now - timedelta(days=int(one["days_ago"]))
    ordered = cases.Order(
        title=one["title"], number=one["number"], on=begins.astimezone(catalog.zone()).date(),
        offices=frozenset(office(code) for code in one["offices"]), categories=tuple(one.get("categories", ())),
        begins_at=begins, ends_at=now + timedelta(days=int(one["days"])),
    )  # fmt: skip
    head = persona(one["by"])
    surge = cases.open_surge(actor=head, now=begins, order=ordered, key=key)
    cases.start_gathering(actor=head, now=now, surge=surge)


def office(code: str) -> int:
    found = people.organisation(code)
    if found is None:
        raise LookupError(f"no office {code}")
    return found.id


def persona(code: str) -> Actor:
    found = people.actor_of(personas.person_of(code), session=KEY)
    if found is None:
        raise LookupError(f"no persona {code}")
    return found
