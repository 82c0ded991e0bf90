"""Which grounds open a booking: one's own, a mandate's, or the office's."""

from __future__ import annotations

from korat.blocks.bookings.models import Booking
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import NotFound

OFFICE = "booking.handle"
# The house itself keeps what is promised: offers, deposits, days that close.
KEEPING = "booking.keep"


def own_or_lent(actor: Actor, purpose: str, subject: int) -> GrantView | None:
    """The ground to do what this person may do: being them, or a mandate of theirs."""
    fitting = (one for one in actor.grants if one.kind in ("self", "mandate") and one.subject == subject)
    return next((one for one in fitting if purpose in one.purposes), None)


def of_office(actor: Actor, office: int) -> GrantView | None:
    """The post's authority over what this office lends."""
    reaching = (one for one in actor.grants if one.reach is not None and office in one.reach)
    return next((one for one in reaching if OFFICE in one.purposes), None)


def of_office_or_404(actor: Actor, office: int) -> GrantView:
    found = of_office(actor, office)
    if found is None:
        raise NotFound()
    return found


def concerning(actor: Actor, grant: GrantView, subject: int) -> dict[int, None]:
    """A mandate's act stands on the timelines of both."""
    return {subject: None} | ({actor.subject: None} if grant.kind == "mandate" else {})


def ground(actor: Actor, booking: Booking, purpose: str = "case.reply") -> tuple[GrantView, str]:
    """Grant and purpose to change this booking; NotFound to outsiders."""
    if own := own_or_lent(actor, purpose, booking.subject_id):
        return own, purpose
    return of_office_or_404(actor, booking.office_id), OFFICE
