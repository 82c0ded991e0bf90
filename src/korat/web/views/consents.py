"""Consents: an office asks, the person answers in two taps, and the office reads what was opened to it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import Conflict, NotFound, Refused
from korat.web import limits, session
from korat.web.consent_forms import AskForm
from korat.web.forms import once
from korat.web.grant_forms import kind_of
from korat.web.present import consents as present
from korat.web.signin import official, signed_in_person
from korat.web.signin.stepup import freshly
from korat.web.views.counter import holding

ASK = "consent.ask"


# The desk


@never_cache
@official
def consents(request: HttpRequest) -> HttpResponse:
    """What people let our posts see now."""
    actor, now = holding(request, ASK), clock.now()
    given = [present.given(one) for one in people.consents_of(actor, now)]
    return render(request, "web/consents.html", {"given": given, "back_url": reverse("web:desk")})


@never_cache
@official
def consent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The reports of who gave this consent, at every office; the list itself is a look."""
    actor, now = holding(request, ASK), clock.now()
    found = next((one for one in people.consents_of(actor, now) if one.grant.uuid == uuid), None)
    if found is None:
        raise NotFound
    faces = cases.shared_cases(actor=actor, consent=uuid, now=now)
    return render(request, "web/consent.html", present.opened(found, faces))


@never_cache
@official
@freshly("consent.ask")
def ask(request: HttpRequest) -> HttpResponse:
    """Whom, why and for how long: by a number, or the reporter of a case that the office handles."""
    actor, reference = holding(request, ASK), request.POST.get("case") or request.GET.get("case", "")
    form = AskForm(request.POST or None, of_case=bool(reference))
    subject = reporter(actor, reference) if reference else None
    if request.method == "POST" and form.is_valid():
        try:
            return asked(request, actor, form, subject)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    back = reverse("web:case", args=[reference]) if reference else reverse("web:consents")
    context = {
        "title": _("Ask for a consent"),
        "lead": _("To read a person's reports at other offices. The person reads your words and is free to say no."),
        "form": form,
        "carried": [("key", once(request.POST)), ("case", reference)],
        "submit_label": _("Send the question"),
        "back_url": back,
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def reporter(actor: Actor, reference: str) -> int:
    found = cases.reporter_of(actor=actor, reference=reference)
    if not ledger_read.is_person(found):
        raise Conflict(
            "ผู้แจ้งเรื่องนี้ไม่ได้บอกชื่อ จึงขอความยินยอมไม่ได้", "Who reported this gave no name, so nobody can be asked.", "unnamed"
        )
    return found


def asked(request: HttpRequest, actor: Actor, form: AskForm, subject: int | None) -> HttpResponse:
    """The answer is the same whether or not anybody has this number."""
    limits.count(request, "consent", times=10, minutes=10)
    now = clock.now()
    actions.ask_consent(
        actor=actor, subject=subject if form.of_case else named(actor, form.cleaned_data["number"]),
        reason=form.cleaned_data["reason"], lasts=form.lasts(), now=now, key=once(request.POST),
        longest=timedelta(days=catalog.profile().privacy.consent_days),
    )  # fmt: skip
    notices.success(
        request,
        _("If this number belongs to one person here, your question is on their page. You see a yes on this list."),
    )
    return redirect("web:consents")


def named(actor: Actor, number: str) -> int | None:
    """Who has this number; nobody also when several share it: to whom the question is put, they would not know."""
    try:
        return actions.resolve(actor=actor, number=number, kind=kind_of(number), now=clock.now())
    except Conflict:
        return None


# The person asked


@never_cache
@signed_in_person
@freshly("grant.give")
def give(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The second tap says yes."""
    actor, asking = question_to(request, uuid)
    if request.method == "POST":
        actions.give_consent(actor=actor, asking=uuid, now=clock.now())
        notices.success(request, _("Done. You see each time they look, and can end it at any time in two taps."))
        return redirect("web:grants")
    return asked_once_more(request, asking, _("Do you agree?"), _("Yes, I agree"))


@never_cache
@signed_in_person
def refuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The second tap says no."""
    actor, asking = question_to(request, uuid)
    if request.method == "POST":
        actions.refuse_consent(actor=actor, asking=uuid, now=clock.now())
        notices.success(request, _("You said no. Nothing was opened, and the office is not told."))
        return redirect("web:grants")
    return asked_once_more(request, asking, _("Say no to this?"), _("No, I do not agree"))


def asked_once_more(request: HttpRequest, asking: people.AskingView, title: str, submit: str) -> HttpResponse:
    said = {"title": title, "form": forms.Form(), "submit_label": submit, "back_url": reverse("web:grants")}
    return render(request, "web/consent_answer.html", present.question(asking) | said)


def question_to(request: HttpRequest, uuid: UUID) -> tuple[Actor, people.AskingView]:
    actor = session.actor_or_404(request)
    found = next((one for one in people.askings_of(actor, clock.now()) if one.uuid == uuid), None)
    if found is None:
        raise NotFound
    return actor, found
