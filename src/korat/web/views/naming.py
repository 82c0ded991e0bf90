"""Naming who comes to a post: the form, read back under a name, then given by an order or for good."""

from __future__ import annotations

from django.contrib import messages as notices
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.blocks.people.actions.mandates import names_of
from korat.blocks.people.values import PostView
from korat.kernel import clock
from korat.kernel.errors import NotFound, Refused
from korat.web.grant_forms import kind_of
from korat.web.post_forms import OTHER, TermForm
from korat.web.present import posts as present
from korat.web.present import words
from korat.web.views.grants import carried

NAMED, LASTS = "korat.post.named", 900


def step(request: HttpRequest, actor: Actor, one: PostView, form_of: type[TermForm]) -> TermForm | HttpResponse:
    """The form to show, with its errors; or the answer, once it was filled or read back."""
    if "named" in request.POST:
        return appointed(request, actor, one, form_of)
    form = form_of(officials(actor, one), request.POST or None, elected=one.elected)
    if request.method == "POST" and form.is_valid():
        try:
            return read_back(request, actor, one, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    return form


def officials(actor: Actor, one: PostView) -> dict[int, str]:
    """Who works in the office and in those around it: by post, since naming them would be a look."""
    own = people.organisation_by_id(one.office)
    codes = {own.code, own.parent_code} - {None} if own else set()
    near = {office.id for office in people.organisations() if codes & {office.code, office.parent_code}}
    around = people.terms_over(near & actor.reach("people.manage"), clock.now())
    others = [term for term in around if not term.acting and term.post != one.code and term.person != actor.subject]
    return {term.id: words.signature(term.post, term.office) for term in others}


def read_back(request: HttpRequest, actor: Actor, one: PostView, form: TermForm) -> HttpResponse:
    person = chosen(actor, form)
    name = names_of(actor, "people.manage", [person], clock.now()).get(person, "")
    context = {
        "service": _("Please compare with the order"),
        "rows": present.read_back(one, name, form),
        "carried": [
            *carried(request),
            ("named", signing.dumps([actor.subject, one.code, person, form.acting], salt=NAMED)),
        ],
        "declaration": present.declaration(form),
        "submit_label": _("Name the acting head") if form.acting else _("Give the post"),
        "back_url": reverse("web:post", args=[one.code]),
    }
    return render(request, "web/check.html", context)


def chosen(actor: Actor, form: TermForm) -> int:
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


def appointed(request: HttpRequest, actor: Actor, one: PostView, form_of: type[TermForm]) -> HttpResponse:
    form, now = form_of(officials(actor, one), request.POST, elected=one.elected), clock.now()
    try:
        by, code, person, acting = signing.loads(request.POST["named"], salt=NAMED, max_age=LASTS)
    except signing.BadSignature:
        return redirect("web:post", one.code)
    if (by, code, acting) != (actor.subject, one.code, form.acting) or not form.is_valid():
        raise NotFound
    try:
        actions.appoint(
            actor=actor, post=one.code, person=person, begins_at=form.begins_at(now), ends_at=form.ends_at(), now=now,
            acting=form.acting, order=form.cleaned_data["order"], public_name=form.cleaned_data.get("public_name", ""),
        )  # fmt: skip
    except Refused as refused:
        notices.error(request, refused.show())
        return redirect("web:post", one.code)
    notices.success(request, present.done(form))
    return redirect("web:post", one.code)
