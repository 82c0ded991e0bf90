"""A small town in which every private word is found nowhere else, so that one that flies out tells whose it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from korat.blocks.bookings import actions as bookings
from korat.blocks.bookings import queries as bookings_read
from korat.blocks.bookings.values import Wanted, Words
from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as cases_read
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Case
from korat.blocks.cases.values import Contact, Opened, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Address, Names
from korat.web.demo import personas

TOWN = "sikhio-town"
CONTACT, REPORT, WORDS, PERSON, PUBLIC = "contact", "report", "words", "person", "public"


@dataclass(frozen=True)
class Canary:
    """One private value. `subject` is whom it is about, None when it was published."""

    value: str
    kind: str
    subject: int | None
    tale: str

    def in_(self, text: str, digits: str) -> bool:
        """Telephone numbers are also found as pages write them."""
        return self.value.lower() in text or (self.value.startswith("+66") and self.value[3:] in digits)


@dataclass
class Town:
    """What was made: the canaries, the cases by their tale, the keys that unnamed reporters keep."""

    canaries: list[Canary] = field(default_factory=list)
    cases: dict[str, Opened] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(100, 999)))
    # What an act told somebody about another: the names in a mandate, the reason of an emergency. Read in a look at oneself.
    told: dict[int, set[str]] = field(default_factory=dict)
    emergency: str = ""
    booking: str = ""

    def hatch(self, kind: str, subject: int | None, tale: str, value: str = "") -> str:
        value = value or f"canary{next(self.numbers)}{kind}"
        self.canaries.append(Canary(value, kind, subject, tale))
        return value

    def tell(self, reader: int, tale: str) -> None:
        """Everything of a tale's person that may be in a name."""
        names = {one.value for one in self.canaries if one.tale == tale and one.kind == PERSON}
        self.told.setdefault(reader, set()).update(names)

    def phone(self, kind: str, subject: int, tale: str) -> str:
        return self.hatch(kind, subject, tale, f"+66997{next(self.numbers)}{next(self.numbers)}")

    def sightings(self, text: str) -> list[Canary]:
        low = text.lower()
        digits = re.sub(r"[\s-]", "", low)
        return [canary for canary in self.canaries if canary.in_(low, digits)]


def person(town: Town, code: str, now: datetime, post: str | None = None) -> Actor:
    """Somebody new with an account, who can be chosen like a persona. What is private about them is hatched afterwards."""
    values = {
        name: f"canary{next(town.numbers)}{name}" for name in ("given", "family", "title", "house", "road", "landmark")
    }
    phone = f"+66998{next(town.numbers)}{next(town.numbers)}"
    subject = actions.make_persona(
        code=code,
        names=Names(values["given"], values["family"], values["title"]),
        post_codes=[post] if post else (),
        now=now,
        phone=phone,
        address=Address(house_number=values["house"], road=values["road"], landmark=values["landmark"]),
    )
    for value in (*values.values(), phone, f"{code}@demo.invalid"):
        town.hatch(PERSON, subject, code, value)
    return queries.actor_of(subject, session=f"test-{code}", request="test")


def photo(now: datetime) -> str:
    data = BytesIO()
    Image.new("RGB", (64, 48)).save(data, "JPEG")
    return documents.receive(file=SimpleUploadedFile("lamp.jpg", data.getvalue()), name="lamp.jpg", now=now).handle


def report(town: Town, tale: str, category: str, now: datetime, actor: Actor | None = None, **answers: str) -> Opened:
    """A case with a canary in each private field. An unnamed reporter is known only afterwards."""
    service = catalog.service_or_fail("report-problem")
    values = {
        name: f"canary{next(town.numbers)}{name}" for name in ("description", "landmark", "name", "device", "account")
    }
    phone, email = f"+66997{next(town.numbers)}{next(town.numbers)}", f"canary{next(town.numbers)}@demo.invalid"
    request = Request(
        service=service,
        category=next(one for one in service.categories if one.code == category),
        where=Where(place="sikhio-town-07", jurisdiction=TOWN, inside=True, landmark=values["landmark"]),
        channel="web",
        answers=answers,
        description=values["description"],
        contact=Contact(values["name"], phone, email, values["device"], values["account"]),
        photos=(photo(now),),
        media_url=f"https://canary{next(town.numbers)}.example/photo.jpg",
    )
    opened = cases.open_case(actor=actor, now=now, request=request, key=f"tale-{tale}")
    for value in (values["description"], values["landmark"], request.media_url):
        town.hatch(REPORT, opened.subject, tale, value)
    for value in (values["name"], values["device"], values["account"], phone, email):
        town.hatch(CONTACT, opened.subject, tale, value)
    for value in (value for value in answers.values() if value.startswith("canary")):
        town.hatch(REPORT, opened.subject, tale, value)
    town.cases[tale] = opened
    return opened


def move(town: Town, actor: Actor, tale: str, code: str, now: datetime, kind: str = WORDS, **given: str) -> None:
    """A move whose words are canaries too."""
    opened = town.cases[tale]
    face = cases_read.case_face(opened.reference)
    for value in given.values():
        town.hatch(kind, None if kind == PUBLIC else opened.subject, tale, value)
    cases.move(actor=actor, now=now, reference=opened.reference, code=code, version=face.version, given=With(**given))


def settle(now: datetime) -> Town:
    """Two residents' cases, an unnamed one, a program's, a sealed complaint; one at the crew's, one with a published text."""
    town = Town()
    anna, boon = person(town, "anna", now), person(town, "boon", now)
    person(town, "ombud", now, post=f"{TOWN}.audit-head")
    engineer = queries.actor_of(personas.person_of("engineer"), session="test-engineer", request="test")

    report(town, "lamp", "light", now, anna, pole="canary901pole", **{"light-owner": "town"})
    move(town, engineer, "lamp", "take", now)
    move(town, engineer, "lamp", "order", now, instruction="canary902instruction")
    move(town, engineer, "lamp", "answer", now, note="canary903note")

    report(town, "drain", "drain", now, boon, **{"road-owner": "town"})
    move(town, engineer, "drain", "publish", now, kind=PUBLIC, public_text="canary904published")

    report(town, "complaint", "service", now, anna, matter="money", office="canary905office")
    report(town, "unnamed", "road", now, None, **{"road-owner": "town"})
    town.cases["program"] = by_program(town)
    lent(town, anna, person(town, "cora", now), now)
    glass(town, boon, now)
    consented(town, person(town, "dina", now), now)
    disputed(town, anna, engineer, now)
    appointed(town, anna, now)
    return town


def appointed(town: Town, who: Actor, now: datetime) -> None:
    """An hour at the complaint centre: what it is about is for the centre alone, and only when it opens the booking."""
    counter = bookings_read.resource("complaint-centre-counter")
    day = next(one.day for one in bookings_read.days(counter, (now + timedelta(days=2)).date(), 20, now) if one.free)
    slot = bookings_read.slots_of_day(counter, day, now)[0].slot
    said = Words(
        town.hatch(WORDS, who.subject, "appointment", "canary940appointment"),
        town.hatch(WORDS, who.subject, "appointment", "+66997940941"),
    )
    wanted = Wanted(counter.code, slot.start, slot.end)
    town.booking = bookings.book(actor=who, now=now, wanted=wanted, key="tale-appointment", words=said).reference


def lent(town: Town, giver: Actor, holder: Actor, now: datetime) -> None:
    """One of the family follows another's cases: each learns what the other is called."""
    actions.give_mandate(
        actor=giver, holder=holder.subject, purposes=actions.LENDABLE, ends_at=now + timedelta(days=9), now=now
    )
    town.tell(giver.subject, "cora")
    town.tell(holder.subject, "anna")


def consented(town: Town, giver: Actor, now: datetime) -> None:
    """A report at another office that the clerk reads by consent, and a second question that waits for its answer."""
    clerk = queries.actor_of(personas.person_of("clerk"), session="test-clerk", request="test")
    report(town, "pipe", "water", now, giver)
    for number, answered in enumerate((True, False)):
        reason = town.hatch(WORDS, giver.subject, "pipe", f"canary93{number} ขอดูเพื่อช่วยประสานงาน")
        town.told.setdefault(clerk.subject, set()).add(reason)
        actions.ask_consent(
            actor=clerk,
            subject=giver.subject,
            reason=reason,
            lasts=timedelta(days=1),
            longest=timedelta(days=9),
            now=now,
        )
        if answered:
            (asking,) = queries.askings_of(giver, now)
            actions.give_consent(actor=giver, asking=asking.uuid, now=now)
    town.tell(clerk.subject, "dina")


def glass(town: Town, of: Actor, now: datetime) -> None:
    """An emergency, with a reason that its person, the official and the reviewing officer read."""
    clerk = queries.actor_of(personas.person_of("clerk"), session="test-clerk", request="test")
    reason = town.hatch(WORDS, of.subject, "glass", "canary920 ไฟไหม้ข้างบ้าน")
    uuid = cases.break_glass(actor=clerk, subject=of.subject, reason=reason, now=now, key="glass")
    town.told.setdefault(clerk.subject, set()).add(reason)
    town.emergency = f"/desk/emergency/{uuid}/"
    face = next(one for one in cases_read.own_cases(of) if one.service.duty)
    town.cases["glass"] = Opened(face.uuid, face.reference, None, of.subject)


def disputed(town: Town, of: Actor, by: Actor, now: datetime) -> None:
    with ledger.look(actor=by, purpose="case.handle", subjects=[of.subject], now=now):
        pass
    with ledger.look(actor=of, purpose="self", subjects=[of.subject], now=now, kind="ledger.looks.read"):
        look = next(one for one in ledger_read.looks_at(of.subject).items if one.actor == by.subject)
    opened = town.cases["dispute"] = cases.dispute(actor=of, look=look.uuid, now=now)
    town.hatch(REPORT, of.subject, "dispute", str(look.uuid))
    town.hatch(WORDS, of.subject, "dispute", "canary921added")
    face = cases_read.case_face(opened.reference)
    cases.move(
        actor=of,
        now=now,
        reference=opened.reference,
        code="add",
        version=face.version,
        given=With(note="canary921added"),
    )


def by_program(town: Town) -> Opened:
    """What a program sends by Open311, with every field that the standard has for a person."""
    sent = {
        "service_code": "water", "address_id": "sikhio-town-07", "address_string": "canary906landmark",
        "first_name": "canary907given", "last_name": "canary908family", "email": "canary909@demo.invalid",
        "phone": "+66997110910", "device_id": "canary911device", "account_id": "canary912account",
        "description": "canary913description", "media_url": "https://canary914.example/photo.jpg",
    }  # fmt: skip
    answer = Client().post("/open311/v2/requests.json", sent)
    assert answer.status_code in (200, 201), answer.content
    case = Case.objects.get(reference=answer.json()[0]["service_request_id"])
    for name, value in sent.items():
        if "canary" in value or name == "phone":
            kind = REPORT if name in ("description", "media_url", "address_string") else CONTACT
            town.hatch(kind, case.subject_id, "program", value)
    return Opened(case.uuid, case.reference, None, case.subject_id)
