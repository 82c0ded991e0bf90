"""The desk: an office's queue, a crew's work."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.kernel import clock, ids
from korat.web import desk_doors, session
from korat.web.present import faces, filters
from korat.web.signin import official


@official
def desk(request: HttpRequest) -> HttpResponse:
    """The queue of the offices one works for; a crew finds only the work ordered from it."""
    actor, now = session.official_or_404(request), clock.now()
    if reference := ids.parse_reference(request.GET.get("q", "")):
        return redirect("web:case", reference)
    doors = desk_doors.doors(actor)
    if doors and not actor.reach(*queries.AUTHORITIES, "case.repair"):
        return without_cases(request, doors)
    if not actor.reach(*queries.AUTHORITIES):
        rows = faces.listed(queries.crew_queue(actor), now)
        return render(
            request,
            "web/queue.html",
            {"title": _("Work ordered from us"), "rows": rows, "doors": doors, "page": {"total": len(rows)}},
        )
    form = filters.queue_form(request.GET)
    wanted = filters.queue_filter(form)
    page = queries.queue(actor, wanted, now=now, after=request.GET.get("after", ""))
    count = queries.waiting(actor, wanted, now=now)
    context = {
        "title": _("Reports of our office"),
        "lead": filters.narrowed(form)
        or _("Danger stands on top, then what is due first. What waits for its reporter stands last."),
        "filters": form,
        "rows": faces.listed(page.items, now),
        "doors": doors,
        "marks": True,
        "saved": queries.saved_filters(actor),
        "tools_url": f"{reverse('web:list_tools')}?{filters.kept_query(request.GET)}",
        "page": pager(count, page.next, {name: value for name, value in form.cleaned_data.items() if value}),
    }
    return render(request, "web/queue.html", context)


def without_cases(request: HttpRequest, doors: list[dict[str, str]]) -> HttpResponse:
    """The desk of a post that handles no case: straight to its one panel, or a choice of them."""
    if len(doors) == 1:
        return redirect(doors[0]["url"])
    return render(request, "web/doors.html", {"doors": doors})


def pager(count: int, following: str | None, kept: dict[str, object]) -> dict[str, object]:
    many = count > queries.COUNTED
    return {
        "many": f"{queries.COUNTED:,}" if many else None,
        "total": None if many else count,
        # By the clock, not by age: what follows is due later.
        "onward": True,
        "older_url": f"?{urlencode({**kept, 'after': following})}" if following else None,
    }
