"""Publishing: choose words, photographs and what to hide; look at the copy; publish what was looked at."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from korat.blocks.cases import actions, queries
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.values import CaseFace
from korat.blocks.documents import queries as documents
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web import publish_forms, session
from korat.web.forms import once
from korat.web.present import publishing as present
from korat.web.publish_forms import TextForm, Wish


@never_cache
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The question, then the copy to look at, then the act."""
    actor, face = session.actor_or_404(request), publishable(reference, code)
    go, form = request.POST.get("go", ""), TextForm(request.POST or None)
    if go not in ("show", "publish") or not form.is_valid():
        return ask(request, actor, face, form)
    photos = tuple(photo for photo in documents.photos(face.uuid) if not photo.public)
    wished = publish_forms.wish(request.POST, form.cleaned_data["text"], photos)
    try:
        if go == "publish" and wished.is_what_was_shown(request.POST.get("shown", "")):
            return published(request, actor, face, code, wished)
        return show(request, actor, face, wished)
    except Refused as refused:
        notices.error(request, refused.show())
        return ask(request, actor, face, form, refused.status)


def publishable(reference: str, code: str) -> CaseFace:
    face = queries.case_face(reference)
    move = face.service.move(code) if face else None
    if face is None or move is None or "public_text" not in move.needs:
        raise Http404
    return face


def ask(request: HttpRequest, actor: Actor, face: CaseFace, form: TextForm, status: int = 200) -> HttpResponse:
    draft = actions.propose(actor=actor, now=clock.now(), reference=face.reference)
    data = publish_forms.washed(request.POST, form) if form.is_bound else publish_forms.first(draft)
    form = form if form.is_bound and request.POST.get("go") in ("show", "publish") else TextForm(initial=data.dict())
    context = present.question(face, draft, data, form) | {"version": data.get("version", face.version)}
    return render(request, "web/publish.html", context, status=422 if form.errors else status)


def show(request: HttpRequest, actor: Actor, face: CaseFace, wished: Wish) -> HttpResponse:
    made = actions.prepare(actor=actor, now=clock.now(), reference=face.reference, veils=wished.veils)
    context = present.copy(face, wished, made) | {"carried": present.carried(request.POST), "key": once(request.POST)}
    return render(request, "web/published_copy.html", context)


def published(request: HttpRequest, actor: Actor, face: CaseFace, code: str, wished: Wish) -> HttpResponse:
    given = With(public_text=wished.words, hidden=wished.counts, publish=tuple(request.POST.getlist("ticket")))
    version = request.POST.get("version", "")
    actions.move(
        actor=actor, now=clock.now(), reference=face.reference, code=code, given=given, key=once(request.POST),
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
    )  # fmt: skip
    notices.success(request, _("Published. Everyone sees what you saw."))
    return redirect("web:case", face.reference)


@never_cache
@require_GET
def copy(request: HttpRequest, reference: str, ticket: str) -> HttpResponse:
    """A covered copy, for the officer who made it; nobody can publish one that was never asked for here."""
    try:
        image, media_type = actions.show(
            actor=session.actor_or_404(request), now=clock.now(), reference=reference, ticket=ticket
        )
    except Refused as refused:
        raise Http404 from refused
    response = HttpResponse(image, content_type=media_type)
    response["Cache-Control"] = "no-store"
    return response
