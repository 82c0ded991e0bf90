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


def page(found: Page[ActView], about: Mapping[UUID, str]) -> dict[str, object]:
    others = [look for look in found.items if look.ground != "self"]
    own = [look for look in found.items if look.ground == "self"]
    return {
        "days": [
            {"day": day, "looks": [line(look, about) for look in looks]} for day, looks in groupby(others, day_of)
        ],
        "own": [{"what": kind(look.kind), "at": look.occurred_at} for look in own],
        "page": {"older_url": f"?before={found.next}"} if found.next else None,
    }


def day_of(look: ActView) -> date:
    return look.occurred_at.astimezone(timezone.get_current_timezone()).date()


def line(look: ActView, about: Mapping[UUID, str]) -> dict[str, object]:
    reference = about.get(look.about) if look.about else None
    return {
        "office": words.office(look.office) or _("The system"),
        "post": words.post(look.post),
        "purpose": words.purpose(look.purpose),
        "basis": words.basis(look.basis),
        "at": look.occurred_at,
        "what": reference or "",
        "url": reverse("web:case", args=[reference]) if reference else "",
        "icon": ICONS.get(look.ground, "eye"),
        "colour": "slate" if look.ground == "service" else "opportunity",
    }


def kind(code: str) -> str:
    return {
        "ledger.looks.read": _("This list"),
        "ledger.record.looked": _("A report of yours"),
        "documents.paper.looked": _("A paper of yours"),
        "people.person.looked": _("Your name and address"),
        "messages.inbox.looked": _("Your messages"),
    }.get(code, _("Your data"))
