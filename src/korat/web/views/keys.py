"""Keys of organisations' programs: made and ended at the desk by who manages people there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.web import session
from korat.web.present import words
from korat.web.signin import official
from korat.web.signin.stepup import fresh_sign_in

DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("one year")))


class KeyForm(forms.Form):
    label = forms.CharField(label=_("What program is it for?"), max_length=80)
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    scopes = forms.MultipleChoiceField(label=_("What may it do?"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("How long?"), coerce=int, choices=DAYS, initial=90)

    def __init__(self, offices: dict[int, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("organisation", list(offices.items()))
        self.offer("scopes", [(one, words.purpose(one)) for one in people.SCOPES])

    def offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


@never_cache
@official
@fresh_sign_in
def keys(request: HttpRequest) -> HttpResponse:
    """The list, and a new key: shown this once, on the answer to the form, and never again."""
    actor, now, made = session.official_or_404(request), clock.now(), ""
    offices = managed(actor)
    form = KeyForm(offices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, form = issued(actor, form), KeyForm(offices)
    rows = [
        {
            "key": key,
            "office": offices[key.office],
            "runs": key.runs(now),
            "may": [words.purpose(one) for one in key.purposes],
        }
        for key in people.keys_of(offices)
    ]
    return render(request, "web/program_keys.html", {"form": form, "made": made, "rows": rows})


@never_cache
@official
@fresh_sign_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, id: int) -> HttpResponse:
    """Asked once: the program stands still from that moment."""
    actor, now = session.official_or_404(request), clock.now()
    offices = managed(actor)
    key = next((one for one in people.keys_of(offices) if one.id == id), None)
    if key is None or not key.runs(now):
        raise NotFound
    if request.method == "POST":
        actions.end_token(actor=actor, token=id, now=now)
        notices.success(request, _("Ended. Nothing comes in with this key any more."))
        return redirect("web:program_keys")
    return render(request, "web/check.html", question(key, offices[key.office]))


def question(key: people.KeyView, office: str) -> dict[str, object]:
    may = ", ".join(str(words.purpose(one)) for one in key.purposes)
    rows = [(_("What program is it for?"), key.label), (_("Organisation"), office), (_("What may it do?"), may)]
    return {
        "heading": _("End this key?"),
        "rows": [{"label": label, "value": value} for label, value in rows],
        "declaration": _("The program can do nothing with it from this moment. A key that has ended never runs again."),
        "submit_label": _("End the key"),
        "back_url": reverse("web:program_keys"),
    }


def issued(actor: Actor, form: KeyForm) -> str:
    asked, now = form.cleaned_data, clock.now()
    return actions.issue_key(
        actor=actor,
        organisation=asked["organisation"],
        label=asked["label"],
        scopes=asked["scopes"],
        expires_at=now + timedelta(days=asked["days"]),
        now=now,
    )


def managed(actor: Actor) -> dict[int, str]:
    """The organisations over whose people and programs the actor's post decides. NotFound when there are none."""
    found = {id: people.organisation_by_id(id) for id in actor.reach("people.manage")}
    names = {id: one.names.show() for id, one in sorted(found.items()) if one}
    if not names:
        raise NotFound
    return names
