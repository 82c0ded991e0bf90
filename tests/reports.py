"""Reports as a test needs them: a dark street lamp in town, unless told otherwise, and what is then done with it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from korat.blocks.cases import actions
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.actions.publishing import Veil
from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Contact, Opened, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel import ids
from korat.kernel.geo import Point
from tests.blocks.documents.pictures import red_corner, saved

SERVICE = "report-problem"
TOWN, COMMUNITY = "sikhio-town", "sikhio-town-04"
BEND = Point(14.90157, 101.71811)
WORDS = "ไฟดับที่ทางโค้ง คำลับ-7d1"
CONTACT = Contact(name="สมใจ คำลับ-7d2", phone="+66812345678", email="kham-lap@example.com")
IN_TOWN = Where(place=COMMUNITY, jurisdiction=TOWN, inside=True, point=BEND, landmark="หน้าวัด คำลับ-7d3")
OUTSIDE = Where(place="3021", inside=False)
UNSURE = Where(landmark="ไม่แน่ใจ")


def wanted(category: str = "light", **given: Any) -> Request:
    """A request for the category; `owner` answers the question who owns the thing."""
    service = catalog.service_or_fail(SERVICE)
    chosen = service.category(category)
    assert chosen is not None
    owner = given.pop("owner", "town")
    question = chosen.ownership.question
    defaults: dict[str, Any] = {
        "where": IN_TOWN,
        "channel": "web",
        "answers": {question: owner} if question else {},
        "description": WORDS,
        "contact": CONTACT,
    }
    return Request(service=service, category=chosen, **{**defaults, **given})


def filed(actor: Actor | None, now: datetime, category: str = "light", *, key: str = "", **given: Any) -> Opened:
    return actions.open_case(actor=actor, now=now, request=wanted(category, **given), key=key or ids.uuid7().hex)


def moved(actor: Actor, now: datetime, reference: str, code: str, *, key: str = "", **given: Any) -> Case:
    """Make a move on the case as it is now; the row afterwards. Who mends stands there and shows it, a pause is for parts."""
    version = row(reference).version
    if code in ("finish", "complete"):
        given = {"stood": BEND, **given}
    if code == "complete":
        given = {"photos": (photo(now),), **given}
    if code == "pause" and given:
        given = {"pause": "parts", **given}
    actions.move(actor=actor, now=now, reference=reference, code=code, version=version, given=With(**given), key=key)
    return row(reference)


def row(reference: str) -> Case:
    return Case.objects.get(reference=reference)


def photo(now: datetime) -> str:
    """The handle of a photograph that was taken in."""
    file = BytesIO(saved(red_corner(), "JPEG"))
    return documents.receive(file=file, name="lamp.jpg", now=now).handle


def shown(actor: Actor, now: datetime, reference: str, photo: UUID, veil: Veil | None = None) -> str:
    """The ticket of a covered copy that the officer has been shown."""
    veils = {photo: veil or Veil(looked=True)}
    (ready,) = actions.prepare(actor=actor, now=now, reference=reference, veils=veils)
    actions.show(actor=actor, now=now, reference=reference, ticket=ready.ticket)
    return ready.ticket


def office(code: str) -> int:
    found = people.organisation(code)
    assert found is not None
    return found.id
