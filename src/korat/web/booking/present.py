"""Bookings in words and colours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.bookings.pack import Deposit
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import BookingView, DayView, FreeSlot, ResourceView, WaitingView
from korat.blocks.catalog import queries as catalog
from korat.kernel import money
from korat.kernel.clock import local
from korat.kernel.dates import format_date, format_datetime, format_month, format_time
from korat.web.present import fees, words

COLOURS = {
    "held": "opportunity", "booked": "sustainability", "arrived": "slate", "done": "slate", "no_show": "safety",
    "cancelled": "slate",
}  # fmt: skip


def times(resource: ResourceView, slot: Slot) -> str:
    """`Morning 08:00–12:00`"""
    part = resource.part(slot)
    return words.joined([part.show(), hours(slot.start, slot.end)]) if part else hours(slot.start, slot.end)


def hours(start: datetime, end: datetime) -> str:
    """`08:30–09:00`: no line breaks inside (U+2060, word joiner)."""
    zone = catalog.zone()
    return f"{local(start, zone):%H:%M}\u2060–\u2060{format_time(local(end, zone).time())}"


def when(start: datetime, end: datetime) -> str:
    """`Tuesday 24 November 2026 08:30–09:00`; from midnight to midnight it is the day alone."""
    begins, length = local(start, catalog.zone()), end - start
    day = day_name(begins.date())
    whole = begins.time() == time() and length >= timedelta(hours=23)
    return day if whole else f"{day} {hours(start, end)}"


def moment(at: datetime) -> str:
    return format_datetime(at, catalog.zone())


def day_name(day: date) -> str:
    """`Tuesday 24 November 2026`"""
    return f"{WEEKDAYS[day.weekday()]} {format_date(day)}"


def day_near(day: date) -> str:
    """`Tuesday 24 Nov`: in a list of the next weeks nobody needs the year."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {format_month(day, year=False)}"


def room(resource: ResourceView, one: FreeSlot) -> str:
    """How many places are left, where there is more than one; what can be done where there is none."""
    if one.free:
        return (
            ngettext("%(count)d place left", "%(count)d places left", one.free) % {"count": one.free}
            if resource.said.capacity > 1
            else ""
        )
    if one.waiting:
        return ngettext("Full – waiting list, %(count)d waits", "Full – waiting list, %(count)d wait", one.waiting) % {
            "count": one.waiting
        }
    return _("Full – you can join the waiting list")


def resource(found: ResourceView) -> dict[str, object]:
    return {
        "url": reverse("web:book_days", args=[found.code]),
        "icon": found.said.icon,
        "names": found.names,
        "summary": found.said.summary,
        "office": words.office(found.office),
    }


def days(
    found: ResourceView, shown: Iterable[DayView], query: str, to: str = "web:book_day"
) -> list[dict[str, object]]:
    return [
        {
            "name": day_near(one.day),
            "url": reverse(to, args=[found.code, one.day.isoformat()]) + query if one.slots else "",
            "said": said_of(one),
            "free": one.free,
        }
        for one in shown
        if one.slots or one.closed
    ]


def said_of(one: DayView) -> str:
    if one.closed is not None:
        return _("Not open: %(reason)s") % {"reason": one.closed} if one.closed else _("Not open")
    if not one.free:
        return _("Full – waiting list")
    return ngettext("%(count)d time free", "%(count)d times free", one.free) % {"count": one.free}


def state(booking: BookingView) -> dict[str, object]:
    labels = {
        "held": _("Kept for you"), "booked": _("Booked"), "arrived": _("Arrived"), "done": _("Done"),
        "no_show": _("Did not come"), "cancelled": _("Cancelled"),
    }  # fmt: skip
    return {"label": labels[booking.state], "colour": COLOURS[booking.state]}


def why(booking: BookingView) -> str:
    """What the person should know of how it came to this."""
    if booking.state == "held":
        until = format_datetime(booking.held_until, catalog.zone()) if booking.held_until else ""
        kept = _("We keep this time for you until %(until)s. Please confirm it.") % {"until": until}
        return {
            "waited": _("A place came free.") + " " + kept,
            "closed": _("We are sorry: we had to close at the time that you had booked.") + " " + kept,
            "holiday": _("We are sorry: the day that you had booked has become a holiday.") + " " + kept,
            "day_open": open_after_all() + " " + kept,
            "deposit": _("We keep this time for you until %(until)s. It is yours as soon as the deposit is paid.")
            % {"until": until},
        }.get(booking.why, kept)
    return {
        "closed": _("We are sorry: we had to close at the time that you had booked."),
        "holiday": _("We are sorry: the day that you had booked has become a holiday."),
        "day_open": open_after_all(),
        "lapsed": _("We did not hear from you in time, so the place went to somebody else. You can book again."),
        "unpaid": _("The deposit was not paid in time, so the place went to somebody else. You can book again."),
        "office": _("The office cancelled it."),
        "case": _("It was cancelled together with your request."),
    }.get(booking.why, "")


def open_after_all() -> str:
    return _(
        "The day off was taken back: the day that you had booked first is open after all. You may choose it again."
    )


def item(booking: BookingView) -> dict[str, object]:
    return {
        "url": reverse("web:booking", args=[booking.reference]),
        "names": booking.resource.names,
        "when": when(booking.start, booking.end),
        "state": state(booking),
        "reference": booking.reference,
    }


def page(booking: BookingView, now: datetime, place: str) -> dict[str, object]:
    args = [booking.reference]
    changeable = booking.changeable(now)
    found = booking.resource
    return {
        **item(booking),
        "why": why(booking),
        "rows": rows(booking, place),
        "held": booking.why != "deposit" and booking.held_until is not None and booking.held_until > now,
        "over": not booking.active,
        "confirm_url": reverse("web:booking_confirm", args=args),
        "cancel_url": reverse("web:booking_cancel", args=args) if changeable else "",
        "move_url": f"{reverse('web:book_days', args=[found.code])}?move={booking.reference}" if changeable else "",
        "late": booking.active and not changeable and booking.end > now,
        "again_url": reverse("web:book_days", args=[found.code]) if found.said.by_itself and not found.retired else "",
        "ics_url": reverse("web:booking_ics", args=args) if booking.active else "",
    }


def rows(booking: BookingView, place: str) -> list[dict[str, object]]:
    said = booking.resource.said
    found: list[dict[str, object]] = [
        {"label": _("Day and time"), "value": when(booking.start, booking.end)},
        {"label": _("Where"), "value": place},
        {"label": _("Office"), "value": words.office(booking.resource.office)},
    ]
    if said.seats_most > 1:
        found.append({"label": _("Places"), "value": str(booking.seats)})
    if said.fee.note:
        found.append({"label": _("Fee"), "value": said.fee.note})
    if said.deposit:
        found.append({"label": _("Deposit"), "value": deposit(said.deposit)})
    return found


def deposit(rule: Deposit) -> str:
    """How much, until when, and what becomes of it; unverified amounts say so."""
    fate = (
        _("You get it back when you come or cancel in time; if nobody comes, it is kept.")
        if rule.no_show == "keep"
        else _("You get it back.")
    )
    hours = ngettext("Pay within %(count)d hour.", "Pay within %(count)d hours.", rule.hours) % {"count": rule.hours}
    return f"{fees.doubted(money.show(rule.satang), rule.verified)} · {hours} {fate}"


def waiting(one: WaitingView) -> dict[str, object]:
    return {
        "names": one.resource.names,
        "when": when(one.start, one.end),
        "place": one.place,
        "leave_url": reverse("web:waiting_leave", args=[one.uuid]),
    }
