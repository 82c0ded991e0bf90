"""An officer books for somebody at the counter or on the telephone: day, time, who, read back, and a slip with a QR."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as notices
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.values import BookingView, ResourceView, Wanted, Words
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions as people
from korat.blocks.people.actions.authority import RESOLVE
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.booking import present
from korat.web.booking.forms import ForForm, SlotForm, day_of, slot_of
from korat.web.booking.views import ahead, moving, place, query
from korat.web.forms import once
from korat.web.grant_forms import kind_of
from korat.web.present import fees
from korat.web.signin import official
from korat.web.views.grants import carried

SLIP = "korat.booking.slip"


@never_cache
@official
@require_safe
def days(request: HttpRequest, code: str) -> HttpResponse:
    _actor, found = lent_or_404(request, code)
    shown, later = ahead(request, found)
    context = {
        "resource": present.resource(found),
        "days": present.days(found, shown, query(moving(request)), to="web:desk_for_day"),
        "later_url": later,
        "move": moving(request),
        "back_url": reverse("web:desk_day", args=[code]),
    }
    return render(request, "web/booking/days.html", context)


@never_cache
@official
@require_safe
def day(request: HttpRequest, code: str, day: str) -> HttpResponse:
    (_actor, found), wanted = lent_or_404(request, code), day_of(day)
    slots = [one for one in queries.slots_of_day(found, wanted, clock.now()) if one.free]
    context = {
        "resource": present.resource(found),
        "day": present.day_name(wanted),
        "form": SlotForm(found, slots),
        "empty": not any(one.bookable for one in slots),
        "action": reverse("web:desk_for_check", args=[code]),
        "carried": [("move", moving(request))] if moving(request) else [],
        "back_url": reverse("web:desk_for", args=[code]) + query(moving(request)),
    }
    return render(request, "web/booking/day.html", context)


@never_cache
@official
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Who it is and how they reach us; read back to them; then booked."""
    actor, found = lent_or_404(request, code)
    slot = (request.POST or request.GET).get("slot", "")
    if not slot:
        notices.error(request, _("Please choose a time."))
        return redirect("web:desk_for", code)
    if moving(request):
        return another_time(request, actor, found, slot)
    form = ForForm(found.said, request.POST or None, finds=finds(actor))
    if request.method == "POST" and form.is_valid():
        if "sure" not in request.POST:
            return read_back(request, found, slot, form)
        try:
            return redirect(slip_url(booked(request, actor, found, slot, form)))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    return ask(request, found, slot, form)


def ask(request: HttpRequest, found: ResourceView, slot: str, form: ForForm) -> HttpResponse:
    context = {
        "title": _("Book for somebody"),
        "lead": f"{found.names.show()} · {present.when(*slot_of(slot))}",
        "form": form,
        "carried": [("slot", slot)],
        "back_url": reverse("web:desk_for", args=[found.code]),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def read_back(request: HttpRequest, found: ResourceView, slot: str, form: ForForm) -> HttpResponse:
    context = {
        "heading": _("Please read this back"),
        "service": found.names,
        "rows": [
            {"label": _("Day and time"), "value": present.when(*slot_of(slot))},
            {"label": _("Where"), "value": place(found)},
            *form.said(),
            *([{"label": _("Deposit"), "value": present.deposit(found.said.deposit)}] if found.said.deposit else []),
        ],
        "carried": [*carried(request), ("sure", "1"), ("key", ids.uuid7().hex)],
        "declaration": _(
            "They are here or on the telephone and agreed. A person who is found by the number is told at once."
        ),
        "submit_label": _("They agreed. Book it"),
        "back_url": reverse("web:desk_for", args=[found.code]),
    }
    return render(request, "web/check.html", context)


def booked(request: HttpRequest, actor: Actor, found: ResourceView, slot: str, form: ForForm) -> str:
    given, now = form.cleaned_data, clock.now()
    made = actions.book_for(
        actor=actor, now=now, key=once(request.POST), channel=given["channel"],
        wanted=Wanted(found.code, *slot_of(slot), given.get("seats") or 1),
        person=person_of(actor, given["number"]) if given.get("number") else None,
        words=Words(given["note"], given["phone"]),
    )  # fmt: skip
    return made.reference


def person_of(actor: Actor, number: str) -> int:
    found = people.resolve(actor=actor, number=number, kind=kind_of(number), now=clock.now())
    if found is None:
        raise NotFound(
            "ไม่พบผู้ใช้หมายเลขนี้ ตรวจหมายเลข หรือเว้นว่างไว้แล้วจองให้โดยไม่ระบุชื่อ",
            "Nobody here has this number. Check it, or leave it empty and book without a name.",
            field="number",
        )
    return found


def another_time(request: HttpRequest, actor: Actor, found: ResourceView, slot: str) -> HttpResponse:
    """The office moves a booking: asked for by whose it is, who is told of the new time."""
    reference, wanted = moving(request), Wanted(found.code, *slot_of(slot))
    if request.method == "POST":
        try:
            actions.move(actor=actor, now=clock.now(), reference=reference, wanted=wanted)
            notices.success(request, _("Moved. They are told of the new time."))
            return redirect(slip_url(reference))
        except Refused as refused:
            notices.error(request, refused.show())
    context = {
        "heading": _("Please read this back"),
        "service": found.names,
        "rows": [{"label": _("Number"), "value": reference},
                 {"label": _("New day and time"), "value": present.when(wanted.start, wanted.end)}],
        "carried": [("slot", slot), ("move", reference)],
        "declaration": _("They asked for it or agreed. They are told at once."),
        "submit_label": _("Move it"),
        "back_url": reverse("web:desk_for", args=[found.code]) + query(reference),
    }  # fmt: skip
    return render(request, "web/check.html", context)


def finds(actor: Actor) -> bool:
    """Whose post may look a person up by a number; others book without a name."""
    return any(one.subject is None and set(RESOLVE) & set(one.purposes) for one in actor.grants)


def lent_or_404(request: HttpRequest, code: str) -> tuple[Actor, ResourceView]:
    """What the actor's office lends by itself, or whose time it may change."""
    actor = session.official_or_404(request)
    found = next((one for one in queries.reached(actor) if one.code == code), None)
    if found is None or not (found.said.by_itself or moving(request)):
        raise NotFound
    return actor, found


def slip_url(reference: str) -> str:
    return reverse("web:booking_slip", args=[signing.dumps(reference, salt=SLIP)])


@never_cache
@require_safe
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """What the paper says, for whoever holds it: what and when, nobody's name."""
    try:
        found = queries.booking_of_slip(signing.loads(token, salt=SLIP))
    except signing.BadSignature:
        raise NotFound from None
    context = {
        "booking": {
            **present.item(found),
            "why": present.why(found),
            "rows": present.rows(found, place(found.resource)),
        },
        "qr": fees.qr(f"{settings.KORAT.address}{slip_url(found.reference)}"),
        "bill": fees.deposit(found.uuid, clock.now()),
        "own_url": own_url(request, found),
        "back_url": desk_url(request, found),
    }
    return render(request, "web/booking/slip.html", context)


def desk_url(request: HttpRequest, found: BookingView) -> str:
    """Back to the day's list, for whose office lends it."""
    actor = session.actor(request)
    lends = actor and any(one.code == found.resource.code for one in queries.reached(actor))
    day = timezone.localdate(found.start)
    return f"{reverse('web:desk_day', args=[found.resource.code])}?day={day}" if lends else ""


def own_url(request: HttpRequest, found: BookingView) -> str:
    actor = session.actor(request)
    return reverse("web:booking", args=[found.reference]) if actor and actor.subject == found.subject else ""
