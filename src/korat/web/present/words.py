"""Words that several pages need: places, offices, states, clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Step
from korat.blocks.ledger import packs
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.kernel.dates import format_span
from korat.kernel.language import FIRST, base, current
from korat.kernel.texts import Text

DEEPEST = 3


def place(code: str | None, language: str | None = None) -> str:
    """`Community 7, Some Town, …`: the place and what it lies in, up to the district."""
    return place_in(code, language or current()) if code else ""


@packs.cached
def place_in(code: str, _language: str) -> str:
    """Said once a language: a list names the same few places again and again."""
    names: list[str] = []
    found = places.place(code)
    while found is not None and found.kind != "province" and len(names) < DEEPEST:
        names.append(named(found))
        found = places.place(found.parent_code) if found.parent_code else None
    return joined(names)


def place_name(code: str | None) -> str:
    """The place alone, without what it lies in."""
    found = places.place(code) if code else None
    return named(found) if found else ""


def named(found: places.PlaceView) -> str:
    """`อ.เมือง`, `Mueang District`: Thai and English say the kind of an area with its name."""
    said = {"district": _("%(name)s District"), "subdistrict": _("%(name)s Subdistrict")}.get(found.kind, "%(name)s")
    return said % {"name": found.names.show()}


def joined(parts: Iterable[str]) -> str:
    """Names in a row: Thai sets a space between them, other languages a comma."""
    return (" " if base(current()) == FIRST else ", ").join(filter(None, parts))


def office(subject: int | None) -> str:
    """`Engineering Division, Town`: the office and the authority above it."""
    names = people.full_names(subject)
    return names.show() if names else ""


def authority(found: people.OrganisationView) -> str:
    above = people.organisation(found.parent_code) if found.parent_code else None
    return above.names.show() if above and above.place_code else ""


def signature(post_code: str, subject: int | None) -> str:
    """Who acted: the post and its office; an office that the post's name holds already is not said twice."""
    return signed(post_code, subject, current())


@packs.cached
def signed(post_code: str, subject: int | None, _language: str) -> str:
    holder, found = post(post_code), people.organisation_by_id(subject) if subject else None
    if found and found.names.show() in holder:
        above = authority(found)
        return joined([holder, "" if holder.endswith(above) else above])
    return joined([holder, office(subject)])


def post(code: str) -> str:
    """The post's name; the house's own workers are named as such."""
    if code.startswith("service:"):
        return _("Automatic, by the system")
    return people.post_names(code).show() if code else ""


def purpose(code: str) -> Text | str:
    return catalog.profile().purposes.get(code, code)


def basis(code: str) -> str:
    """The legal ground; a clause that nobody has verified says so."""
    found = catalog.profile().bases.get(code)
    if found is None:
        return code
    words = f"{found.names.show()} {found.clause or ''}".strip()
    return words if found.verified else _("%(words)s (clause not verified)") % {"words": words}


def state(step: Step, *, own: bool = False) -> dict[str, object]:
    """`own`: as its reporter reads it."""
    return {"label": step.names if own else step.others or step.names, "colour": step.colour}


def time_left(due_at: datetime | None, now: datetime, language: str | None = None) -> str:
    if due_at is None:
        return ""
    span = format_span(abs(due_at - now), language)
    return _("%(span)s late") % {"span": span} if now > due_at else _("%(span)s left") % {"span": span}
