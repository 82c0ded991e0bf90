"""What else lies on a desk beside the queue: panels that some posts have."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.ledger.actor import Actor
from korat.blocks.reactions import queries as reactions
from korat.web import offers
from korat.web.genuine import telling


def doors(actor: Actor) -> list[dict[str, str]]:
    """The panels open to this actor: address, picture, label."""
    found = offers.desk_doors(actor)
    if telling.watches(actor):
        found.append(
            {"url": reverse("web:genuine_board"), "icon": "shield-x", "label": _("Messages that are not ours")}
        )
    able = {purpose for grant in actor.grants if grant.kind == "post" for purpose in grant.purposes}
    if "mandate.witness" in able:
        found.append({"url": reverse("web:counter_mandate"), "icon": "handshake", "label": _("Mandate at the counter")})
        found.append(
            {"url": reverse("web:counter_end"), "icon": "circle-x", "label": _("End a mandate at the counter")}
        )
    if "consent.ask" in able:
        found.append({"url": reverse("web:consents"), "icon": "handshake", "label": _("Consents given to us")})
    if "emergency" in able:
        found.append(
            {"url": reverse("web:emergency"), "icon": "siren", "label": _("Emergency: open a person's record")}
        )
    if able & {"case.handle", "case.triage"}:
        found.append({"url": reverse("web:advice_board"), "icon": "book-open", "label": _("Answers we have given")})
    if "case.surge" in able:
        found.append({"url": reverse("web:surges"), "icon": "waves", "label": _("Floods and storms")})
    if "people.manage" in able:
        found.append({"url": reverse("web:posts"), "icon": "stamp", "label": _("Posts and acting heads")})
    if actor.reach("people.manage"):
        found.append({"url": reverse("web:program_keys"), "icon": "key-round", "label": _("Keys for programs")})
    if actor.may(reactions.WATCH):
        found.append({"url": reverse("web:failures"), "icon": "rotate-ccw", "label": _("What the system could not do")})
    return found
