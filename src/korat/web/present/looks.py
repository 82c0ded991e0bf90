"""Who looked: by day, the newest first; one's own looks folded away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from korat.blocks.ledger.queries import ActView
from korat.kernel.pages import Page
from korat.web.present import words

ICONS = {"post": "eye", "service": "bot", "emergency": "siren", "mandate": "users", "consent": "handshake"}


COLOURS = {"service": "slate", "emergency": "safety", "mandate": "equality", "consent": "equality"}


def page(found: Page[ActView], about: Mapping[UUID, str], disputed: Mapping[UUID, str]) -> dict[str, object]:
    """Who is not oneself stands open; one's own looks and those of the house's worker are folded away."""
    others = [look for look in found.items if look.ground not in ("self", "service")]
    own = [look for look in found.items if look.ground == "self"]
    automatic = [look for look in found.items if look.ground == "service"]
    return {
        "days": [
            {"day": day, "looks": [line(look, about, disputed.get(look.uuid, "")) for look in looks]}
            for day, looks in groupby(others, day_of)
        ],
        "own": [{"what": kind(look.kind), "at": look.occurred_at} for look in own],
        "automatic": [{"what": words.purpose(look.purpose), "at": look.occurred_at} for look in automatic],
        "page": {"older_url": f"?before={found.next}"} if found.next else None,
    }


def day_of(look: ActView) -> date:
    return look.occurred_at.astimezone(timezone.get_current_timezone()).date()


def line(look: ActView, about: Mapping[UUID, str], disputed: str = "") -> dict[str, object]:
    if look.opens_at:
        return {"opens_at": look.opens_at, "icon": "lock-keyhole", "colour": "slate"}
    reference = about.get(look.about) if look.about else None
    return {
        "office": words.office(look.office) or ground(look.ground),
        "post": words.post(look.post),
        "purpose": words.purpose(look.purpose),
        "basis": words.basis(look.basis),
        "ground": ground(look.ground),
        "dispute_url": reverse("web:dispute", args=[look.uuid]),
        "disputed": {"reference": disputed, "url": reverse("web:case", args=[disputed])} if disputed else None,
        "at": look.occurred_at,
        "what": reference or "",
        "url": reverse("web:case", args=[reference]) if reference else "",
        "icon": ICONS.get(look.ground, "eye"),
        "colour": COLOURS.get(look.ground, "opportunity"),
    }


def ground(kind: str) -> str:
    """The kind of grant, in words."""
    return {
        "post": _("Authority of the post"),
        "mandate": _("A mandate that you gave"),
        "consent": _("Your consent"),
        "emergency": _("Emergency"),
    }.get(kind, _("The system"))


def kind(code: str) -> str:
    return {
        "ledger.looks.read": _("This list"),
        "ledger.record.looked": _("A report of yours"),
        "documents.paper.looked": _("A paper of yours"),
        "people.person.looked": _("Your name and address"),
        "messages.inbox.looked": _("Your messages"),
        "people.held.looked": _("All that is held about you"),
        "ledger.erasure.looked": _("What you had erased"),
        "people.grants.looked": _("Your grants and mandates"),
    }.get(code, _("Your data"))
