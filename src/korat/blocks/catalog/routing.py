"""Which office answers: category × owner × side of the border, and why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from korat.blocks.catalog.definition import Category, Route, ServiceDefinition
from korat.kernel.errors import Unavailable

Inside = Literal["jurisdiction", "outside", "unsure"]
INSIDE: tuple[Inside, ...] = ("jurisdiction", "outside", "unsure")
OUTSIDE = "outside"


class Office(Protocol):
    """What a route leads to, as `people` knows it."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True)
class Routed:
    """The office, who owns the thing (None: not known), and why: codes that a page turns into sentences."""

    office_id: int
    office: str
    owner: str | None
    why: tuple[dict[str, str], ...]


def inside_of(jurisdiction: str | None) -> Inside:
    """A jurisdiction's code, the word `outside`, or None when the reporter is not sure."""
    if jurisdiction is None:
        return "unsure"
    return "outside" if jurisdiction == OUTSIDE else "jurisdiction"


def owner_of(category: Category | None, answer: str | None) -> str | None:
    """Who owns the thing by the answer given; None when the answer names no owner."""
    if category is None:
        return None
    ownership = category.ownership
    if ownership.question is None or not answer:
        return ownership.default
    return ownership.answers.get(answer)


def fitting(service: ServiceDefinition, category: str | None, owner: str | None, inside: Inside) -> Iterator[Route]:
    """The routes that fit, in their order. An owner nobody knows fits only routes that ask for none."""
    for route in service.routes:
        if route.categories and category not in route.categories:
            continue
        if route.owners and owner not in route.owners:
            continue
        if route.inside in ("any", inside):
            yield route


def decide(
    service: ServiceDefinition,
    category: Category | None,
    answer: str | None,
    jurisdiction: str | None,
    office_of: Callable[[str, str], Office | None],
    office: Callable[[str], Office | None],
) -> Routed:
    """The first fitting route whose office exists. Unavailable when there is none."""
    owner, inside = owner_of(category, answer), inside_of(jurisdiction)
    for route in fitting(service, category.code if category else None, owner, inside):
        found = lead(route, jurisdiction if inside == "jurisdiction" else None, office_of, office)
        if found:
            return Routed(found.id, found.code, owner, reasons(category, owner, inside, jurisdiction, found.code))
    raise Unavailable(
        th="ยังไม่มีหน่วยงานรับเรื่องประเภทนี้ โปรดโทรแจ้งหน่วยงานในพื้นที่ของท่าน",
        en="No office takes this kind of report yet. Please telephone your local office.",
        code="no_route",
    )


def lead(
    route: Route,
    jurisdiction: str | None,
    office_of: Callable[[str, str], Office | None],
    office: Callable[[str], Office | None],
) -> Office | None:
    if route.office:
        return office(route.office)
    return office_of(jurisdiction, route.role) if jurisdiction and route.role else None


def reasons(
    category: Category | None, owner: str | None, inside: Inside, jurisdiction: str | None, office: str
) -> tuple[dict[str, str], ...]:
    where = {
        "jurisdiction": {"code": "jurisdiction", "value": jurisdiction or ""},
        "outside": {"code": "outside", "value": ""},
        "unsure": {"code": "unsure", "value": ""},
    }[inside]
    if category is None:
        return (where, {"code": "office", "value": office})
    what = {"code": "category", "value": category.code}
    who = {"code": "owner", "value": owner} if owner else {"code": "owner_unknown", "value": ""}
    return (what, where, who, {"code": "office", "value": office})
