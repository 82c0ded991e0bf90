"""At the counter: witnessing a mandate. In an emergency: opening one person's record, in the sight of that person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as notices
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.cases import actions as cases
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.blocks.people.actions.mandates import names_of
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.kernel.phone import show_phone
from korat.web import session
from korat.web.forms import once
from korat.web.grant_forms import EmergencyForm, WitnessedForm, WitnessForm, kind_of, said
from korat.web.present import words
from korat.web.signin import official
from korat.web.signin.stepup import freshly
from korat.web.views.grants import carried

PAIR, PAIR_LASTS = "korat.mandate.pair", 900
WITNESSED, WITNESSED_LASTS = "korat.mandate.witnessed", 3600


def holding(request: HttpRequest, purpose: str) -> Actor:
    """Only for whose post has this authority; others find nothing here."""
    actor = session.official_or_404(request)
    if not any(grant.kind == "post" and purpose in grant.purposes for grant in actor.grants):
        raise NotFound
    return actor


@never_cache
@official
@freshly("mandate.witness")
def mandate(request: HttpRequest) -> HttpResponse:
    """Both are here: the numbers of their cards, what and until when; read aloud; then registered."""
    actor = holding(request, "mandate.witness")
    if "pair" in request.POST:
        return registered(request, actor)
    form = WitnessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return read_aloud(request, actor, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "title": _("Mandate at the counter"),
        "lead": _("Both must be here. Look at their cards first."),
        "form": form,
        "back_url": reverse("web:desk"),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def read_aloud(request: HttpRequest, actor: Actor, form: WitnessForm) -> HttpResponse:
    now = clock.now()
    giver, holder = (found(actor, form, name) for name in ("giver", "holder"))
    purposes = actions.check_mandate(
        giver=giver, holder=holder, purposes=form.cleaned_data["purposes"], ends_at=form.ends_at(), now=now
    )
    names = names_of(actor, "mandate.witness", (giver, holder), now)
    text = _(
        "“%(giver)s lets %(holder)s do this in their place until %(day)s: %(what)s. Either can end it at any time.”"
    )
    value = text % {
        "giver": names.get(giver, ""), "holder": names.get(holder, ""), "day": form.ends_on_words(),
        "what": ", ".join(said(purposes)),
    }  # fmt: skip
    pair = signing.dumps([actor.subject, giver, holder], salt=PAIR)
    context = {
        "heading": _("Please read this aloud to both"),
        "rows": [{"label": _("Read aloud"), "value": value}],
        "carried": [*carried(request), ("pair", pair), ("key", ids.uuid7().hex)],
        "declaration": _("You confirm that both were here, that you saw their cards and that both agreed."),
        "submit_label": _("Both agreed. Register it"),
        "back_url": reverse("web:counter_mandate"),
    }
    return render(request, "web/check.html", context)


def found(actor: Actor, form: WitnessForm, name: str) -> int:
    number = form.cleaned_data[name]
    subject = actions.resolve(actor=actor, number=number, kind=kind_of(number), now=clock.now())
    if subject is None:
        raise NotFound(
            "ไม่พบผู้ใช้หมายเลขนี้ โปรดลงทะเบียนก่อน", "Nobody here has this number. Please enrol them first.", field=name
        )
    return subject


def registered(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = WitnessedForm(request.POST)
    try:
        witness, giver, holder = signing.loads(request.POST["pair"], salt=PAIR, max_age=PAIR_LASTS)
    except signing.BadSignature:
        return redirect("web:counter_mandate")
    if witness != actor.subject or not form.is_valid():
        raise NotFound
    uuid = actions.witness_mandate(
        actor=actor, giver=giver, holder=holder, purposes=form.cleaned_data["purposes"], ends_at=form.ends_at(),
        now=clock.now(), key=once(request.POST), seen=form.cleaned_data["seen"],
    )  # fmt: skip
    notices.success(request, _("Registered. Both see it on their pages, with you as witness."))
    return redirect(onward(request, actor, uuid) if "case.file" in form.cleaned_data["purposes"] else "web:desk")


def onward(request: HttpRequest, actor: Actor, mandate: UUID) -> str:
    """Back to the form for which the mandate was wanted, which then knows under which one it goes on; else the desk."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) or "?" in wanted:
        return reverse("web:desk")
    return f"{wanted}?{urlencode({'mandate': signing.dumps([actor.subject, str(mandate)], salt=WITNESSED)})}"


def witnessed(token: str, actor: Actor) -> UUID | None:
    """The mandate that this official registered within the last hour; None for anybody else's, and later."""
    try:
        witness, mandate = signing.loads(token, salt=WITNESSED, max_age=WITNESSED_LASTS)
    except signing.BadSignature:
        return None
    return UUID(mandate) if witness == actor.subject else None


@never_cache
@official
@freshly("emergency")
def emergency(request: HttpRequest) -> HttpResponse:
    """Break the glass: one person, one reason, a few hours."""
    actor = holding(request, "emergency")
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("web:emergency_record", taken(request, actor, form))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.show())
    context = {
        "title": _("Emergency: open a person's record"),
        "lead": _(
            "Only when a life is in danger. The person is told at once, and the data protection officer reviews it."
        ),
        "form": form,
        "carried": [("key", once(request.POST))],
        "submit_label": _("Open the record"),
        "back_url": reverse("web:desk"),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def taken(request: HttpRequest, actor: Actor, form: EmergencyForm) -> UUID:
    number, now = form.cleaned_data["number"], clock.now()
    subject = actions.resolve(actor=actor, number=number, kind=kind_of(number), now=now)
    if subject is None:
        raise NotFound("ไม่พบผู้ใช้หมายเลขนี้", "Nobody here has this number.", field="number")
    return cases.break_glass(
        actor=actor, subject=subject, reason=form.cleaned_data["reason"], now=now, key=once(request.POST)
    )


@never_cache
@official
def record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name, telephone and home, as long as the emergency lasts; each opening is a look that the person sees."""
    actor, now = session.official_or_404(request), clock.now()
    grant = ledger_read.grant_of_uuid(uuid)
    held = {one.id for one in actor.grants if one.kind == "emergency"}
    if grant is None or grant.id not in held or grant.subject is None:
        raise NotFound
    shown = people.person_private(actor, grant.subject, now, purpose="emergency.look", about=uuid)
    context: dict[str, Any] = {
        "title": shown.names.show() if shown else "",
        "rows": rows_of(shown) if shown else [],
        "until": grant.ends_at,
        "basis": words.basis(grant.basis),
        "end_url": reverse("web:grant_end", args=[uuid]),
        "back_url": reverse("web:desk"),
    }
    return render(request, "web/emergency.html", context)


def rows_of(shown: people.PrivateView) -> list[dict[str, object]]:
    home = shown.address
    lines = (home.house_number, home.room, home.building, home.soi, home.road, home.community, home.landmark)
    moo = _("Moo %(number)s") % {"number": home.moo} if home.moo else ""
    place = " ".join(filter(None, (*lines[:1], moo, *lines[1:], words.place(home.subdistrict or None))))
    phone = {"value": show_phone(shown.phone), "url": f"tel:{shown.phone}"} if shown.phone else {"value": _("none")}
    return [{"label": _("Telephone"), **phone}, {"label": _("Home"), "value": place or _("none")}]
