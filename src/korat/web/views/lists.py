"""The list of a desk: many cases at once, filters kept under a name, the list as a file, a crew's sheet of the day."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from korat.blocks.cases import actions, queries
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import many, session
from korat.web.forms import once
from korat.web.link_forms import LeadForm
from korat.web.present import filters, sheet, spreadsheet
from korat.web.signin import official


@never_cache
@official
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Mark, choose what to do, say the words once; each case then answers for itself."""
    actor, now = session.official_or_404(request), clock.now()
    chosen = many.chosen(actor, request.POST if request.method == "POST" else request.GET, now)
    if request.GET.get("move") == many.JOIN:
        return redirect(f"{reverse('web:join_marked')}?{urlencode({'case': chosen.named}, doseq=True)}")
    if request.method == "GET" or chosen.shared is None:
        return render(request, "web/together.html", many.page(chosen))
    form = many.form(chosen, request.POST)
    if form is None or not form.is_valid():
        return render(request, "web/together.html", many.page(chosen, form), status=422)
    try:
        outcomes = actions.move_many(
            actor=actor, now=now, code=chosen.shared.move.code, versions=chosen.versions, given=form.given(()),
            key=once(request.POST),
        )  # fmt: skip
    except Refused as refused:
        notices.error(request, refused.show())
        return render(request, "web/together.html", many.page(chosen, form), status=refused.status)
    left = many.left_out(chosen, chosen.versions)
    return render(request, "web/together_done.html", many.result(chosen.shared.move.names, outcomes, left))


@never_cache
@official
@require_http_methods(["GET", "POST"])
def join_marked(request: HttpRequest) -> HttpResponse:
    """Choose which of the marked reports leads; each of the others joins it or says why not."""
    actor, now = session.official_or_404(request), clock.now()
    chosen = many.chosen(actor, request.POST if request.method == "POST" else request.GET, now)
    if len(chosen.cases) < 2:
        return render(request, "web/together.html", many.page(chosen))
    form = LeadForm(chosen.cases, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "web/question.html", many.join_page(chosen, form), status=422 if form.errors else 200)
    lead = form.cleaned_data["lead"]
    outcomes = actions.join_many(
        actor=actor, now=now, into=lead, references=chosen.named, key=once(request.POST),
        reason=form.cleaned_data.get("reason", ""),
    )  # fmt: skip
    label = _("Joined to %(reference)s") % {"reference": lead}
    return render(request, "web/together_done.html", many.result(label, outcomes))


@never_cache
@official
@require_GET
def list_tools(request: HttpRequest) -> HttpResponse:
    """What can be done with the list as the filters leave it: keep them, or take it as a file."""
    actor = session.official_or_404(request)
    form = filters.queue_form(QueryDict(filters.kept_query(request.GET)))
    context = {
        "said": filters.said(form),
        "query": list(form.data.items()),
        "own": [one for one in queries.saved_filters(actor) if one.own],
        "back_url": f"{reverse('web:desk')}?{filters.kept_query(request.GET)}",
    }
    return render(request, "web/list_tools.html", context)


@official
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filters that the list shows under a name, for oneself or for the office."""
    query = filters.kept_query(request.POST)
    try:
        actions.save_filter(
            actor=session.official_or_404(request), now=clock.now(), name=request.POST.get("name", ""), query=query,
            shared="shared" in request.POST,
        )  # fmt: skip
        notices.success(request, _("The filter is kept. You find it above the list."))
    except Refused as refused:
        notices.error(request, refused.show())
    return redirect(f"{reverse('web:desk')}?{query}")


@official
@require_POST
def drop_filter(request: HttpRequest, id: int) -> HttpResponse:
    actions.drop_filter(actor=session.official_or_404(request), now=clock.now(), id=id)
    notices.success(request, _("The filter is gone."))
    return redirect("web:desk")


@official
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as the filters leave it, as a file; that it was taken is an act."""
    actor, now = session.official_or_404(request), clock.now()
    form = filters.queue_form(QueryDict(filters.kept_query(request.POST)))
    wanted = filters.queue_filter(form)
    actions.record_export(actor=actor, now=now, wanted=wanted)
    cases = queries.all_lines(actor, wanted, now=now)
    lines = spreadsheet.lines(cases, filters.said(form), filters.who(actor), now)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reports-{timezone.localtime(now):%Y%m%d-%H%M}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@official
@require_GET
def job_sheet(request: HttpRequest) -> HttpResponse:
    """The day's work of a crew in the order to drive, on the screen or printed on A4."""
    actor, now = session.official_or_404(request), clock.now()
    if not actor.reach("case.repair"):
        return redirect("web:desk")
    return render(request, "web/sheet.html", sheet.page(actor, queries.job_sheet(actor, now=now), now))
