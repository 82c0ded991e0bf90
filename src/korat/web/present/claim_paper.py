"""The letter by which an office calls a contractor under a warranty: what it is, where, until when, and who asks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureView
from korat.kernel.dates import format_date
from korat.kernel.errors import NotFound
from korat.web.present import assets, faces, words
from korat.web.present.papers import Content, kind, moment, row, shown
from korat.web.present.services import clause


def content(actor: Actor, face: CaseFace) -> Content:
    """Facts alone: no word and no name of whoever reported it. NotFound where the case is about no thing of ours."""
    found = places.fixture_by_id(face.asset) if face.asset else None
    if found is None:
        raise NotFound()
    reports = [one.face for one in cases.linked_to(actor, face) if one.how == "claim"]
    return {
        "title": kind("claim"),
        "lead": _(
            "The thing below was reported broken while your warranty for it runs. Please repair it by the day below and "
            "tell the office that signed this letter when it is done."
        ),
        "big": face.reference,
        "rows": [one for one in rows(face, found) if one["value"]],
        "tables": [table(reports)] if reports else [],
        "notes": [_("Please give the case number in every answer.")],
    }


def rows(face: CaseFace, found: FixtureView) -> list[Content]:
    thing = assets.thing(found, official=True)
    until = format_date(found.warranty_until) if found.warranty_until else ""
    return [
        row(_("To the contractor"), words.office(found.contractor)),
        row(_("Contract"), found.contract),
        row(_("What it is"), f"{shown(thing['kind'])} {found.number}"),
        row(_("Place"), words.place(face.place or face.jurisdiction)),
        row(_("Where exactly"), f"{found.latitude:.6f}, {found.longitude:.6f}"),
        row(_("Warranty until"), until),
        row(_("Claimed"), moment(face.opened_at)),
        row(_("Please repair it by"), moment(face.due_at) if face.due_at else ""),
        row(_("Office"), words.office(face.office)),
        row(_("Legal ground"), " · ".join(clause(law) for law in face.service.law)),
    ]


def table(reports: list[CaseFace]) -> Content:
    return {
        "title": _("What was reported"),
        "head": [_("Number"), _("Kind"), _("When")],
        "rows": [[one.reference, shown(faces.title(one)), moment(one.opened_at)] for one in reports],
    }
