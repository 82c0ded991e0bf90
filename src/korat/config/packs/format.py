"""What a pack folder holds, kind by kind, and a pack as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import rfc8785
from pydantic import BaseModel, Field, RootModel

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.profile import (
    AssetKind,
    BasisDefinition,
    Brand,
    CalendarDefinition,
    Dimension,
    Hotline,
    LanguageTag,
    MonthlyLine,
    Open311,
    Pacing,
    Privacy,
    Profile,
    Quiet,
    Retention,
    WeekDefinition,
    YearDefinition,
    Zone,
)
from korat.blocks.documents.pack import PaperDefinition
from korat.blocks.ledger.typed import BasisCode, Code, OfficeCode, Purpose, Typed
from korat.blocks.measures.pack import ChangeDefinition
from korat.blocks.messages.pack import TemplateDefinition
from korat.blocks.payments.pack import CashierDefinition
from korat.blocks.people.pack import OrganisationDefinition, PostDefinition
from korat.blocks.places.pack import FixtureDefinition, OutlineDefinition, PlaceDefinition
from korat.blocks.reactions.pack import RuleDefinition
from korat.config.packs.problems import PackProblem
from korat.config.packs.reading import Location, Source
from korat.kernel.texts import Text

PackId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,79}$")]


class PackHead(Typed):
    """`pack.yaml`. What is absent comes from the parent."""

    id: PackId
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")
    parent: PackId | None = None
    names: Text
    languages: tuple[LanguageTag, ...] = Field(min_length=1)
    time_zone: Zone | None = None
    prefix: str | None = Field(default=None, pattern=r"^[A-Z]{1,6}$")
    brand: Brand | None = None
    default: bool = False
    calendar: CalendarDefinition = CalendarDefinition()
    dimensions: tuple[Dimension, ...] | None = None
    open311: Open311 | None = None
    credits: tuple[Text, ...] | None = None
    hotline: Hotline | None = None
    digital_office: OfficeCode | None = None
    retention: Retention | None = None
    privacy: Privacy | None = None
    quiet: Quiet | None = None
    pace: Pacing | None = None
    assets: dict[Code, AssetKind] | None = None
    monthly: dict[Code, MonthlyLine] | None = None


class BasesFile(RootModel[dict[BasisCode, BasisDefinition]]):
    """`bases.yaml`: legal bases by code."""


class PurposesFile(RootModel[dict[Purpose, Text]]):
    """`purposes.yaml`: why someone may act or look, by code."""


KINDS: Mapping[str, type[BaseModel]] = {
    "places": PlaceDefinition,
    "fixtures": FixtureDefinition,
    "organisations": OrganisationDefinition,
    "posts": PostDefinition,
    "services": ServiceDefinition,
    "resources": ResourceDefinition,
    "messages": TemplateDefinition,
    "reactions": RuleDefinition,
    "papers": PaperDefinition,
    "cashiers": CashierDefinition,
    "changes": ChangeDefinition,
}
KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "profile": ("ข้อมูลจังหวัด", "province"),
    "calendar": ("ปฏิทิน", "calendar"),
    "places": ("สถานที่", "place"),
    "fixtures": ("หมายเลขเสา", "fixture"),
    "organisations": ("หน่วยงาน", "organisation"),
    "posts": ("ตำแหน่ง", "post"),
    "services": ("บริการ", "service"),
    "resources": ("สิ่งที่จองได้", "resource"),
    "messages": ("ข้อความ", "message"),
    "reactions": ("กฎต่อเนื่อง", "reaction"),
    "papers": ("แบบเอกสาร", "paper"),
    "cashiers": ("ผู้รับชำระเงิน", "cashier"),
    "changes": ("ความเปลี่ยนแปลงของหน่วยงาน", "change of an office"),
    "bases": ("ฐานกฎหมาย", "legal basis"),
    "purposes": ("วัตถุประสงค์", "purpose"),
}

Value = TypeVar("Value", covariant=True)


@dataclass(frozen=True)
class Item(Generic[Value]):
    """One definition and where it was written."""

    value: Value
    source: Source
    at: Location = ()

    def problem(self, at: Location, th: str, en: str) -> PackProblem:
        return self.source.problem((*self.at, *at), th, en)

    @property
    def place(self) -> str:
        return f"{self.source.file}:{self.source.line(self.at)}"


Items = Mapping[str, Item[Any]]


@dataclass(frozen=True)
class Layer:
    """One pack folder as read, without its parents. `items`: kind → code → item."""

    folder: Path
    head: Item[PackHead]
    items: Mapping[str, Items]
    outline: Item[OutlineDefinition] | None = None
    demo: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """A pack with all it inherits, checked. What `apply` writes into the database."""

    folder: Path
    chain: tuple[str, ...]
    default: bool
    profile: Profile
    week: WeekDefinition
    years: Mapping[int, YearDefinition]
    places: tuple[PlaceDefinition, ...]
    fixtures: tuple[FixtureDefinition, ...]
    outline: OutlineDefinition | None
    organisations: tuple[OrganisationDefinition, ...]
    posts: tuple[PostDefinition, ...]
    services: tuple[ServiceDefinition, ...]
    resources: tuple[ResourceDefinition, ...]
    messages: tuple[TemplateDefinition, ...]
    reactions: tuple[RuleDefinition, ...]
    papers: tuple[PaperDefinition, ...]
    cashiers: tuple[CashierDefinition, ...]
    changes: tuple[ChangeDefinition, ...]
    demo: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.profile.code

    @property
    def version(self) -> str:
        return self.profile.version

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) over the RFC 8785 form of all that is applied, whatever the order of files."""
        return hashlib.sha256(rfc8785.dumps(self.content())).hexdigest()

    def content(self) -> dict[str, Any]:
        lists = {kind: listed(getattr(self, kind)) for kind in KINDS}
        return {
            **lists,
            "profile": as_json(self.profile),
            "week": as_json(self.week),
            "years": {str(year): as_json(definition) for year, definition in self.years.items()},
            "outline": as_json(self.outline) if self.outline else None,
        }


def as_json(value: BaseModel) -> dict[str, Any]:
    """What was said, without defaults: a new option in a later version leaves the hash as it was."""
    return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def listed(values: tuple[BaseModel, ...]) -> dict[str, Any]:
    return {code_of(value): as_json(value) for value in values}


def code_of(value: BaseModel) -> str:
    """What names a definition among its kind."""
    return str(getattr(value, "code", None) or getattr(value, "number", ""))


def texts(value: object, at: Location = ()) -> Iterator[tuple[Location, Text]]:
    """Every text inside a definition and where it stands."""
    if isinstance(value, Text):
        yield at, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from texts(getattr(value, name), (*at, info.alias or name))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from texts(part, (*at, index))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts(part, (*at, str(key)))
