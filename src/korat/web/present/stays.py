"""With which offices a case has been, as its page shows it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import StayView
from korat.blocks.cases.values import CasePage
from korat.web import addresses
from korat.web.present import words

# Whom a step's own words are spoken to.
OWN = ("own", "mandate")
COLOURS = {"answering": "opportunity", "forwarded": "slate", "returned": "clay", "done": "sustainability"}


def card(shown: CasePage, key: UUID) -> dict[str, object] | None:
    """The card; None for a case that was never passed on, which costs no question."""
    found = queries.stays_of(shown.face)
    if not found:
        return None
    returns = shown.relation == "office" and shown.purpose in ("case.handle", "case.triage") and not shown.face.closed
    back = queries.returnable(shown.face) if returns else None
    return {
        "rows": [line(one, shown) for one in reversed(found)],
        "former": shown.relation == "former",
        "back_to": words.office(back) if back else "",
        "return_url": addresses.of("web:give_back", shown.face.reference),
        "version": shown.face.version,
        "key": str(key),
    }


def line(one: StayView, shown: CasePage) -> dict[str, object]:
    """`with DOH since …, their step`: the step is the case's own while it is there."""
    state = {
        "answering": words.state(shown.face.step, own=shown.relation in OWN)["label"],
        "forwarded": _("passed on"),
        "returned": _("returned"),
        "done": _("done"),
    }
    return {
        "office": words.office(one.office),
        "state": {"label": state[one.state], "colour": COLOURS[one.state]},
        "since": one.since,
        "until": one.until,
        "due": one.due_at if one.until is None else None,
    }
