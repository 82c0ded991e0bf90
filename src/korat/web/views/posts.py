"""Posts of one's reach, who holds them, and acting heads: named by an order for its days, ended in two taps."""

from __future__ import annotations

from django import forms
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
from korat.blocks.people.values import PostView, TermView
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.web import session
from korat.web.grant_forms import kind_of
from korat.web.post_forms import OTHER, ActingForm
from korat.web.present import posts as present
from korat.web.present import words
from korat.web.signin import official
from korat.web.signin.stepup import freshly
from korat.web.views.grants import carried
from korat.web.views.keys import managed

NAMED, LASTS = "korat.post.acting", 900


@never_cache
@official
def posts(request: HttpRequest) -> HttpResponse:
    """Every post of the reach. No name stands here: each post's own page opens those of its holders."""
    actor, now = session.official_or_404(request), clock.now()
    reach = managed(actor)
    found = present.offices(reach, people.terms_over(reach, now), now)
    return render(request, "web/posts.html", {"offices": found, "back_url": reverse("web:desk")})


@never_cache
@official
@freshly("people.manage")
def post(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds this post, and naming an acting head: whom, by which order, for which days; read back; then named."""
    actor, one = managing(request, code)
    if "named" in request.POST:
        return appointed(request, actor, one)
    form = ActingForm(officials(actor, one), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return read_back(request, actor, one, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "post": one.names,
        "office": words.office(one.office),
        "holders": holders(actor, one),
        "form": form,
        "back_url": reverse("web:posts"),
    }
    return render(request, "web/post.html", context, status=422 if form.errors else 200)


def managing(request: HttpRequest, code: str) -> tuple[Actor, PostView]:
    """Only for who manages the people of this post's office; others find nothing here."""
    actor, found = session.official_or_404(request), people.post(code)
    if found is None or found.retired or found.office not in actor.reach("people.manage"):
        raise NotFound
    return actor, found


def holders(actor: Actor, one: PostView) -> list[dict[str, object]]:
    now = clock.now()
    terms = [term for term in people.terms_over([one.office], now) if term.post == one.code]
    names = names_of(actor, "people.manage", [term.person for term in terms], now) if terms else {}
    return [present.line(term, names) for term in terms]


def officials(actor: Actor, one: PostView) -> dict[int, str]:
    """Who works in the office and in those around it: by post, since naming them would be a look."""
    own = people.organisation_by_id(one.office)
    codes = {own.code, own.parent_code} - {None} if own else set()
    near = {office.id for office in people.organisations() if codes & {office.code, office.parent_code}}
    around = people.terms_over(near & actor.reach("people.manage"), clock.now())
    others = [term for term in around if not term.acting and term.post != one.code and term.person != actor.subject]
    return {term.id: words.signature(term.post, term.office) for term in others}


def read_back(request: HttpRequest, actor: Actor, one: PostView, form: ActingForm) -> HttpResponse:
    person = chosen(actor, form)
    name = names_of(actor, "people.manage", [person], clock.now()).get(person, "")
    context = {
        "service": _("Please compare with the order"),
        "rows": present.read_back(one, name, form),
        "carried": [*carried(request), ("named", signing.dumps([actor.subject, one.code, person], salt=NAMED))],
        "declaration": _("The authority of the post holds for these days and no longer. Papers name the order."),
        "submit_label": _("Name the acting head"),
        "back_url": reverse("web:post", args=[one.code]),
    }
    return render(request, "web/check.html", context)


def chosen(actor: Actor, form: ActingForm) -> int:
    if form.cleaned_data["official"] != OTHER:
        term = people.term(int(form.cleaned_data["official"]))
        return term.person if term else 0
    number = form.cleaned_data["number"]
    person = actions.resolve(actor=actor, number=number, kind=kind_of(number), now=clock.now())
    if person is None:
        raise NotFound(
            "ไม่พบผู้ใช้หมายเลขนี้ โปรดลงทะเบียนก่อน", "Nobody here has this number. Please enrol them first.", field="number"
        )
    return person


def appointed(request: HttpRequest, actor: Actor, one: PostView) -> HttpResponse:
    form, now = ActingForm(officials(actor, one), request.POST), clock.now()
    try:
        by, code, person = signing.loads(request.POST["named"], salt=NAMED, max_age=LASTS)
    except signing.BadSignature:
        return redirect("web:post", one.code)
    if (by, code) != (actor.subject, one.code) or not form.is_valid():
        raise NotFound
    try:
        actions.appoint(
            actor=actor, post=one.code, person=person, begins_at=form.begins_at(now), ends_at=form.ends_at(), now=now,
            acting=True, order=form.cleaned_data["order"],
        )  # fmt: skip
    except Refused as refused:
        notices.error(request, refused.show())
        return redirect("web:post", one.code)
    notices.success(request, _("Done. The order stands here until its last day."))
    return redirect("web:post", one.code)


@never_cache
@official
@freshly("people.manage")
def end(request: HttpRequest, code: str, term: int) -> HttpResponse:
    """The first tap asks, the second ends. A head's own term is not ended here: somebody must take over the work."""
    actor, one = managing(request, code)
    found = acting(one, term)
    if request.method == "POST":
        actions.leave(actor=actor, term=found.id, now=clock.now())
        notices.success(request, _("It has ended, from this moment on."))
        return redirect("web:post", one.code)
    context = {
        "title": _("End this now?"),
        "lead": present.ordered(found),
        "form": forms.Form(),
        "submit_label": _("Yes, end it"),
        "back_url": reverse("web:post", args=[one.code]),
    }
    return render(request, "web/question.html", context)


def acting(one: PostView, term: int) -> TermView:
    running = people.terms_over([one.office], clock.now())
    found = next((held for held in running if held.id == term and held.post == one.code and held.acting), None)
    if found is None:
        raise NotFound
    return found
