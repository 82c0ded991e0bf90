"""Beside the moves of a case: give it to a colleague, say that it is urgent, write a note."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from korat.blocks.cases import actions, queries
from korat.blocks.cases.values import CaseFace
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.fields import Choice
from korat.web.forms import once
from korat.web.present import posts as present


class ColleagueForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)
    official = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["official"]
        if isinstance(field, forms.ChoiceField):
            field.label, field.choices = _("Who works on it"), choices


@never_cache
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose whoever holds a post in the office now, or put it back for everyone."""
    actor, now = session.actor_or_404(request), clock.now()
    face = handled(actor, reference)
    form = ColleagueForm(choices(face, now), request.POST or None, initial=first(face))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["official"]
        try:
            actions.assign(
                actor=actor, now=now, reference=reference, official=int(chosen) if chosen.isdigit() else None,
                version=form.cleaned_data["version"], key=once(request.POST),
            )  # fmt: skip
            notices.success(request, _("Done. Everyone concerned can see it."))
            return redirect("web:case", reference)
        except Refused as refused:
            form.add_error(None, refused.show())
    context = {
        "form": form, "title": _("Give this case to a colleague"), "submit_label": _("Give"),
        "lead": _("Only who holds a post in the office now can be chosen."),
        "back_url": reverse("web:case", args=[reference]),
    }  # fmt: skip
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def handled(actor: Actor, reference: str) -> CaseFace:
    """NotFound to whoever does not handle the case's office."""
    face = queries.case_face(reference)
    if face is None or not queries.handles(actor, face):
        raise NotFound()
    return face


def first(face: CaseFace) -> dict[str, object]:
    return {"version": face.version, "key": ids.uuid7().hex, "official": str(face.assignee or "nobody")}


def choices(face: CaseFace, now: datetime) -> list[tuple[str, str]]:
    """Each once, by post; whose name it is, the office knows. The last puts it back."""
    named = {str(term.person): present.held(term) for term in reversed(queries.colleagues(face.office, now))}
    return [*named.items(), ("nobody", _("Nobody in particular: back into the office's list"))]


class UrgencyForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, face: CaseFace, data: Any = None) -> None:
        super().__init__(data, initial={"version": face.version, "key": ids.uuid7().hex})
        listed = face.service.urgency.listed(urgent=not face.urgent) if face.service.urgency else ()
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.label, field.choices = _("Why"), [(one.code, Choice(one.names)) for one in listed]


@never_cache
@require_http_methods(["GET", "POST"])
def urgent(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose why it is urgent; and where it is, why it is so no more."""
    actor = session.actor_or_404(request)
    face = queries.worked_on(actor, reference)
    form, turn = UrgencyForm(face, request.POST or None), actions.make_calm if face.urgent else actions.make_urgent
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            turn(
                actor=actor, now=clock.now(), reference=reference, reason=given["reason"], version=given["version"],
                key=once(request.POST),
            )  # fmt: skip
            notices.success(request, _("Done. Everyone concerned can see it."))
            return redirect("web:case", reference)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    return render(request, "web/question.html", asked(face, form), status=422 if form.errors else 200)


def asked(face: CaseFace, form: UrgencyForm) -> dict[str, object]:
    """The reporter reads the reason; the clock follows the pack."""
    lead = (
        _("Its ordinary date holds again. The reporter is told and reads the reason.")
        if face.urgent
        else _("It comes first in every list, and no order stops its clock. The reporter is told and reads the reason.")
    )
    return {
        "form": form,
        "title": _("Why is it urgent no more?") if face.urgent else _("Why is it urgent?"),
        "lead": lead,
        "submit_label": _("It is urgent no more") if face.urgent else _("Make it urgent"),
        "back_url": reverse("web:case", args=[face.reference]),
    }


@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """A note to colleagues, or for everyone; what was typed is not lost when it is refused."""
    actor, words = session.actor_or_404(request), request.POST.get("words", "")
    try:
        actions.comment(
            actor=actor, now=clock.now(), reference=reference, words=words, public="public" in request.POST,
            key=once(request.POST),
        )  # fmt: skip
        notices.success(request, _("The note is written."))
    except NotFound:
        raise
    except Refused as refused:
        notices.error(request, refused.show())
        if words:
            notices.info(request, _("You had written: %(words)s") % {"words": words[:2000]})
    return redirect("web:case", reference)
