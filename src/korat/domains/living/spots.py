"""What is asked of the place, by what it is: the service's own words, else the ones for a thing, a house or a community."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from korat.blocks.catalog.rules import Spot

ASKED = {
    "thing": gettext_lazy("Where is it?"),
    "house": gettext_lazy("Which house or shop is it?"),
    "community": gettext_lazy("Which community is it?"),
}
LEADS = {
    "thing": gettext_lazy("Choose it here, or tell it in your own words: a landmark is enough."),
    "house": gettext_lazy("The address is enough. If it is hard to find, mark it too."),
    "community": gettext_lazy("No house needs to be named."),
}
LABELS = {"thing": gettext_lazy("Landmark or directions"), "house": gettext_lazy("House number, alley, road")}
HINTS = {
    "thing": gettext_lazy("For example: at the bend before the school."),
    "house": gettext_lazy("For example: 99/1 Soi 3. If it has no number, say what it stands beside."),
}
MISSING = {
    "thing": gettext_lazy("Please tell us where it is: mark it, choose a community, or name a landmark."),
    "house": gettext_lazy("Please write the address, or mark it. If it has no number, say what it stands beside."),
    "community": gettext_lazy("Please choose the community, or the district."),
}


def question(spot: Spot) -> str:
    return spot.asks.show() if spot.asks else str(ASKED[spot.kind])


def hint(spot: Spot) -> str:
    return spot.hint.show() if spot.hint else str(HINTS.get(spot.kind, ""))


def in_conversation(spot: Spot, *, location: bool) -> str:
    """Both at once; with the way to answer where the telephone can send a place."""
    said = {"question": question(spot), "hint": hint(spot)}
    return (_("%(question)s Send the location, or write it. %(hint)s") if location else "%(question)s %(hint)s") % said
