"""The counter's queue: taking a number, calling it, and the board that everyone in the hall reads."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import etag, require_http_methods, require_safe

from korat.blocks.bookings import actions, queries
from korat.blocks.bookings.values import CounterView
from korat.blocks.people import queries as people
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.kernel.language import current
from korat.web import limits, session
from korat.web.forms import once
from korat.web.signin import official


@require_safe
def board(request: HttpRequest, office: str) -> HttpResponse:
    """What hangs on the wall: numbers and windows, in letters that one reads from the last chair."""
    context = {
        **shown(office),
        "part_url": reverse("web:queue_now", args=[office]),
        "take_url": reverse("web:queue_take", args=[office]),
    }
    return render(request, "web/booking/board.html", context)


def stand(_request: HttpRequest, office: str) -> str:
    """The same numbers make the same mark: a board that asks each few seconds is mostly told "as before"."""
    said = "|".join(f"{one.resource.code}:{one.waiting}:{one.called}" for one in queries.display(office, clock.now()))
    return f'"{current()}-{sha256(said.encode()).hexdigest()[:24]}"'


@require_safe
@etag(stand)
def now(request: HttpRequest, office: str) -> HttpResponse:
    """The changing part of the board alone."""
    response = render(request, "web/booking/board_now.html", shown(office))
    response["Cache-Control"] = "no-cache"
    return response


def shown(office: str) -> dict[str, object]:
    found = people.organisation(office)
    if found is None:
        raise NotFound
    counters = [counter(one) for one in queries.display(office, clock.now())]
    return {"office": found.names, "counters": counters, "open": not all(one["shut"] for one in counters)}


def counter(one: CounterView) -> dict[str, object]:
    return {
        "names": one.resource.names,
        "code": one.resource.code,
        "called": [{"label": label, "window": window} for label, window in one.called],
        "waiting": one.waiting,
        "shut": one.shut,
    }


@never_cache
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, office: str) -> HttpResponse:
    """The kiosk: one large button for each counter. Nobody needs to say who they are."""
    if request.method == "POST":
        limits.count(request, "ticket", times=120, minutes=10)
        chosen = request.POST.get("counter", "")
        if chosen not in {one.code for one in queries.counters(office)}:
            raise NotFound
        try:
            found = actions.take_ticket(now=clock.now(), counter=chosen, key=once(request.POST))
            return redirect("web:queue_ticket", found.uuid)
        except Refused as refused:
            notices.error(request, refused.show())
    return render(request, "web/booking/kiosk.html", {**shown(office), "key": ids.uuid7().hex})


@never_cache
@require_safe
def ticket(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The paper in the hand, or on the telephone: the number, how many are ahead, where it is called."""
    found = queries.own_ticket(uuid)
    office = people.organisation_by_id(found.resource.office)
    context = {
        "ticket": found,
        "counter": found.resource.names,
        "office": office.names if office else "",
        "board_url": reverse("web:queue", args=[office.code]) if office else "",
        "take_url": reverse("web:queue_take", args=[office.code]) if office else "",
    }
    return render(request, "web/booking/ticket.html", context)


@never_cache
@official
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Who serves at a window calls the next number; whom they called before is served by that."""
    actor = session.official_or_404(request)
    state = queries.queue_of(actor, code, clock.now())
    window = window_of(request, state)
    if request.method == "POST":
        answer(request, code, window)
        return redirect(f"{reverse('web:desk_queue', args=[code])}?window={window}")
    windows = state.resource.said.queue.windows if state.resource.said.queue else 1
    called = next((label for label, at in state.called if at == window), "")
    context = {
        "counter": counter(state),
        "window": window,
        "windows": [{"number": one, "url": f"?window={one}", "here": one == window} for one in range(1, windows + 1)],
        "called": called,
        "back_url": reverse("web:desk_bookings"),
    }
    return render(request, "web/booking/call.html", context)


def answer(request: HttpRequest, code: str, window: int) -> None:
    actor, moment = session.official_or_404(request), clock.now()
    if "missed" in request.POST:
        actions.miss(actor=actor, now=moment, counter=code, window=window)
    if actions.call_next(actor=actor, now=moment, counter=code, window=window) is None:
        notices.info(request, _("Nobody waits."))


def window_of(request: HttpRequest, state: CounterView) -> int:
    asked = request.POST.get("window") or request.GET.get("window", "1")
    windows = state.resource.said.queue.windows if state.resource.said.queue else 1
    return min(max(int(asked), 1), windows) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
