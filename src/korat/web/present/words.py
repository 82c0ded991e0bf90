"""Words that several pages need: places, offices, states, clocks."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Step
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.kernel.dates import format_span
from korat.kernel.texts import Text

DEEPEST = 3


def place(code: str | None) -> str:
    """`Community 7, Some Town, …`: the place and what it lies in, up to the district."""
    names: list[str] = []
    found = places.place(code) if code else None
    while found is not None and found.kind != "province" and len(names) < DEEPEST:
        names.append(found.names.show())
        found = places.place(found.parent_code) if found.parent_code else None
    return ", ".join(names)


def office(subject: int | None) -> str:
    """`Engineering Division, Town`: the office and the authority above it."""
    found = people.organisation_by_id(subject) if subject else None
    if found is None:
        return ""
    above = people.organisation(found.parent_code) if found.parent_code else None
    return f"{found.names.show()} {above.names.show()}" if above and above.place_code else found.names.show()


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
    words = f"{found.names.show()} {found.clause}".strip()
    return words if found.verified else _("%(words)s (clause not verified)") % {"words": words}


def state(step: Step) -> dict[str, object]:
    return {"label": step.names, "colour": step.colour}


def time_left(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return ""
    span = format_span(abs(due_at - now))
    return _("%(span)s late") % {"span": span} if now > due_at else _("%(span)s left") % {"span": span}
