"""At the counter: ending a mandate for one of the two whom it joins."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.blocks.people.actions.mandates import names_of
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.web.grant_forms import EndForm, WhichForm, kind_of
from korat.web.present.grants import between
from korat.web.signin import official
from korat.web.signin.stepup import freshly
from korat.web.views.counter import holding

WHOSE, WHOSE_LASTS = "korat.mandate.end", 900


@never_cache
@official
@freshly("mandate.witness")
def end(request: HttpRequest) -> HttpResponse:
    """One of the two is here with the card: the number, then which mandate; then it has ended."""
    actor = holding(request, "mandate.witness")
    if "whose" in request.POST:
        return ended(request, actor)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return which(request, actor, found(actor, form.cleaned_data["number"]))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "title": _("End a mandate at the counter"),
        "lead": _("Who gave it or who holds it must be here. Look at the card first."),
        "form": form,
        "back_url": reverse("web:counter_mandate"),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def found(actor: Actor, number: str) -> int:
    subject = actions.resolve(actor=actor, number=number, kind=kind_of(number), now=clock.now())
    if subject is None or subject == actor.subject or not people.running_mandates(subject, clock.now()):
        raise NotFound(
            "ไม่พบการมอบอำนาจที่ยังมีผลของผู้ใช้หมายเลขนี้",
            "Nobody with this number gave or holds a mandate now.",
            field="number",
        )
    return subject


def which(request: HttpRequest, actor: Actor, person: int, status: int = 200) -> HttpResponse:
    """Each mandate by the names of both: the look is one that both can see."""
    running = people.running_mandates(person, clock.now())
    both = sorted({one for lent in running for one in (lent.subject, lent.holder) if one is not None})
    names = names_of(actor, "mandate.witness", both, clock.now())
    context = {
        "title": _("Which mandate ends?"),
        "lead": _("Ask aloud. From this moment on the holder can do nothing more by it; both see it on their pages."),
        "form": WhichForm([(str(lent.uuid), between(lent, names)) for lent in running]),
        "carried": [("whose", signing.dumps([actor.subject, person], salt=WHOSE))],
        "submit_label": _("End it now"),
        "back_url": reverse("web:counter_end"),
    }
    return render(request, "web/question.html", context, status=status)


def ended(request: HttpRequest, actor: Actor) -> HttpResponse:
    try:
        witness, person = signing.loads(request.POST["whose"], salt=WHOSE, max_age=WHOSE_LASTS)
    except signing.BadSignature:
        return redirect("web:counter_end")
    if witness != actor.subject:
        raise NotFound
    if not (wanted := request.POST.get("mandate")):
        notices.error(request, _("Please choose one."))
        return which(request, actor, person, status=422)
    actions.end_at_counter(actor=actor, grant=uuid_of(wanted), person=person, now=clock.now())
    notices.success(request, _("It has ended. Both see it on their pages, with you as witness."))
    return redirect("web:desk")


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
