"""Failed reactions in words: what should have followed, from what, and why it did not."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.messages import queries as messages
from korat.blocks.reactions.queries import FailureView


def item(one: FailureView, references: Mapping[UUID, str]) -> dict[str, object]:
    reference = references.get(one.case, "") if one.case else ""
    return {
        "title": wanted(one),
        "reference": reference,
        "url": reverse("web:case", args=[reference]) if reference else "",
        "why": one.said or (_("Something inside the system broke: %(error)s") % {"error": one.error}),
        "rule": one.rule,
        "attempts": one.attempts,
        "at": one.at,
        "next_at": one.next_at,
        "action": reverse("web:failure_retry", args=[one.uuid]),
    }


def wanted(one: FailureView) -> str:
    """What should have happened."""
    if one.effect is None:
        return _("Handing over the open work of a post") if one.rule.startswith("people.") else _("A rule that is gone")
    if one.effect.send_message is not None:
        template = one.effect.send_message.template
        kind = messages.kind_of(template)
        return _("Sending a message: %(name)s") % {"name": kind.show() if kind else template}
    service = catalog.service(one.effect.open_case.service) if one.effect.open_case else None
    return _("Opening a case: %(name)s") % {"name": service.names.show() if service else one.rule}
