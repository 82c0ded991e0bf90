"""Pages of advice, as the desk, a case page and the public see them."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import AdviceView
from korat.blocks.cases.values import CasePage
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.kernel.texts import Text
from korat.web.present import words

COLOURS = {"draft": "opportunity", "reviewed": "sustainability", "retired": "slate"}


def card(shown: CasePage, now: datetime) -> dict[str, object] | None:
    """On a case page of who answers it: what was answered before, and the way to keep this answer."""
    if shown.relation != "office" or shown.purpose not in ("case.handle", "case.triage") or shown.face.sealed:
        return None
    told = shown.report.description if shown.report else ""
    return {
        "found": [line(one) for one in queries.advice_for(shown.face, told, now)],
        "new_url": reverse("web:advise", args=[shown.face.reference]),
    }


def line(one: AdviceView) -> dict[str, object]:
    labels = {"draft": _("waits for a colleague"), "reviewed": _("reviewed"), "retired": _("no longer valid")}
    return {
        "url": reverse("web:advice", args=[one.page]),
        "question": one.question,
        "answer": one.answer,
        "kind": kind(one),
        "state": {"label": labels[one.state], "colour": COLOURS[one.state]},
        "public": one.public,
        "office": words.office(one.office),
        "version": one.version,
        "made": one.made_at,
        "expires": one.expires_on,
    }


def kind(one: AdviceView) -> Text | str:
    service = catalog.service_or_fail(one.service)
    category = service.known_category(one.category)
    return category.names if category else service.names


def page(actor: Actor, versions: tuple[AdviceView, ...]) -> dict[str, object]:
    last = versions[0]
    return {
        **line(last),
        "older": [line(one) for one in versions[1:]],
        "onward_url": reverse("web:advice_onward", args=[last.page]),
        "to_review": last.state == "draft" and last.author != actor.subject,
        "own_draft": last.state == "draft" and last.author == actor.subject,
        "over": last.state == "retired",
    }
