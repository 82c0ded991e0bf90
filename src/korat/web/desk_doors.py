"""What else lies on a desk beside the queue: panels that some posts have."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases.queries import AUTHORITIES
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import queries as payments
from korat.blocks.reactions import queries as reactions
from korat.web import offers
from korat.web.genuine import telling


def doors(actor: Actor) -> list[dict[str, str]]:
    """The panels open to this actor: address, picture, label. The day's work first: the first three stand open."""
    found = []
    if heads_offices(actor):
        found.append({"url": reverse("web:morning"), "icon": "sunrise", "label": _("This morning")})
    if payments.tills(actor):
        found.append({"url": reverse("web:fees"), "icon": "qr-code", "label": _("Fees and payments")})
    if actor.reach("case.repair"):
        found.append({"url": reverse("web:job_sheet"), "icon": "clipboard-list", "label": _("Job sheet of the day")})
    found += offers.desk_doors(actor)
    if bookings.reached(actor):
        found.append({"url": reverse("web:desk_bookings"), "icon": "calendar-days", "label": _("Bookings and queue")})
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
    if actor.reach(*AUTHORITIES):
        found.append({"url": reverse("web:monthly"), "icon": "calendar-days", "label": _("Monthly report")})
        found.append({"url": reverse("web:audit"), "icon": "file-check", "label": _("Audit file")})
    if "calendar.announce" in able:
        found.append({"url": reverse("web:days_off"), "icon": "calendar-off", "label": _("Announce a day off")})
    if "case.surge" in able:
        found.append({"url": reverse("web:surges"), "icon": "cloud-rain-wind", "label": _("Floods and storms")})
    if "election.order" in able:
        found.append({"url": reverse("web:elections"), "icon": "vote", "label": _("Before an election")})
    if "people.manage" in able:
        found.append({"url": reverse("web:dissolutions"), "icon": "merge", "label": _("Offices dissolved or merged")})
        found.append({"url": reverse("web:posts"), "icon": "stamp", "label": _("Posts and acting heads")})
        found.append({"url": reverse("web:learned"), "icon": "signpost", "label": _("How well kinds are proposed")})
    if actor.reach("people.manage"):
        found.append({"url": reverse("web:program_keys"), "icon": "key-round", "label": _("Keys for programs")})
    if actor.may(reactions.WATCH):
        found.append({"url": reverse("web:failures"), "icon": "rotate-ccw", "label": _("What the system could not do")})
    return found


def heads_offices(actor: Actor) -> bool:
    """Whether the actor's posts answer for more than one office: a mayor, a municipal clerk, the head of a division."""
    return len(actor.reach(*AUTHORITIES)) > 1
