"""How messages reach me: what I wish, which LINE account is mine, and the end of that."""

from __future__ import annotations

import re
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from korat.blocks.catalog import queries as catalog
from korat.blocks.messages import actions
from korat.blocks.messages import queries as messages
from korat.blocks.people import actions as speaking
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.web import session
from korat.web.channels.forms import WishesForm, initial
from korat.web.signin import signed_in_person

TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")


@never_cache
@signed_in_person
def ways(request: HttpRequest) -> HttpResponse:
    actor, now = session.actor_or_404(request), clock.now()
    person = people.person(actor.subject)
    known = initial(messages.preference(actor.subject), person.language if person else actor.language)
    form = WishesForm(night(), request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.prefer(actor=actor, wished=form.wished(), now=now)
        if form.cleaned_data["language"] != known["language"]:
            speaking.speak(actor=actor, language=form.cleaned_data["language"], now=now)
        notices.success(request, _("Kept. From now on messages reach you this way."))
        return redirect("web:ways")
    context = {
        "form": form,
        "links": messages.links_of(actor.subject),
        "line": bool(settings.KORAT.line_url),
    }
    return render(request, "web/ways.html", context, status=422 if form.errors else 200)


def night() -> str:
    hours = catalog.quiet_hours()
    said = {"begins": f"{hours.begins:%H:%M}", "ends": f"{hours.ends:%H:%M}"}
    return _("From %(begins)s to %(ends)s nobody is woken; danger is told at once.") % said


@never_cache
@signed_in_person
def link(request: HttpRequest) -> HttpResponse:
    """The person's half of the consent. A link leads on to LINE: browsers hold `form-action 'self'` against a form."""
    actor = session.actor_or_404(request)
    token = request.POST.get("linkToken") or request.GET.get("linkToken", "")
    if not settings.KORAT.line_login or not TOKEN.fullmatch(token):
        raise NotFound
    if request.method == "POST":
        nonce = actions.offer_link(actor=actor, now=clock.now())
        query = urlencode({"linkToken": token, "nonce": nonce})
        onward = f"{settings.KORAT.line_login}/dialog/bot/accountLink?{query}"
        return render(request, "web/onward.html", {"url": onward, "back_url": reverse("web:ways")})
    own = people.person_private(actor, actor.subject, clock.now())
    context = {
        "service": _("Link the LINE account from which you opened this page"),
        "rows": [{"label": _("With the person"), "value": own.names.show() if own else ""}],
        "carried": [("linkToken", token)],
        "declaration": _(
            "News then come by LINE, what you report there is yours, and you can sign in with it. "
            "Did somebody else send you this address? Then close this page. You can end the link at any time."
        ),
        "submit_label": _("Yes, this LINE is mine"),
    }
    return render(request, "web/check.html", context)


@require_POST
@signed_in_person
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actions.end_link(actor=session.actor_or_404(request), link=uuid, now=clock.now())
    notices.success(request, _("Ended. This LINE account is no longer linked with you."))
    return redirect("web:ways")
