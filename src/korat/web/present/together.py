"""Cases that belong together, as the case page and the office's page for them show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import Linked
from korat.blocks.cases.values import CaseFace, CasePage
from korat.blocks.ledger.actor import Actor
from korat.web import addresses
from korat.web.present import faces


def card(actor: Actor | None, shown: CasePage, key: UUID) -> dict[str, Any] | None:
    """The card of the case page; None when there is nothing to say. Asks only where the case has something linked."""
    face = shown.face
    office = shown.relation == "office" and actor is not None and queries.gathers(actor, face)
    linked = queries.linked_to(actor, face)
    groups = groups_of(linked)
    if not (office or groups or face.lead):
        return None
    return {
        "lead": {"reference": face.lead.reference, "url": address(face.lead.reference)} if face.lead else None,
        "own": shown.relation in ("own", "mandate"),
        "others": face.leads if shown.relation == "office" else 0,
        "groups": groups,
        "kinds": [one.face.category for one in linked if one.how == "split"],
        "links_url": addresses.of("web:links", face.reference) if office and not face.lead else "",
        "part_url": addresses.of("web:part", face.reference) if office and face.lead else "",
        "key": str(key),
    }


def page(face: CaseFace, linked: Sequence[Linked], offered: Mapping[str, forms.Form], key: UUID) -> dict[str, object]:
    """The office's page: what is joined with a way to part it, then the forms that can be used now."""
    return {
        "title": faces.title(face),
        "reference": face.reference,
        "joined": [line(one) for one in linked if one.how == "joined"],
        "more": max(0, face.leads - sum(one.how == "joined" for one in linked)),
        "acts": [{"code": code, "form": form, **words()[code]} for code, form in offered.items()],
        "key": str(key),
    }


def words() -> Mapping[str, dict[str, str]]:
    return {
        "join": {
            "title": _("The same thing was reported more than once"),
            "says": _(
                "The others join this report. Each reporter keeps number, words and photographs, and hears what happens."
            ),
            "button": _("Join them to this report"),
        },
        "into": {
            "title": _("This report belongs to another one"),
            "says": _("The other one leads. This one leaves the queue and its clocks rest until it is parted again."),
            "button": _("Join it to the other one"),
        },
        "split": {
            "title": _("This report tells of several things"),
            "says": _(
                "Each gets a case with its own office and clocks, from the day of the report. Words and photographs go along."
            ),
            "button": _("Split it"),
        },
        "relate": {
            "title": _("It has to do with another case"),
            "says": _("Both pages show the other one, to whoever may see both. Nothing else changes."),
            "button": _("Link the two"),
        },
    }


def groups_of(linked: Sequence[Linked]) -> list[dict[str, object]]:
    if not linked:
        return []
    said = {
        "joined": _("Joined to this report"),
        "split": _("Split from the same report"),
        "claim": _("Claim under the warranty"),
        "related": _("Has to do with"),
    }
    found = {how: [line(one) for one in linked if one.how == how] for how in said}
    return [{"title": said[how], "cases": lines} for how, lines in found.items() if lines]


def line(one: Linked) -> dict[str, object]:
    return {
        **faces.line(one.face),
        "when": one.face.opened_at,
        "part_url": addresses.of("web:part", one.face.reference),
    }


def address(reference: str) -> str:
    return addresses.of_case(reference)
