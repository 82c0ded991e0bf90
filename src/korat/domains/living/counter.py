"""A clerk takes in a report: from a call, at the counter, off a letter. The same questions, read back, and a slip with the key."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from functools import partial
from typing import TypedDict
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from korat.blocks.cases import actions
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import Opened, Request
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.documents.papers import actions as documents
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.actions.mandates import names_of
from korat.domains.living import pages
from korat.domains.living.near import chosen
from korat.domains.living.report import ANOTHER, CALLER, Draft
from korat.domains.living.views import answered, ask, check, fresh, lent, service_or_404, wanted
from korat.kernel import clock
from korat.kernel.errors import Forbidden, Refused
from korat.web import session
from korat.web.forms import once
from korat.web.present import papers
from korat.web.signin import official
from korat.web.views.counter import witnessed
from korat.web.views.papers import pdf_response

# The keys that this clerk has just handed out, until the browser is closed: to print the slip once more.
SLIPS = "counter-slips"
MOST_SLIPS = 20


class Taking(TypedDict):
    """What opening and following for somebody have in common."""

    actor: Actor
    now: datetime
    request: Request
    key: str
    behalf: UUID | None
    for_caller: bool
    witnessed: UUID | None


def takes_in(actor: Actor) -> bool:
    """Whose post takes in reports for others."""
    return any(grant.kind == "post" and "case.file" in grant.purposes for grant in actor.grants)


def clerk_or_404(request: HttpRequest) -> Actor:
    actor = session.official_or_404(request)
    if not takes_in(actor):
        raise Http404
    return actor


@never_cache
@official
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """One address for all pages, as on the web; the first asks how the report comes."""
    actor, service = clerk_or_404(request), service_or_404(code)
    if request.method == "GET":
        begun = fresh(request, service)
        begun.data["mandate"] = request.GET.get("mandate", "")
        return ask(request, taken(request, service, begun.data, actor), CALLER)
    draft = taken(request, service, chosen(copy(request.POST)), actor)
    return wanted(request, draft) or send(request, draft, actor)


def taken(request: HttpRequest, service: ServiceDefinition, data: QueryDict, actor: Actor) -> Draft:
    """As it stands on the clerk's screen; under a mandate just registered it is for a named person."""
    mandate = witnessed(data.get("mandate", ""), actor)
    whom = partial(name_of_giver, actor, mandate) if mandate else None
    return Draft(service, data, request.FILES, {}, lent(request), first=(CALLER,), whom=whom)


def name_of_giver(actor: Actor, mandate: UUID) -> str:
    """Read in a look that the person can see."""
    found = ledger_read.grant_of_uuid(mandate)
    subject = found.subject if found else None
    names = names_of(actor, "mandate.witness", [subject], clock.now()) if subject else {}
    return names.get(subject or 0, "")


def send(request: HttpRequest, draft: Draft, actor: Actor) -> HttpResponse:
    if (wrong := draft.unfinished()) or draft.dangers():
        return answered(request, draft, wrong or "details")
    try:
        opened = file(draft, actor)
    except Refused as refused:
        notices.error(request, refused.show())
        draft.data["follow"] = ANOTHER
        return check(request, draft)
    slips = dict(list(request.session.get(SLIPS, {}).items())[1 - MOST_SLIPS :])
    request.session[SLIPS] = slips | dict.fromkeys((opened.reference, *opened.also), opened.follow_key)
    return redirect("living:counter_sent", opened.reference)


def file(draft: Draft, actor: Actor) -> Opened:
    """For the caller: a report of their own, or one that follows what somebody told of the same thing."""
    given: Taking = {
        "actor": actor,
        "now": clock.now(),
        "request": draft.request(draft.cleaned(CALLER)["channel"]),
        "key": once(draft.data),
        "behalf": draft.behalf,
        "for_caller": True,
        "witnessed": mandate_for(draft, actor),
    }
    if draft.following:
        return actions.follow(reference=draft.following, **given)
    return actions.open_several(also=draft.also, **given) if draft.also else actions.open_case(**given)


def mandate_for(draft: Draft, actor: Actor) -> UUID | None:
    """None where none was registered; Forbidden when it was, and too long ago: nothing is filed for somebody else instead."""
    token = draft.data.get("mandate", "")
    found = witnessed(token, actor)
    if token and found is None:
        raise Forbidden(
            th="ลงทะเบียนการมอบอำนาจไว้นานเกินไปแล้ว โปรดลงทะเบียนใหม่ ข้อมูลที่กรอกไว้ยังอยู่ครบ",
            en="The mandate was registered too long ago. Please register it anew; all that you typed is still here.",
            code="no_mandate",
        )
    return found


@official
@require_POST
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """The slip of a report taken in for a named person: no key, since it stands on their own page; its QR proves it."""
    actor, face = clerk_or_404(request), cases.case_face(reference)
    if face is None or request.session.get(SLIPS, {}).get(reference, "") is not None:
        raise Http404
    grant = next(one for one in actor.grants if one.kind == "post" and "case.file" in one.purposes)
    made = documents.issue_paper(
        actor=actor, now=clock.now(), issuer=papers.issuer(), kind="slip", office=grant.office, subject=face.subject,
        about=face.uuid, content=papers.taken_in(face), language=papers.language(), purpose="case.file", grant=grant,
        kept=False,
    )  # fmt: skip
    return pdf_response(made.pdf, f"{face.reference}.pdf")


@never_cache
@official
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Number and key to read out, and the slip to print, for whoever took the report in, in this browser."""
    actor = clerk_or_404(request)
    slips, face = request.session.get(SLIPS, {}), cases.case_face(reference)
    if face is None or reference not in slips:
        raise Http404
    shown = pages.confirmation(face, slips[reference], cases.linked_to(actor, face))
    named = {"paper_url": reverse("living:counter_slip", args=[reference]), "paper_label": _("Print the slip (PDF)")}
    shown["next_url"] = reverse("living:counter", args=[face.service.code])
    return render(request, "web/confirmation.html", shown | ({"paper_url": ""} if slips[reference] else named))
