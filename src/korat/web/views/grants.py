"""Grants: what I hold, who acts for me, giving a mandate and ending one in two taps."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.people import actions, codes
from korat.blocks.people import queries as people
from korat.blocks.people.actions.mandates import names_of
from korat.kernel import clock, ids
from korat.kernel.errors import Invalid, NotFound, Refused
from korat.web import limits, session
from korat.web.forms import once
from korat.web.grant_forms import GiveForm, said
from korat.web.present import consents
from korat.web.present import grants as present
from korat.web.signin import signed_in_person
from korat.web.signin.stepup import freshly


@never_cache
@signed_in_person
def grants(request: HttpRequest) -> HttpResponse:
    """Who may do what for whom, until when and why."""
    actor, now = session.actor_or_404(request), clock.now()
    askings = [consents.asking(one) for one in people.askings_of(actor, now)]
    return render(request, "web/grants.html", {"askings": askings, **present.page(people.grants_of(actor, now), now)})


@never_cache
@signed_in_person
def code(request: HttpRequest) -> HttpResponse:
    """The code by which somebody gives me a mandate."""
    shown = codes.code_for(session.actor_or_404(request).subject, clock.now())
    return render(request, "web/grant_code.html", {"code": shown, "back_url": reverse("web:grants")})


@never_cache
@signed_in_person
@freshly("grant.give")
def give(request: HttpRequest) -> HttpResponse:
    """Whom, what, until when; then read back, then given."""
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return given(request, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "title": _("Let somebody act for me"),
        "lead": _("Only for the things you choose, and only until the day you choose."),
        "form": form,
        "back_url": reverse("web:grants"),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def given(request: HttpRequest, form: GiveForm) -> HttpResponse:
    limits.count(request, "mandate", times=10, minutes=10)
    actor, now = session.actor_or_404(request), clock.now()
    holder = codes.subject_of(form.cleaned_data["code"], now)
    if holder is None:
        raise Invalid(
            "รหัสไม่ถูกต้องหรือหมดเวลาแล้ว โปรดขอรหัสใหม่จากผู้รับมอบ",
            "This code is wrong or too old. Please let them read out a new one.",
            code="code",
            field="code",
        )
    if "sure" not in request.POST:
        return read_back(request, form, holder)
    actions.give_mandate(
        actor=actor, holder=holder, purposes=form.cleaned_data["purposes"], ends_at=form.ends_at(), now=now,
        key=once(request.POST),
    )  # fmt: skip
    notices.success(request, _("Done. Both of you see it, and either can end it."))
    return redirect("web:grants")


def read_back(request: HttpRequest, form: GiveForm, holder: int) -> HttpResponse:
    actor, now = session.actor_or_404(request), clock.now()
    checked = actions.check_mandate(
        giver=actor.subject, holder=holder, purposes=form.cleaned_data["purposes"], ends_at=form.ends_at(), now=now
    )
    names = names_of(people.service_actor("mandates"), "mandate.name", (actor.subject, holder), now)
    rows = [
        {"label": _("Who will act for you"), "value": names.get(holder, "")},
        {"label": _("What may be done"), "value": " · ".join(said(checked))},
        {"label": _("Last day"), "value": form.ends_on_words()},
    ]
    context = {
        "heading": _("Please read it aloud to each other"),
        "rows": rows,
        "carried": [*carried(request), ("sure", "1"), ("key", ids.uuid7().hex)],
        "declaration": _("Everything done in your name stands on your page. You can end it at any time in two taps."),
        "submit_label": _("Give the mandate"),
        "back_url": reverse("web:grant_give"),
    }
    return render(request, "web/check.html", context)


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, for the page that asks once more."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "sure", "key")
    ]


@never_cache
@signed_in_person
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The first tap asks, the second ends. Whom it does not concern finds nothing."""
    actor, now = session.actor_or_404(request), clock.now()
    found = next((one for one in people.grants_of(actor, now) if one.grant.uuid == uuid), None)
    if found is None or found.grant.ended_at:
        raise NotFound
    if request.method == "POST":
        post = found.grant.kind == "post"
        (actions.lay_down if post else actions.end_mandate)(actor=actor, grant=uuid, now=now)
        notices.success(request, _("It has ended, from this moment on."))
        return redirect(after(found))
    shown = present.line(found)
    context = {
        "title": _("Lay down this post?") if found.grant.kind == "post" else _("End this now?"),
        "lead": shown["title"],
        "may": shown["may"],
        "warning": _("Your open work goes back to the office. Only the administrator can appoint you again.")
        if found.grant.kind == "post"
        else "",
        "form": forms.Form(),
        "submit_label": submit(found.grant.kind),
        "back_url": after(found),
    }
    return render(request, "web/grant_end.html", context)


def submit(kind: str) -> str:
    """What the one button does, in words: "cancel" alone could mean either way."""
    return {"post": _("Yes, lay it down"), "mandate": _("End the mandate")}.get(kind, _("End this right"))


def after(found: people.Held) -> str:
    """An official who took an emergency goes on at the desk, everybody else with the own grants."""
    return reverse("web:desk" if found.grant.kind == "emergency" and found.mine else "web:grants")
