"""Another kind for a case, and what was learned about kinds, as their pages show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from korat.blocks.cases.values import CasePage
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.queries import Proposal, Version, Worth
from korat.kernel import ids
from korat.web import addresses
from korat.web.fields import Choice
from korat.web.forms import KindForm
from korat.web.present import faces, proposals


def text_of(shown: CasePage) -> str:
    return shown.report.description if shown.report else ""


def others(shown: CasePage) -> list[Proposal]:
    """What the words speak for beside the kind that the case is of."""
    found = catalog.propose(shown.face.service, text_of(shown)) if shown.report else ()
    return [one for one in found if one.category != shown.face.category]


def choices(shown: CasePage) -> list[tuple[str, Choice]]:
    """First what the words propose, then every other kind but the present one."""
    proposed = others(shown)
    said = {one.category.code for one in proposed}
    rest = [one for one in shown.face.service.categories if one.code not in said and one != shown.face.category]
    return [*proposals.choices(proposed, text_of(shown)), *map(proposals.plain, rest)]


def page(shown: CasePage, form: KindForm) -> dict[str, object]:
    return {
        "title": _("What is it about?"),
        "lead": _("It is under: %(kind)s. Office and dates follow the kind you choose.")
        % {"kind": faces.title(shown.face)},
        "form": form,
        "pieces": proposals.pieces(text_of(shown), others(shown)),
        "carried": [("key", ids.uuid7().hex)],
        "submit_label": _("Put it under this kind"),
        "back_url": addresses.of_case(shown.face.reference),
    }


def hint(shown: CasePage, apart: Collection[object] = ()) -> dict[str, object]:
    """On the page of the case: the door to another kind, and what the words speak for beside the present one; what became a
    case of its own (`apart`) is spoken for."""
    text = text_of(shown)
    return {
        "kind_url": addresses.of("web:case_kind", shown.face.reference),
        "kind_proposals": [
            {"names": one.category.names, "because": proposals.because(one, text)}
            for one in others(shown)
            if one.category not in apart
        ],
    }


def learned(service: ServiceDefinition, versions: Sequence[Version]) -> dict[str, object]:
    """The newest version by category, and the line of those before it."""
    newest = versions[0]
    return {
        "service": service.names,
        "newest": line(newest),
        "rows": [
            row(category.names.show(), newest.categories[category.code])
            for category in service.categories
            if category.code in newest.categories
        ],
        "older": [line(one) for one in versions[1:]],
    }


def line(version: Version) -> dict[str, object]:
    return {
        "number": version.number,
        "at": version.learned_at,
        "used": version.used,
        "phrases": version.phrases,
        "corrections": version.corrections,
        "f1": percent(version.f1),
        "f1_of_words": percent(version.f1_of_words),
    }


def row(name: str, worth: Worth) -> dict[str, object]:
    return {
        "name": name,
        "cells": [
            {"label": _("Texts held out"), "value": str(worth.texts)},
            {"label": _("Right when proposed"), "value": percent(worth.precision)},
            {"label": _("Found"), "value": percent(worth.recall)},
            {"label": _("Right, words alone"), "value": percent(worth.precision_of_words)},
            {"label": _("Found, words alone"), "value": percent(worth.recall_of_words)},
        ],
    }


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"
