"""The pages of signing in: address, code, who; and out again."""

from __future__ import annotations

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.ledger.actions import DoneBefore
from korat.blocks.messages import actions as outgoing
from korat.blocks.people import actions as people
from korat.blocks.people import queries as people_read
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.kernel.language import current
from korat.kernel.phone import show_phone
from korat.web.middleware import actors
from korat.web.middleware.requests import number
from korat.web.signin import persons, tries
from korat.web.signin.code import SignInByCode
from korat.web.signin.forms import AddressForm, CodeForm, NameForm, WhoForm
from korat.web.signin.line.views import configured as line_configured
from korat.web.signin.thaid.issuer import configured


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Telephone or e-mail; the same for newcomers."""
    onward = persons.onward(request)
    if request.user.is_authenticated and request.method == "GET":
        return redirect(persons.settle(request, account=request.user.pk, onward=onward))
    form = AddressForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and code_sent(request, form, onward):
        return redirect("web:sign_in_code")
    context = question(_("Sign in"), form, onward, _("Send me a code"))
    return render(
        request, "web/signin/address.html", context | {"thaid": thaid_link(onward), "line": line_link(onward)}
    )


def thaid_link(onward: str) -> str:
    """Where ThaID is asked; empty in an installation that has none."""
    return persons.with_next("web:thaid", onward) if configured() else ""


def line_link(onward: str) -> str:
    """Where LINE is asked; empty in an installation that has none."""
    return persons.with_next("web:line", onward) if line_configured() else ""


def code_sent(request: HttpRequest, form: AddressForm, onward: str) -> bool:
    try:
        SignInByCode.begin(request, **form.cleaned_data["address"], onward=onward)
    except Refused as refused:
        form.add_error("address", refused.show())
        return False
    return True


@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    process = SignInByCode.resume_in(request)
    if process is None:
        return redirect("web:sign_in")
    form = CodeForm(process.code, request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            return process.succeed()
        tries.refused("code", process.user)
        if not process.record_invalid_attempt():
            messages.error(request, _("That was not the code three times. Please ask for a new one."))
            return redirect("web:sign_in")
    shown = show_phone(process.address)
    context = question(_("Type the code"), form, process.stage.login.redirect_url or "", _("Sign in"))
    sent = {"address": process.address, "shown": shown, "outbox": settings.KORAT.is_demo}
    return render(request, "web/signin/code.html", context | sent)


@never_cache
def who(request: HttpRequest) -> HttpResponse:
    """One telephone, several people: who is it?"""
    account, onward = account_of(request), persons.onward(request)
    names = persons.names(request, account)
    if not names:
        return redirect(persons.with_next("web:name", onward))
    form = WhoForm(names, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["who"]
        if chosen == WhoForm.NOBODY:
            return redirect(persons.with_next("web:name", onward))
        actors.choose(request, int(chosen))
        return redirect(onward)
    return render(request, "web/signin/who.html", question(_("Who are you?"), form, onward, _("Continue")))


@never_cache
def name(request: HttpRequest) -> HttpResponse:
    """The first time: how may we call you?"""
    account, onward = account_of(request), persons.onward(request)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            subject = welcome(newcomer(request, form), account, form.key())
        except DoneBefore:
            return redirect("web:sign_in")
        actors.choose(request, subject)
        return redirect(onward)
    return render(request, "web/signin/name.html", question(_("What is your name?"), form, onward, _("Continue")))


def welcome(person: people.NewPerson, account: int, key: str) -> int:
    """Enrol a newcomer, and let messages go to the address that was just proven."""
    now = clock.now()
    subject = people.enrol(actor=None, person=person, now=now, account=account, key=key)
    actor = people_read.actor_of(subject, request=number())
    if actor:
        outgoing.keep_addresses(
            actor=actor, subject=subject, purpose="self", now=now, phone=person.phone, email=person.email
        )
    return subject


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request, show_message=False)
    request.session.flush()
    return redirect("web:home")


@never_cache
def account_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "web/signin/closed.html", status=403)


def account_of(request: HttpRequest) -> int:
    if not request.user.is_authenticated:
        raise actors.SignInFirst
    return int(request.user.pk)


def newcomer(request: HttpRequest, form: NameForm) -> people.NewPerson:
    """The address just proven is the person's too, until it is told otherwise."""
    phone, email = getattr(request.user, "phone", ""), getattr(request.user, "email", "")
    return people.NewPerson(names=form.cleaned_data["names"], phone=phone, email=email, language=current())


def question(title: str, form: object, onward: str, submit: str) -> dict[str, object]:
    """What the question page shows; `next` travels along in the form."""
    return {"title": title, "form": form, "carried": [("next", onward)], "submit_label": submit}
