"""A case: its one page, its moves, its photographs, the list and map of public faces, and coming back with a key."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases import actions, queries
from korat.blocks.cases.values import CasePage
from korat.blocks.documents import queries as documents
from korat.blocks.ledger.actor import Actor
from korat.kernel import clock, ids
from korat.kernel.errors import Refused
from korat.web import addresses, case_forms, limits, session
from korat.web.booking import present as booking
from korat.web.forms import FollowForm, once
from korat.web.middleware import actors
from korat.web.present import advice, assets, filters, granted, kinds, maps, stays, surges, together
from korat.web.present import case as present
from korat.web.present import faces as present_faces
from korat.web.present import fees as present_fees

PINS = 500


@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The one case page: reporter, office, crew or public, each by their grant."""
    known = ids.parse_reference(reference)
    if known is None:
        raise Http404
    if known != reference:
        return redirect("web:case", known)
    return show(request, known)


def show(request: HttpRequest, reference: str, tried: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    actor = session.actor(request)
    shown = queries.case_page(actor=actor, reference=reference, now=now)
    photos = documents.photos(shown.face.uuid)
    forms = case_forms.of(shown, request.POST if tried else None, request.FILES if tried else None, tried)
    context = present.page(shown, photos, now) | ask_of(actor, shown) | booked(shown)
    bills = present_fees.bills(shown, now)
    context |= {"bills": bills} | present_fees.settled(shown, bills)
    context["moves"] = present.moves(forms, shown, ids.uuid7(), tried)
    context["granted"] = granted.card(shown)
    joint = together.card(actor, shown, ids.uuid7())
    context["together"] = joint
    context["surge"] = surges.notice(shown.face)
    context["advice"] = advice.card(shown, now)
    context["asset"] = assets.card(actor, shown, now)
    context["stays"] = stays.card(shown, ids.uuid7())
    context["form"] = forms[tried]() if tried in forms else None
    if tried and tried not in forms and (words := case_forms.typed(request.POST, tried)):
        notices.info(request, _("You had written: %(words)s") % {"words": words})
    if actor is not None and queries.categorises(actor, shown.face):
        context |= kinds.hint(shown, joint["kinds"] if joint else ())
    return render(request, "web/case.html", context, status=status)


def ask_of(actor: Actor | None, shown: CasePage) -> dict[str, str]:
    """The door to asking the reporter for a consent, for a post that may ask, at the office that handles the case."""
    if actor is None or shown.relation != "office" or not actor.may("consent.ask"):
        return {}
    return {"ask_url": f"{addresses.at('web:consent_ask')}?{urlencode({'case': shown.face.reference})}"}


def booked(shown: CasePage) -> dict[str, object]:
    """The time that belongs to the case, for whoever has to do with it."""
    concerned = shown.face.service.books and shown.relation in ("own", "mandate", "office")
    found = bookings.booking_about(shown.face.uuid) if concerned else None
    return {"booked": booking.item(found)} if found else {}


@require_POST
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a move; a form with gaps comes back with what was typed."""
    now, actor, code = clock.now(), session.actor_or_404(request), request.POST.get("move", "")
    form = case_forms.posted(actor, reference, code, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, reference, tried=code, status=422)
    try:
        given = form.given(case_forms.receive(request.FILES.getlist(f"{code}-photo"), now))
        actions.move(
            actor=actor, now=now, reference=reference, code=code, version=form.cleaned_data["version"], given=given,
            key=once(request.POST),
        )  # fmt: skip
    except Refused as refused:
        notices.error(request, refused.show())
        return show(request, reference, tried=code, status=refused.status)
    notices.success(request, _("Done. Everyone concerned can see it."))
    still_ours = (face := queries.case_face(reference)) is not None and queries.concerns(actor, face)
    return redirect("web:case", reference) if still_ours else redirect("web:desk")


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """An unnamed reporter comes back with reference and key."""
    form = FollowForm(request.POST or None, initial={"reference": request.GET.get("reference", "")})
    if request.method == "POST" and form.is_valid():
        limits.count(request, "follow", times=10, minutes=10)
        reference = ids.parse_reference(form.cleaned_data["reference"]) or ""
        reporter = queries.reporter_by_key(reference, form.cleaned_data["key"], clock.now())
        if reporter:
            actors.follow(request, reporter)
            return redirect("web:case", reference)
        form.add_error(None, _("Number and key do not belong together. Please check both on your slip."))
    context = {
        "form": form,
        "title": _("Follow my report"),
        "lead": _("Type the number and the key from your slip."),
        "submit_label": _("Show my report"),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


@require_GET
def faces(request: HttpRequest) -> HttpResponse:
    """Public faces, on a list and a map."""
    form = filters.faces_form(request.GET)
    page = queries.faces(filters.faces_filter(form), before=filters.key(request.GET.get("before", "")), limit=50)
    kept = {name: value for name, value in form.cleaned_data.items() if value}
    context = {
        "faces": [present_faces.item(face) for face in page.items],
        "filters": form,
        "told": filters.told(form),
        "map": maps.of_faces(urlencode(kept)),
        "page": {"older_url": f"?{urlencode({**kept, 'before': page.next})}"} if page.next else {},
    }
    return render(request, "web/faces.html", context)


@require_GET
def faces_geojson(request: HttpRequest) -> JsonResponse:
    form = filters.faces_form(request.GET)
    page = queries.faces(filters.faces_filter(form), limit=PINS)
    pins = {"type": "FeatureCollection", "features": present_faces.features(page.items)}
    return JsonResponse(pins, content_type="application/geo+json")


@require_GET
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A photograph: a public copy for everyone, else for those whom its case page shows it."""
    public = documents.public_bytes(uuid)
    image, media_type = public or private_document(request, uuid)
    response = HttpResponse(image, content_type=media_type)
    # A browser's copy of a private photo would be seen again without a look, and by whoever uses the browser next.
    response["Cache-Control"] = "public, max-age=300" if public else "no-store"
    # A PDF came from outside: it is downloaded, never opened within our own pages.
    response["Content-Disposition"] = (
        "inline" if media_type.startswith("image/") else f'attachment; filename="{uuid}.pdf"'
    )
    return response


def private_document(request: HttpRequest, uuid: UUID) -> tuple[bytes, str]:
    actor = session.actor_or_404(request)
    try:
        return queries.photo_bytes(actor=actor, document=uuid, now=clock.now())
    except Refused as refused:
        raise Http404 from refused
