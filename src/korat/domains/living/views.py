"""Ask for a service, report a problem: what the service asks, page by page → check → reference number."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from korat.blocks.cases import actions
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.documents import actions as documents
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.domains.living import pages
from korat.domains.living.asked import FILE, HANDLE, OUTSIDE, FilesForm
from korat.domains.living.forms import Lent
from korat.domains.living.near import chosen
from korat.domains.living.report import ANOTHER, PROPOSED, SEVERAL, STEPS, Draft
from korat.kernel import clock, ids
from korat.kernel.errors import Refused
from korat.kernel.phone import show_phone
from korat.web import limits, session
from korat.web.forms import once
from korat.web.middleware import actors

# The session keeps the key of an unnamed reporter beside the right it gives: reloaded or printed later, the page still has it.
SLIP = "slip"


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """A page of the report. The browser's way back finds it again: it holds what was typed there and nothing else. Who is
    signed in may read their own name and number on it, so of theirs nothing is kept."""
    response = asked(request, code)
    if session.named(request) is None:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        add_never_cache_headers(response)
    return response


def asked(request: HttpRequest, code: str) -> HttpResponse:
    """One address for all pages of the report; `step` says which one was just answered, `go` which one to ask again."""
    service = service_or_404(code)
    if request.method == "GET":
        draft = fresh(request, service)
        return ask(request, draft, draft.steps[0])
    draft = Draft(service, chosen(copy(request.POST)), request.FILES, known_contact(request), lent(request))
    return wanted(request, draft) or send(request, draft)


def wanted(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """The page that was asked for, or the next after the one that was answered; None on the last."""
    go, step = request.POST.get("go"), request.POST.get("step", "")
    if go == "near":
        return offer(request, draft)
    if go == SEVERAL:
        return proposed(request, draft)
    if go in draft.steps:
        return ask(request, draft, go)
    if step == PROPOSED:
        return decided(request, draft)
    return answered(request, draft, step) if step in draft.steps else None


class Filing(TypedDict):
    """What opening and following have in common."""

    actor: Actor | None
    now: datetime
    request: Request
    key: str
    behalf: UUID | None


def service_or_404(code: str) -> ServiceDefinition:
    service = catalog.service(code)
    if service is None or service.domain != "living" or "web" not in service.channels:
        raise Http404
    return service


def fresh(request: HttpRequest, service: ServiceDefinition) -> Draft:
    data = request.GET.copy()
    kept, thing = data.get("category", ""), places.fixture(data.get("pole", "")) if data.get("pole") else None
    after = ids.parse_reference(data.get("after", ""))
    data.clear()
    data["key"] = ids.uuid7().hex
    if service.category(kept):
        data["category"] = kept
    if thing:
        data["pole"], data["inside"] = thing.number, places.jurisdiction_of(thing.place) or OUTSIDE
    if after:
        data["description"] = _("Earlier report: %(reference)s") % {"reference": after}
    return Draft(service, data, request.FILES, {})


def answered(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """Check one page's answers; go on to the next page, to the stop sign, or stay with what is wrong."""
    form = draft.form(step)
    if not form.is_valid():
        return ask(request, draft, step, form)
    if step == "photo" and (refused := take_photo(draft)):
        form.add_error("photo", refused.show())
        return ask(request, draft, step, form)
    if isinstance(form, FilesForm) and not take_files(draft, form):
        return ask(request, draft, step, form)
    if step == "details" and (dangers := draft.dangers()):
        return render(request, "web/stop.html", pages.stop(draft, dangers), status=200)
    if step == "details" and draft.proposals():
        return proposed(request, draft)
    if step == "kind" and not draft.data.get("follow") and draft.offers:
        return offer(request, draft)
    return onward(request, draft, step)


def proposed(request: HttpRequest, draft: Draft) -> HttpResponse:
    return render(request, "web/kind.html", pages.proposal(draft))


def onward(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    following = draft.steps.index(step) + 1
    if "checked" in draft.data or following == len(draft.steps):
        return check(request, draft)
    return ask(request, draft, draft.steps[following])


def decided(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The person kept the kind or took another one, which has questions of its own."""
    kept = draft.category is not None and draft.data.get(PROPOSED) == draft.category.code
    return onward(request, draft, "details") if kept else answered(request, draft, "kind")


def take_photo(draft: Draft) -> Refused | None:
    """Take in the photograph at once; the pages then carry its handle only."""
    file = draft.files.get("photo")
    if file is None:
        return None
    try:
        received = documents.receive(file=file, name=file.name or "", now=clock.now())
    except Refused as refused:
        return refused
    draft.data["handle"] = received.handle
    for name, value in pages.offered_place(received.gps).items():
        draft.data[name] = value
    return None


def take_files(draft: Draft, form: FilesForm) -> bool:
    """The same for evidence: the pages carry the handles. False when a file was refused; the form says why."""
    for code, file in form.uploads():
        try:
            received = documents.receive_evidence(file=file, name=file.name or "", now=clock.now())
        except Refused as refused:
            form.add_error(FILE + code, refused.show())
        else:
            draft.data[HANDLE + code] = received.handle
    return form.is_valid()


def ask(request: HttpRequest, draft: Draft, step: str, form: Any = None) -> HttpResponse:
    context = pages.question(draft, step, form or draft.form(step, blank=True))
    return render(request, "web/question.html", context, status=422 if form is not None else 200)


def offer(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What stands or was reported close by. It stops nobody: one touch goes on with a report of one's own."""
    return render(request, "web/near.html", pages.offer(draft))


def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    draft.data["checked"] = "1"
    wrong = draft.unfinished()
    if wrong:
        return ask(request, draft, wrong, draft.form(wrong))
    return render(request, "web/check.html", pages.check(draft))


def send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Open the case. The same `key` twice gives the same answer: a double click or a reload makes no twin."""
    if (wrong := draft.unfinished()) or draft.dangers():
        return answered(request, draft, wrong or "details")
    limits.count(request, "report", times=30, minutes=10)
    try:
        opened = file(request, draft)
    except Refused as refused:
        notices.error(request, refused.show())
        # What was to be followed may be gone: then it becomes a report of its own, with all that was typed.
        draft.data["follow"] = ANOTHER
        return check(request, draft)
    if opened.follow_key and (reporter := people.actor_of(opened.subject)):
        actors.follow(request, reporter)
        request.session[SLIP] = dict.fromkeys((opened.reference, *opened.also), opened.follow_key)
    return redirect("living:sent", opened.reference)


def file(request: HttpRequest, draft: Draft) -> Opened:
    """Follow the report that was chosen, or open one of one's own, or one for each kind that was told of."""
    given: Filing = {
        "actor": session.named(request),
        "now": clock.now(),
        "request": draft.request("web"),
        "key": once(draft.data),
        "behalf": draft.behalf,
    }
    if draft.following:
        return actions.follow(reference=draft.following, **given)
    return actions.open_several(also=draft.also, **given) if draft.also else actions.open_case(**given)


@never_cache
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation, with the key of an unnamed reporter as long as the session in which they reported lasts."""
    actor, face = session.actor_or_404(request), cases.case_face(reference)
    # Who filed it, for oneself or under a mandate: facts alone stand here.
    if face is None or not any(grant.subject == face.subject for grant in actor.grants):
        raise Http404
    key = request.session.get(SLIP, {}).get(reference)
    return render(request, "web/confirmation.html", pages.confirmation(face, key, cases.linked_to(actor, face)))


def lent(request: HttpRequest) -> Lent:
    """For whom the reader may report: whoever gave them a mandate to file."""
    actor = session.named(request)
    if actor is None:
        return ()
    return [
        (str(one.grant.uuid), one.name)
        for one in people.mandates_of(actor, clock.now())
        if "case.file" in one.grant.purposes
    ]


def leads_to_contact(step: str, follows: bool) -> bool:
    """Whether the page after this one may ask how to reach the person."""
    return step in STEPS[STEPS.index("details") :] or (step == "kind" and follows)


def known_contact(request: HttpRequest) -> dict[str, Any]:
    """A signed-in person need not type name and number again."""
    actor = session.named(request)
    if actor is None or not leads_to_contact(request.POST.get("step", ""), bool(request.POST.get("follow"))):
        return {}
    own = people.person_private(actor, actor.subject, clock.now())
    return (
        {"name": own.names.show(), "phone": show_phone(own.phone) if own.phone else "", "email": own.email}
        if own
        else {}
    )
