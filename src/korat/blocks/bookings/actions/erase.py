"""A person has what they wrote with their bookings forgotten (PDPA s.33); that they booked, and when, stays as a fact."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.bookings.actions.book import AHEAD
from korat.blocks.bookings.models import BookingPrivate


def erase_words(*, subject: int, now: datetime) -> None:
    """Of all that is over. Inside a transaction that has recorded the erasure, under a look at the subject."""
    ahead = BookingPrivate.objects.filter(subject_id=subject, booking__state__in=AHEAD, booking__end_at__gt=now)
    BookingPrivate.objects.filter(subject_id=subject).exclude(pk__in=ahead.values("pk")).delete()
