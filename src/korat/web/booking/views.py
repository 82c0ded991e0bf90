"""A resident books: what, which day, which time, check, done; and everything about a booking afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.refusals import Taken
from korat.blocks.bookings.slots import Slot
from korat.blocks.bookings.values import BookingView, DayView, ResourceView, Wanted, Words
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.kernel.icalendar import Event, calendar
from korat.web import limits, session
from korat.web.booking import present
from korat.web.booking.forms import BookingForm, SlotForm, day_of, slot_of
from korat.web.forms import once
from korat.web.middleware.actors import SignInFirst
from korat.web.present import fees, words
from korat.web.signin import signed_in_person

SHOWN_DAYS = 28


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    found = [one for one in queries.resources() if one.said.by_itself]
    return render(request, "web/booking/resources.html", {"resources": list(map(present.resource, found))})


@require_safe
def days(request: HttpRequest, code: str) -> HttpResponse:
    """The days ahead with what is free on each: facts, for everyone."""
    found = bookable(request, code)
    shown, later = ahead(request, found)
    context = {
        "resource": present.resource(found),
        "days": present.days(found, shown, query(moving(request))),
        "later_url": later,
        "move": moving(request),
        "back_url": back_of(request),
    }
    return render(request, "web/booking/days.html", context)


def ahead(request: HttpRequest, found: ResourceView) -> tuple[Sequence[DayView], str]:
    """Four weeks of days from the one asked for, and the way to those after them."""
    now = clock.now()
    today = clock.local(now, catalog.zone()).date()
    last = today + timedelta(days=found.said.window.days)
    first = min(max(day_of(request.GET.get("from", today.isoformat())), today), last)
    following = first + timedelta(days=SHOWN_DAYS)
    later = query(moving(request), **{"from": following.isoformat()}) if following <= last else ""
    return queries.days(found, first, min(SHOWN_DAYS, (last - first).days + 1), now), later


@require_safe
def day(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """The times of a day; works as a plain form."""
    found, wanted, now = bookable(request, code), day_of(day), clock.now()
    slots = queries.slots_of_day(found, wanted, now)
    context = {
        "resource": present.resource(found),
        "day": present.day_name(wanted),
        "form": SlotForm(found, slots),
        "empty": not any(one.bookable for one in slots),
        "action": reverse("web:book_check", args=[found.code]),
        "carried": [("move", moving(request))] if moving(request) else [],
        "back_url": reverse("web:book_days", args=[found.code]) + query(moving(request)),
    }
    return render(request, "web/booking/day.html", context)


@never_cache
@signed_in_person
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Read back, then book; a full time offers its waiting list instead."""
    data = request.POST if request.method == "POST" else request.GET
    found, actor = bookable(request, code), session.actor_or_404(request)
    if not data.get("slot"):
        notices.error(request, _("Please choose a time."))
        return redirect("web:book_days", found.code)
    start, end = slot_of(data["slot"])
    moved = queries.booking_by_reference(actor, data["move"]) if data.get("move") else None
    if "wait" in request.POST:
        return wait(request, actor, Wanted(found.code, start, end))
    form = BookingForm(found.said, [] if moved else lent(actor), request.POST or None)
    if request.method == "POST" and (form.is_valid() or moved):
        try:
            return done(request, actor, found, Wanted(found.code, start, end), form, moved)
        except Taken as refused:
            notices.error(request, refused.show())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    if not queries.is_free(found, Slot(start, end)):
        return full(request, found, data["slot"])
    return read_back(request, found, data["slot"], form, moved)


def done(
    request: HttpRequest,
    actor: Actor,
    found: ResourceView,
    wanted: Wanted,
    form: BookingForm,
    moved: BookingView | None,
) -> HttpResponse:
    limits.count(request, "book", times=30, minutes=10)
    if moved is not None:
        actions.move(actor=actor, now=clock.now(), reference=moved.reference, wanted=wanted)
        notices.success(request, _("Done. The booking has its new time."))
        return redirect("web:booking", moved.reference)
    given = form.cleaned_data
    booked = actions.book(
        actor=actor, now=clock.now(), key=once(request.POST), subject=concerned(actor, given.get("behalf", "")),
        wanted=Wanted(found.code, wanted.start, wanted.end, given.get("seats") or 1),
        words=Words(given["note"], given["phone"]),
    )  # fmt: skip
    kept = _("Kept for you. Please pay the deposit: then it is yours.")
    notices.success(request, kept if found.said.deposit else _("Booked. Please keep the number."))
    return redirect("web:booking", booked.reference)


def read_back(
    request: HttpRequest, found: ResourceView, slot: str, form: BookingForm, moved: BookingView | None
) -> HttpResponse:
    start, end = slot_of(slot)
    carried = [("slot", slot), ("key", ids.uuid7().hex), *([("move", moved.reference)] if moved else [])]
    rows = [{"label": _("Day and time"), "value": present.when(start, end)},
            {"label": _("Where"), "value": place(found)}]  # fmt: skip
    if found.said.deposit and not moved:
        rows.append({"label": _("Deposit"), "value": present.deposit(found.said.deposit)})
    if moved:
        rows.insert(0, {"label": _("Until now"), "value": present.when(moved.start, moved.end)})
    context = {
        "service": found.names,
        "rows": rows,
        "carried": carried,
        "form": () if moved else form,
        "declaration": _(
            "You can see, move or cancel it on your page at any time. If you cannot come, please cancel: somebody else is waiting."
        ),
        "submit_label": _("Move it") if moved else _("Book this time"),
        "back_url": reverse("web:book_days", args=[found.code]) + query(moved.reference if moved else ""),
    }
    return render(request, "web/check.html", context, status=422 if form.errors else 200)


def full(request: HttpRequest, found: ResourceView, slot: str) -> HttpResponse:
    context = {
        "title": _("This time is full"),
        "lead": _(
            "%(what)s, %(when)s. Join the waiting list: if somebody cancels, we keep the place for you and tell you at once."
        )
        % {"what": found.names.show(), "when": present.when(*slot_of(slot))},
        "form": forms.Form(),
        "carried": [("slot", slot), ("wait", "1")],
        "submit_label": _("Join the waiting list"),
        "back_url": reverse("web:book_days", args=[found.code]),
    }
    return render(request, "web/question.html", context)


def wait(request: HttpRequest, actor: Actor, wanted: Wanted) -> HttpResponse:
    limits.count(request, "book", times=30, minutes=10)
    try:
        actions.wait(actor=actor, now=clock.now(), wanted=wanted)
    except Refused as refused:
        notices.error(request, refused.show())
        return redirect("web:book_days", wanted.resource)
    notices.success(request, _("You are on the list. We tell you as soon as a place comes free."))
    return redirect("web:bookings")


@require_POST
@signed_in_person
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actions.leave(actor=session.actor_or_404(request), now=clock.now(), entry=uuid)
    notices.success(request, _("You are no longer on the list."))
    return redirect("web:bookings")


@never_cache
@signed_in_person
def own(request: HttpRequest) -> HttpResponse:
    actor, now = session.actor_or_404(request), clock.now()
    context = {
        "bookings": list(map(present.item, queries.own_bookings(actor, now=now))),
        "waiting": list(map(present.waiting, queries.own_waiting(actor, now=now))),
        "back_url": reverse("web:my"),
    }
    return render(request, "web/booking/own.html", context)


@never_cache
@require_safe
def booking(request: HttpRequest, reference: str) -> HttpResponse:
    found = own_or_404(request, reference)
    now = clock.now()
    context = {
        "booking": present.page(found, now, place(found.resource)),
        "bill": fees.deposit(found.uuid, now),
        "back_url": reverse("web:bookings"),
    }
    return render(request, "web/booking/booking.html", context)


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    found = own_or_404(request, reference)
    try:
        actions.confirm(actor=session.actor_or_404(request), now=clock.now(), reference=found.reference)
        notices.success(request, _("Confirmed. The place is yours."))
    except Refused as refused:
        notices.error(request, refused.show())
    return redirect("web:booking", found.reference)


@never_cache
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """The first tap asks, the second gives the place back."""
    found = own_or_404(request, reference)
    if request.method == "POST":
        try:
            actions.cancel(actor=session.actor_or_404(request), now=clock.now(), reference=found.reference)
            notices.success(request, _("Cancelled. Thank you: the place goes to somebody else."))
        except Refused as refused:
            notices.error(request, refused.show())
        return redirect("web:booking", found.reference)
    context = {
        "title": _("Cancel this booking?"),
        "lead": f"{found.resource.names.show()} · {present.when(found.start, found.end)}",
        "form": forms.Form(),
        "submit_label": _("Yes, cancel it"),
        "back_url": reverse("web:booking", args=[found.reference]),
    }
    return render(request, "web/question.html", context)


@never_cache
@require_safe
def ics(request: HttpRequest, reference: str) -> HttpResponse:
    """For the calendar of a telephone; names nobody."""
    found, now = own_or_404(request, reference), clock.now()
    event = Event(
        found.uuid, found.start, found.end, found.resource.names.show(), place(found.resource), found.reference,
        f"{settings.KORAT.address}/b/{found.reference}", cancelled=found.state == "cancelled",
        sequence=int((now - found.made_at).total_seconds()) // 60,
    )  # fmt: skip
    response = HttpResponse(calendar(event, now), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    return response


def own_or_404(request: HttpRequest, reference: str) -> BookingView:
    """Who comes by the link of a message signs in first; an outsider finds nothing."""
    actor = session.actor(request)
    if actor is None:
        raise SignInFirst
    return queries.booking_by_reference(actor, ids.parse_reference(reference) or "")


def bookable(request: HttpRequest, code: str) -> ResourceView:
    """What can be booked by itself; what only a service books is shown to whom moves such a booking."""
    found = queries.resource(code)
    if not found.said.by_itself and not moving(request):
        raise NotFound()
    return found


def moving(request: HttpRequest) -> str:
    """The booking that is to have another time."""
    return ids.parse_reference(request.POST.get("move") or request.GET.get("move", "")) or ""


def back_of(request: HttpRequest) -> str:
    return reverse("web:booking", args=[moving(request)]) if moving(request) else reverse("web:book")


def query(move: str, **more: str) -> str:
    said = {**({"move": move} if move else {}), **more}
    return f"?{urlencode(said)}" if said else ""


def place(found: ResourceView) -> str:
    return words.place(found.said.place) or words.office(found.office)


def lent(actor: Actor) -> list[tuple[str, str]]:
    """For whom the reader may book: whoever gave them a mandate to file."""
    held = people.mandates_of(actor, clock.now())
    return [(str(one.grant.uuid), one.name) for one in held if "case.file" in one.grant.purposes]


def concerned(actor: Actor, behalf: str) -> int | None:
    found = (
        next((one for one in people.mandates_of(actor, clock.now()) if str(one.grant.uuid) == behalf), None)
        if behalf
        else None
    )
    return found.grant.subject if found else None
