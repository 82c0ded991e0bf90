"""A person's bookings, a booking by its number, and what is held about somebody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from korat.blocks.bookings.models import Booking, BookingPrivate, WaitingEntry
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import own_or_lent
from korat.blocks.bookings.values import BookingView, WaitingView
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import NotFound


def view(row: Booking) -> BookingView:
    return BookingView(
        row.pk, row.uuid, row.reference, resource_by_id(row.resource_id), row.subject_id, row.start_at, row.end_at,
        row.seats, row.state, row.why, row.held_until, row.about, row.made_at,
    )  # fmt: skip


def booking(uuid: UUID) -> BookingView | None:
    row = Booking.objects.filter(uuid=uuid).first()
    return view(row) if row else None


def references(uuids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of bookings, for whoever has to do with their deposits."""
    return dict(Booking.objects.filter(uuid__in=uuids).values_list("uuid", "reference"))


def booking_about(case: UUID) -> BookingView | None:
    """The booking that belongs to a case, the newest."""
    row = Booking.objects.filter(about=case).order_by("-id").first()
    return view(row) if row else None


def booking_by_reference(actor: Actor, reference: str) -> BookingView:
    """For whose booking it is, or who may follow their affairs; NotFound to everyone else."""
    row = Booking.objects.filter(reference=reference).first()
    if row is None or not any(own_or_lent(actor, purpose, row.subject_id) for purpose in ("self", "case.follow")):
        raise NotFound()
    return view(row)


def booking_of_slip(reference: str) -> BookingView:
    """The facts of a booking for whoever holds its paper, which is signed. NotFound when there is none."""
    row = Booking.objects.filter(reference=reference).first()
    if row is None:
        raise NotFound()
    return view(row)


def own_bookings(actor: Actor, *, now: datetime, limit: int = 50) -> tuple[BookingView, ...]:
    """What comes first, then what is over, the newest first. Facts, so no look."""
    rows = list(Booking.objects.filter(subject_id=actor.subject).order_by("-start_at")[:limit])
    ahead = [row for row in reversed(rows) if row.end_at > now and row.state in ("held", "booked")]
    return tuple(map(view, [*ahead, *(row for row in rows if row not in ahead)]))


def own_waiting(actor: Actor, *, now: datetime) -> tuple[WaitingView, ...]:
    rows = WaitingEntry.objects.filter(subject_id=actor.subject, state="waiting", start_at__gt=now).order_by("start_at")
    return tuple(
        WaitingView(row.uuid, resource_by_id(row.resource_id), row.start_at, row.end_at, place_of(row)) for row in rows
    )


def place_of(row: WaitingEntry) -> int:
    same = WaitingEntry.objects.filter(
        resource_id=row.resource_id, state="waiting", start_at=row.start_at, end_at=row.end_at
    )
    return 1 + same.filter(pk__lt=row.pk).count()


def held_about(subject: int) -> list[dict[str, Any]]:
    """Every booking with its words. Needs an open look at the subject."""
    words = {row.booking_id: row for row in BookingPrivate.objects.filter(subject_id=subject)}
    return [
        {**facts(row), "words": {"note": said.note, "phone": said.phone} if (said := words.get(row.pk)) else None}
        for row in Booking.objects.filter(subject_id=subject).order_by("id")
    ]


def facts(row: Booking) -> dict[str, Any]:
    plain = ("reference", "start_at", "end_at", "seats", "state", "why", "held_until", "made_at")
    return {
        "id": row.uuid,
        **{name: getattr(row, name) for name in plain},
        "resource": resource_by_id(row.resource_id).code,
        "office": row.office_id,
    }
