"""A person comes into the house: by signing in for the first time, or over a clerk's counter."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import identifiers
from korat.blocks.people.actions.authority import ENROL, ground
from korat.blocks.people.models import AccountPerson, Identifier, Person, PersonPrivate
from korat.blocks.people.queries.actors import service_actor
from korat.blocks.people.values import ONE_PERSON, IdentifierKind, Names, NewPerson
from korat.blocks.places import queries as places
from korat.kernel.errors import Conflict, Invalid
from korat.kernel.thai import sort_key

Numbers = dict[IdentifierKind, str]

FAMILY = 12  # persons behind one telephone or e-mail
# The youngest age of each band; a band says enough for figures and too little to know anyone by.
BANDS = ((80, "80+"), (60, "60-79"), (18, "18-59"), (6, "6-17"), (0, "0-5"))


def enrol(
    *,
    actor: Actor | None,
    person: NewPerson,
    now: datetime,
    account: int | None = None,
    persona: str = "",
    key: str | None = None,
) -> int:
    """Make a person with the right to act for oneself; without an actor the sign-in page does it.

    Returns the subject. `key` makes a repeated request harmless: the second raises DoneBefore. Raises Invalid
    for a wrong name, telephone, e-mail or citizen number, and Conflict for a citizen number already enrolled.
    """
    actor = actor or service_actor("signin")
    purpose, grant = ground(actor, ENROL)
    names, numbers = person.names.cleaned(), normal_numbers(person)
    home = home_place(person.home_place)
    with transaction.atomic():
        subject, _, _ = ledger.admit(kind="person", purposes=ledger.PERSON_PURPOSES)
        ledger.record(
            actor=actor,
            kind="people.person.enrolled",
            purpose=purpose,
            grant=grant,
            about=None,
            now=now,
            key=key,
            concerning={subject: None},
            facts={"synthetic": person.synthetic},
        )
        write_facts(subject, person, home, now.date())
        write_private(subject, person, names, numbers)
        keep_identifiers(subject, numbers)
        if account is not None:
            join(account, subject, persona)
    return subject


def write_facts(subject: int, person: NewPerson, home: int | None, today: date) -> None:
    Person.objects.create(
        subject_id=subject,
        age_band=age_band(person.birth_date, today),
        sex=person.sex,
        disability=person.disability,
        language=person.language,
        home_place_id=home,
        synthetic=person.synthetic,
    )


def write_private(subject: int, person: NewPerson, names: Names, numbers: Numbers) -> None:
    citizen_number = numbers.get("citizen")
    PersonPrivate.objects.create(
        subject_id=subject,
        title=names.title,
        given=names.given,
        family=names.family,
        sort_key=sort_key(f"{names.given} {names.family}"),
        birth_date=person.birth_date,
        phone=numbers.get("phone", ""),
        email=numbers.get("email", ""),
        address=person.address.model_dump(exclude_defaults=True),
        citizen_number=identifiers.seal(citizen_number, subject) if citizen_number else None,
    )


def link(*, actor: Actor, account: int, now: datetime) -> None:
    """Let the acting person sign in by one more account, whose possession was just proven."""
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.account.linked",
            purpose="self",
            about=None,
            now=now,
            concerning={actor.subject: None},
        )
        join(account, actor.subject)


def join(account: int, person: int, persona: str = "") -> None:
    """A telephone may serve a family, not a village; a confirmed citizen number serves the one it names."""
    there = AccountPerson.objects.filter(account_id=account)
    if there.filter(account__username__startswith=ONE_PERSON).exists():
        raise Conflict(
            "บัญชีที่ยืนยันด้วยเลขประจำตัวประชาชนใช้ได้คนเดียว โปรดออกจากระบบ แล้วเข้าด้วยบัญชีของท่านเอง",
            "An account confirmed by a citizen number serves one person. Please sign out, then sign in as yourself.",
            code="account_is_personal",
        )
    if there.count() >= FAMILY:
        raise Conflict(
            f"หมายเลขหรืออีเมลนี้มีผู้ใช้ครบ {FAMILY} คนแล้ว โปรดใช้หมายเลขอื่น",
            f"This telephone or e-mail already serves {FAMILY} people. Please use another.",
            code="account_full",
        )
    AccountPerson.objects.create(account_id=account, person_id=person, persona=persona)


def normal_numbers(person: NewPerson) -> Numbers:
    given: dict[IdentifierKind, tuple[str, str]] = {
        "phone": (person.phone, "phone"),
        "email": (person.email, "email"),
        "citizen": (person.citizen_number, "citizen_number"),
    }
    return {kind: identifiers.normal(kind, text, field) for kind, (text, field) in given.items() if text.strip()}


def keep_identifiers(subject: int, numbers: Numbers) -> None:
    rows = [
        Identifier(digest=identifiers.digest(kind, number), kind=kind, subject_id=subject)
        for kind, number in numbers.items()
    ]
    try:
        Identifier.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Conflict(
            "เลขประจำตัวประชาชนนี้ลงทะเบียนไว้แล้ว โปรดค้นหาจากทะเบียนเดิม",
            "This citizen number is already enrolled. Please look the person up instead.",
            code="already_enrolled",
            field="citizen_number",
        ) from error


def home_place(code: str) -> int | None:
    if not code:
        return None
    place = places.place(code)
    if place is None:
        raise Invalid(
            "ไม่รู้จักสถานที่นี้ โปรดเลือกจากรายการ",
            "We do not know this place. Please choose from the list.",
            "place",
            "place",
        )
    return place.id


def age_band(birth_date: date | None, today: date) -> str:
    """`18-59`; empty when unknown."""
    if birth_date is None:
        return ""
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    age = today.year - birth_date.year - (not had_birthday)
    if not 0 <= age <= 150:
        raise Invalid("โปรดตรวจสอบวันเกิด", "Please check the date of birth.", code="birth_date", field="birth_date")
    return next(name for youngest, name in BANDS if age >= youngest)
