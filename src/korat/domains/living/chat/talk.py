"""What has been told so far: small, encrypted where it is kept, forgotten after hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from korat.blocks.cases.values import Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.places import queries as places
from korat.kernel.geo import Point

OWN = "no"


@dataclass(frozen=True)
class Talk:
    """`options`: what the last question offered, so that a number typed in an SMS means the same as a tap.

    `kind` empty: nobody has said what it is about. `safe`: they said that nobody is in danger. `who`: of several persons
    behind one telephone, who reports. `thing`: the number on a plate that they named. `follow`: the report close by that they
    follow, or `OWN` when theirs is another one. `also`: the other kinds that become cases of their own; None while nobody asked.
    """

    service: str = ""
    text: str = ""
    kind: str = ""
    lat: float | None = None
    lon: float | None = None
    landmark: str = ""
    thing: str = ""
    follow: str = ""
    also: tuple[str, ...] | None = None
    pictures: tuple[str, ...] = ()
    asked: str = ""
    options: tuple[str, ...] = ()
    safe: bool = False
    shown: bool = False
    who: int | None = None
    language: str = "th"

    @classmethod
    def kept(cls, told: Mapping[str, Any]) -> Talk:
        known = {one.name for one in fields(cls)}
        plain: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
        }
        return cls(**{name: value for name, value in plain.items() if name in known})

    def keep(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def definition(self) -> ServiceDefinition:
        return catalog.service_or_fail(self.service)

    @property
    def category(self) -> Category | None:
        return self.definition.category(self.kind)

    @property
    def beside(self) -> tuple[Category, ...]:
        """The kinds that are sent with it as cases of their own."""
        found = (self.definition.category(code) for code in self.also or ())
        return tuple(one for one in found if one and one.code != self.kind)

    @property
    def here(self) -> Point | None:
        """Where they stood, or set a pin."""
        return Point(self.lat, self.lon) if self.lat is not None and self.lon is not None else None

    @property
    def placed(self) -> bool:
        """Whether they said where it is, in whatever way, or need not."""
        return self.definition.place is None or bool(self.here or self.landmark or self.thing)

    @property
    def follows(self) -> bool:
        return self.follow not in ("", OWN)

    def where(self) -> Where:
        """As the form would have it: with boundaries the polygon proposes, close to a border nobody guesses. The number on a
        plate tells the exact place, and whose area that is."""
        thing = places.fixture(self.thing) if self.thing else None
        if thing:
            town = places.jurisdiction_of(thing.place)
            return Where(thing.place, town, town is not None, thing.point, None, self.landmark, thing.number)
        point = self.here
        found = places.locate(point) if point else None
        sure = found is not None and found.subdistrict is not None and not found.near_border
        town = found.jurisdiction if found and sure else None
        return Where(
            place=found.subdistrict if found else None,
            jurisdiction=town,
            inside=(town is not None) if sure else None,
            point=point,
            landmark=self.landmark,
        )
