"""The office's side: a day of what it lends, who came, closing a stretch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.values import BookingView, ResourceView
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.kernel.phone import show_phone
from korat.web import session
from korat.web.booking import present
from korat.web.booking.behalf import slip_url
from korat.web.booking.forms import CloseForm, day_of
from korat.web.present import fees
from korat.web.signin import official

VERBS: Mapping[str, Callable[..., None]] = {
    "arrive": actions.arrive,
    "finish": actions.finish,
    "stay_away": actions.stay_away,
    "cancel": actions.cancel,
}


@never_cache
@official
def lent(request: HttpRequest) -> HttpResponse:
    """What the actor's offices lend; with the queue beside it where there are tickets."""
    actor = session.official_or_404(request)
    found = queries.reached(actor)
    if not found:
        raise NotFound
    doors = [*moved_door(actor), *(door for one in found for door in doors_of(one))]
    return render(request, "web/doors.html", {"doors": doors, "back_url": reverse("web:desk")})


def moved_door(actor: Actor) -> list[dict[str, str]]:
    """Only when a closed day has moved somebody."""
    count = len(queries.displaced(actor, clock.now()))
    label = _("Moved by a closed day: %(count)d") % {"count": count}
    return [{"url": reverse("web:desk_moved"), "icon": "calendar-off", "label": label}] if count else []


def doors_of(one: ResourceView) -> list[dict[str, str]]:
    names = one.names.show()
    found = [{"url": reverse("web:desk_day", args=[one.code]), "icon": one.said.icon, "label": names}]
    if one.said.queue:
        label = _("Queue: %(counter)s") % {"counter": names}
        found.append({"url": reverse("web:desk_queue", args=[one.code]), "icon": "ticket", "label": label})
    return found


@never_cache
@official
def day(request: HttpRequest, code: str) -> HttpResponse:
    """A day of one resource, in the order of the clock. No name stands here: each booking opens by itself."""
    actor, now = session.official_or_404(request), clock.now()
    today = clock.local(now, catalog.zone()).date()
    wanted = day_of(request.GET.get("day", today.isoformat()))
    rows = queries.day_list(actor, code, wanted)
    context = {
        "resource": queries.resource(code).names,
        "day": present.day_name(wanted),
        "rows": [row(code, one) for one in rows],
        "closures": [closure(one) for one in queries.closures(actor, code, wanted)],
        "earlier_url": f"?day={wanted - timedelta(days=1)}",
        "later_url": f"?day={wanted + timedelta(days=1)}",
        "today_url": "" if wanted == today else "?",
        "for_url": reverse("web:desk_for", args=[code]) if queries.resource(code).said.by_itself else "",
        "close_url": f"{reverse('web:desk_close', args=[code])}?day={wanted}",
        "back_url": reverse("web:desk_bookings"),
    }
    return render(request, "web/booking/desk_day.html", context)


def row(code: str, one: BookingView) -> dict[str, Any]:
    return {
        "when": present.times(one.resource, one.slot),
        "reference": one.reference,
        "url": reverse("web:desk_booking", args=[code, one.reference]),
        "seats": one.seats if one.resource.said.seats_most > 1 else "",
        "state": present.state(one),
    }


def closure(one: Any) -> dict[str, Any]:
    return {
        "when": present.when(one.start, one.end),
        "reason": one.reason,
        "open_url": reverse("web:desk_reopen", args=[one.uuid]),
    }


@never_cache
@official
def booking(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One booking with what the person wrote: opening it is a look that they will read of."""
    actor, known = session.official_or_404(request), known_reference(reference)
    if request.method == "POST":
        return changed(request, actor, code, known)
    found, words = queries.opened(actor, known, clock.now())
    said = [{"label": _("What it is for"), "value": words.note or _("nothing was written")}]
    if words.phone:
        said.append({"label": _("Telephone"), "value": show_phone(words.phone), "url": f"tel:{words.phone}"})
    context = {
        "booking": present.item(found),
        "rows": said,
        "bill": fees.deposit(found.uuid, clock.now()),
        "moves": moves(found),
        "slip_url": slip_url(known),
        "move_url": f"{reverse('web:desk_for', args=[code])}?move={known}" if found.active else "",
        "key": ids.uuid7().hex,
        "back_url": day_url(code, clock.local(found.start, catalog.zone()).date()),
    }
    return render(request, "web/booking/desk_booking.html", context)


def moves(found: BookingView) -> list[dict[str, str]]:
    """What can be written down now; the first is the usual one."""
    now = clock.now()
    wanted = {
        "arrive": (_("They came"), found.state in ("held", "booked", "no_show")),
        "finish": (_("Finished"), found.state == "arrived"),
        "stay_away": (_("They did not come"), found.state == "booked" and now >= found.start),
        "cancel": (_("Cancel and tell them"), found.active and now < found.end),
    }
    return [{"verb": verb, "label": label} for verb, (label, open_now) in wanted.items() if open_now]


def changed(request: HttpRequest, actor: Actor, code: str, reference: str) -> HttpResponse:
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        verb(actor=actor, now=clock.now(), reference=reference)
        notices.success(request, _("Done. Everyone concerned can see it."))
    except Refused as refused:
        if isinstance(refused, NotFound):
            raise
        notices.error(request, refused.show())
    return redirect("web:desk_day", code)


@never_cache
@official
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a day or a part of it: whoever had booked it is moved or offered another time, and told."""
    actor, now = session.official_or_404(request), clock.now()
    found = queries.resource(code)
    if found.id not in {one.id for one in queries.reached(actor)}:
        raise NotFound
    wanted = day_of(request.GET.get("day", clock.local(now, catalog.zone()).date().isoformat()))
    form = CloseForm(request.POST or None, initial={"day": wanted})
    if request.method == "POST" and form.is_valid():
        start, end = form.stretch(catalog.zone())
        try:
            actions.close(actor=actor, now=now, resource=code, start=start, end=end, reason=form.cleaned_data["reason"])
            notices.success(request, _("Closed. Everyone who had booked is told and has another time."))
            return redirect(day_url(code, form.cleaned_data["day"]))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "title": _("Close %(what)s") % {"what": found.names.show()},
        "lead": _(
            "Bookings of that time move to the nearest free time or are offered it. Everyone concerned gets a message at once."
        ),
        "form": form,
        "submit_label": _("Close this time"),
        "back_url": day_url(code, wanted),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


@require_POST
@official
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actions.reopen(actor=session.official_or_404(request), now=clock.now(), closure=uuid)
    notices.success(request, _("Open again. Whoever was moved stays where they are."))
    return redirect("web:desk_bookings")


def day_url(code: str, day: date) -> str:
    return f"{reverse('web:desk_day', args=[code])}?day={day}"


def known_reference(reference: str) -> str:
    found = ids.parse_reference(reference)
    if found is None:
        raise NotFound
    return found
