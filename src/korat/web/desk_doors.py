"""What else lies on a desk beside the queue: panels that some posts have, what is used each hour before what is used each month."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases.queries import AUTHORITIES
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import queries as payments
from korat.blocks.reactions import queries as reactions
from korat.web import offers
from korat.web.addresses import at
from korat.web.genuine import telling


def doors(actor: Actor) -> list[dict[str, str]]:
    """The panels open to this actor: address, picture, label."""
    able = frozenset(purpose for grant in actor.grants if grant.kind == "post" for purpose in grant.purposes)
    return [*of_the_day(actor, able), *of_the_year(actor, able)]


def of_the_day(actor: Actor, able: frozenset[str]) -> Iterator[dict[str, str]]:
    if heads_offices(actor):
        yield door("web:morning", "sunrise", _("This morning"))
    if payments.tills(actor):
        yield door("web:fees", "qr-code", _("Fees and payments"))
    if actor.reach("case.repair"):
        yield door("web:job_sheet", "clipboard-list", _("Job sheet of the day"))
    yield from offers.desk_doors(actor)
    if "mandate.witness" in able:
        yield door("web:counter_mandate", "handshake", _("Mandate at the counter"))
    if bookings.reached(actor):
        yield door("web:desk_bookings", "calendar-days", _("Bookings and queue"))
    if able & {"case.handle", "case.triage", "case.publish"}:
        yield door("web:advice_board", "book-open", _("Answers we have given"))
    if "case.surge" in able:
        yield door("web:surges", "cloud-rain-wind", _("Floods and storms"))
    if telling.watches(actor):
        yield door("web:genuine_board", "shield-x", _("Messages that are not ours"))
    if "emergency" in able:
        yield door("web:emergency", "siren", _("Emergency: open a person's record"))
    if actor.may(reactions.WATCH):
        yield door("web:failures", "rotate-ccw", _("What the system could not do"))


def of_the_year(actor: Actor, able: frozenset[str]) -> Iterator[dict[str, str]]:
    if "mandate.witness" in able:
        yield door("web:counter_end", "circle-x", _("End a mandate at the counter"))
    if "consent.ask" in able:
        yield door("web:consents", "handshake", _("Consents given to us"))
    if actor.reach(*AUTHORITIES):
        yield door("web:monthly", "chart-column", _("Monthly report"))
        yield door("web:audit", "file-check", _("Audit file"))
    if "people.manage" in able:
        yield door("web:posts", "stamp", _("Posts and acting heads"))
    if "calendar.announce" in able:
        yield door("web:days_off", "calendar-off", _("Announce a day off"))
    if "election.order" in able:
        yield door("web:elections", "vote", _("Before an election"))
    if "people.manage" in able:
        yield door("web:dissolutions", "merge", _("Offices dissolved or merged"))
        yield door("web:learned", "signpost", _("How well kinds are proposed"))
    if actor.reach("people.manage"):
        yield door("web:program_keys", "key-round", _("Keys for programs"))


def door(name: str, picture: str, label: str) -> dict[str, str]:
    return {"url": at(name), "icon": picture, "label": label}


def heads_offices(actor: Actor) -> bool:
    """Whether the actor's posts answer for more than one office: a mayor, a municipal clerk, the head of a division."""
    return len(actor.reach(*AUTHORITIES)) > 1
