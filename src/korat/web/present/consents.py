"""A question for a consent as the person reads it, and what was consented as the office reads it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.cases.values import CaseFace
from korat.blocks.people.queries import AskingView, Held
from korat.web.grant_forms import said
from korat.web.present import faces, words


def lasting(hours: int) -> str:
    """Whole days as days, all else as hours."""
    days, rest = divmod(hours, 24)
    if days > 1 and not rest:
        return ngettext("%(days)s day, counted from your yes", "%(days)s days, counted from your yes", days) % {
            "days": days
        }
    return ngettext("%(hours)s hour, counted from your yes", "%(hours)s hours, counted from your yes", hours) % {
        "hours": hours
    }


def asking(one: AskingView) -> dict[str, object]:
    """A question that waits, with the two ways to answer it."""
    return {
        "office": words.signature(one.post, one.office),
        "may": said(one.purposes),
        "why": one.reason,
        "lasts": lasting(one.hours),
        "asked": one.asked_at,
        "basis": words.basis("consent"),
        "give_url": reverse("web:consent_give", args=[one.uuid]),
        "refuse_url": reverse("web:consent_refuse", args=[one.uuid]),
    }


def question(one: AskingView) -> dict[str, object]:
    """The same before the second tap."""
    rows = [
        (_("Who asks"), words.signature(one.post, one.office)),
        (_("What they would see"), " · ".join(said(one.purposes))),
        (_("Why"), one.reason),
        (_("For how long"), lasting(one.hours)),
        (_("Legal ground"), words.basis("consent")),
    ]
    return {"rows": [{"label": label, "value": value, "url": "", "step": ""} for label, value in rows]}


def given(one: Held) -> dict[str, object]:
    """A consent on the desk."""
    return {
        "name": one.name or _("Name erased"),
        "until": one.grant.ends_at,
        "why": one.reason,
        "url": reverse("web:consent", args=[one.grant.uuid]),
        "end_url": reverse("web:grant_end", args=[one.grant.uuid]),
    }


def opened(one: Held, found: Sequence[CaseFace]) -> dict[str, object]:
    return {
        **given(one),
        "basis": words.basis(one.grant.basis),
        "cases": [faces.item(face) for face in found],
        "back_url": reverse("web:consents"),
    }
