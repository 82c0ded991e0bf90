"""Which cases belong together: the office joins, parts, splits and relates them from one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
from korat.kernel.errors import Refused
from korat.web import session
from korat.web.forms import once
from korat.web.link_forms import JoinForm, NumberForm, SplitForm
from korat.web.present import together as present

Forms = dict[str, forms.Form]


@never_cache
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, and what was chosen on it; a form with gaps comes back with what was typed."""
    actor = session.actor_or_404(request)
    face = queries.gathering(actor, reference)
    asked = request.POST.get("do", "")
    offered = forms_of(actor, face, request, asked)
    form = offered.get(asked)
    if form is not None and form.is_valid():
        try:
            return done(request, DOES[asked](request, actor, face, form), face)
        except Refused as refused:
            if refused.code == "far" and isinstance(form, NumberForm):
                form.ask_why()
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = present.page(face, queries.linked_to(actor, face), offered, ids.uuid7())
    context |= {"form": form, "back_url": reverse("web:case", args=[reference])}
    return render(request, "web/links.html", context, status=422 if form is not None else 200)


@require_POST
def part(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one joined report out again."""
    actor = session.actor_or_404(request)
    try:
        actions.part(actor=actor, now=clock.now(), reference=reference, key=once(request.POST))
    except Refused as refused:
        if refused.status == 404:
            raise
        notices.error(request, refused.show())
        return redirect("web:case", reference)
    notices.success(request, _("The report stands alone again, as it was before."))
    return redirect("web:case", reference)


@require_POST
def give_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Return a case to the office that had passed it on. A reason that is refused stands in the notice, not lost."""
    actor, reason = session.actor_or_404(request), request.POST.get("reason", "")
    version = request.POST.get("version", "")
    try:
        actions.give_back(
            actor=actor, now=clock.now(), reference=reference, reason=reason, key=once(request.POST),
            version=int(version) if version.isascii() and version.isdigit() else 0,
        )  # fmt: skip
    except Refused as refused:
        if refused.status == 404:
            raise
        notices.error(request, " ".join(filter(None, (refused.show(), reason))))
        return redirect("web:case", reference)
    notices.success(request, _("Returned. The office that had passed it on answers again."))
    return redirect("web:case", reference)


def forms_of(actor: Actor, face: CaseFace, request: HttpRequest, asked: str) -> Forms:
    """A joined report offers none of them: it is parted first."""
    if face.lead or face.closed:
        return {}
    data = {name: request.POST if name == asked else None for name in DOES}
    made: Forms = {
        "join": JoinForm(face, queries.suggestions(actor, face), data["join"]),
        "into": NumberForm(face, data["into"], prefix="into"),
        "split": SplitForm(face, data["split"]),
        "relate": NumberForm(face, data["relate"], prefix="relate"),
    }
    return made if len(face.service.categories) > 1 else {name: form for name, form in made.items() if name != "split"}


def done(request: HttpRequest, said: str, face: CaseFace) -> HttpResponse:
    notices.success(request, said)
    return redirect("web:case", face.reference)


def join(request: HttpRequest, actor: Actor, face: CaseFace, form: forms.Form) -> str:
    references = form.references() if isinstance(form, JoinForm) else []
    actions.join(
        actor=actor, now=clock.now(), into=face.reference, references=references, version=form.cleaned_data["version"],
        reason=form.cleaned_data.get("reason", ""), key=once(request.POST),
    )  # fmt: skip
    return _("Joined. Whatever happens here is told to every reporter.")


def into(request: HttpRequest, actor: Actor, face: CaseFace, form: forms.Form) -> str:
    lead = form.cleaned_data["reference"]
    actions.join(
        actor=actor, now=clock.now(), into=lead, references=[face.reference], reason=form.cleaned_data.get("reason", ""),
        key=once(request.POST),
    )  # fmt: skip
    return _("Joined to %(reference)s. The reporter hears what happens there.") % {"reference": lead}


def split(request: HttpRequest, actor: Actor, face: CaseFace, form: forms.Form) -> str:
    given = form.cleaned_data
    made = actions.split(
        actor=actor, now=clock.now(), reference=face.reference, categories=given["categories"], version=given["version"],
        key=once(request.POST),
    )  # fmt: skip
    return _("Split. New cases: %(references)s") % {"references": ", ".join(made)}


def relate(request: HttpRequest, actor: Actor, face: CaseFace, form: forms.Form) -> str:
    given = form.cleaned_data
    actions.relate(
        actor=actor, now=clock.now(), reference=face.reference, to=given["reference"], version=given["version"],
        key=once(request.POST),
    )  # fmt: skip
    return _("The two cases are linked.")


DOES: Mapping[str, Callable[[HttpRequest, Actor, CaseFace, forms.Form], str]] = {
    "join": join,
    "into": into,
    "split": split,
    "relate": relate,
}
