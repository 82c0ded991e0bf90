"""What crosses the doors of this block: names, addresses, views of organisations, posts and persons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from korat.blocks.people.pack import Bridge
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text, arabic_digits, clean

IdentifierKind = Literal["phone", "email", "citizen"]
# What an organisation's key may be for, each a purpose of the ledger.
SCOPES = ("case.file", "case.read")
LONGEST_KEY = timedelta(days=366)
# How the names of accounts begin that are one person's own, by a confirmed citizen number: nobody else joins them.
ONE_PERSON = "citizen:"


@dataclass(frozen=True)
class Names:
    """A person's name. `title` is free (rank, monastic, Mr); monks and many foreigners have no `family`."""

    given: str
    family: str = ""
    title: str = ""

    def show(self) -> str:
        """As it is written in a letter: a Thai title is joined to the given name, others stand apart."""
        between = "" if is_thai(self.title[-1:]) and is_thai(self.given[:1]) else " "
        return f"{self.title}{between}{self.given} {self.family}".strip()

    def cleaned(self) -> Names:
        """Washed of what a person cannot see. Invalid without a given name, or when a part is too long."""
        names = Names(
            clean(self.given, 120, "given"), clean(self.family, 120, "family"), clean(self.title, 60, "title")
        )
        if not names.given:
            raise Invalid("โปรดใส่ชื่อ", "Please give a name.", code="name", field="given")
        return names


def is_thai(letter: str) -> bool:
    return "\u0e00" < letter <= "\u0e4e"


def washed(value: object) -> object:
    return clean(arabic_digits(value), 200) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(washed), Field(max_length=120)]


class Address(BaseModel):
    """A Thai address in its parts. `subdistrict` is a place's code; district and province follow from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    house_number: Line = ""
    room: Line = ""
    floor: Line = ""
    building: Line = ""
    moo: Line = ""
    soi: Line = ""
    road: Line = ""
    community: Line = ""
    subdistrict: Line = ""
    postcode: Annotated[str, BeforeValidator(washed), Field(pattern=r"^[0-9A-Za-z -]{0,10}$")] = ""
    landmark: Annotated[str, BeforeValidator(washed), Field(max_length=200)] = ""


@dataclass(frozen=True)
class OrganisationView:
    """`id` is the subject id, the same in acts and in an actor's reach."""

    id: int
    uuid: UUID
    code: str
    role: str
    names: Text
    parent_code: str | None
    place_code: str | None
    phone: str
    retired: bool = False
    # The office that stands in its place since it was dissolved, by code.
    successor: str | None = None
    # Where it takes cases by program.
    bridge: Bridge | None = None


@dataclass(frozen=True)
class PostView:
    """`office` is the subject id of the organisation the post belongs to."""

    id: int
    code: str
    office: int
    names: Text
    purposes: tuple[str, ...]
    reaches_below: bool
    basis: str
    persona: str = ""
    # Filled by a vote.
    elected: bool = False
    retired: bool = False


@dataclass(frozen=True)
class TermView:
    id: int
    post: str
    office: int
    person: int
    grant: int
    acting: bool
    order: str
    begins_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class PersonView:
    """The facts of a person: bands only."""

    subject: int
    uuid: UUID
    language: str
    age_band: str
    sex: str
    disability: bool | None
    home_place: int | None
    synthetic: bool


@dataclass(frozen=True)
class PrivateView:
    """What a look at a person shows."""

    subject: int
    names: Names
    sort_key: bytes
    birth_date: date | None
    phone: str
    email: str
    address: Address
    citizen_number: str


@dataclass(frozen=True)
class NewPerson:
    """What is known of a person at enrolment; only the given name must be."""

    names: Names
    phone: str = ""
    email: str = ""
    citizen_number: str = ""
    birth_date: date | None = None
    sex: str = ""
    disability: bool | None = None
    language: str = "th"
    address: Address = field(default_factory=Address)
    home_place: str = ""
    synthetic: bool = False


@dataclass(frozen=True)
class KeyView:
    """An organisation's key to our interfaces. The key itself is kept nowhere."""

    id: int
    label: str
    office: int
    purposes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def runs(self, now: datetime) -> bool:
        return self.ended_at is None and self.expires_at > now


@dataclass(frozen=True)
class AccountView:
    """A way to sign in. Not a person."""

    id: int
    phone: str
    email: str
    is_active: bool
    has_password: bool


@dataclass(frozen=True)
class Persona:
    """A made-up person of the demonstration whom a visitor may become."""

    code: str
    account: int
    person: int
