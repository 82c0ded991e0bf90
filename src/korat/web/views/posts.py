"""Posts of one's reach, who holds them, and who comes and leaves: heads for good, acting heads by an order for its days."""

from __future__ import annotations

from django.contrib import messages as notices
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
from korat.kernel.errors import NotFound
from korat.web import session
from korat.web.post_forms import ActingForm, LeavingForm, TermForm
from korat.web.present import posts as present
from korat.web.present import words
from korat.web.signin import official
from korat.web.signin.stepup import freshly
from korat.web.views import naming
from korat.web.views.keys import managed


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
    form = naming.step(request, actor, one, ActingForm)
    if isinstance(form, HttpResponse):
        return form
    context = {
        "post": one.names,
        "office": words.office(one.office),
        "holders": holders(actor, one),
        "form": form,
        "give_url": reverse("web:post_head", args=[code]),
        "back_url": reverse("web:posts"),
    }
    return render(request, "web/post.html", context, status=422 if form.errors else 200)


@never_cache
@official
@freshly("people.manage")
def head(request: HttpRequest, code: str) -> HttpResponse:
    """Giving the post to somebody for good: whom, from which day; read back; then given."""
    actor, one = managing(request, code)
    form = naming.step(request, actor, one, TermForm)
    if isinstance(form, HttpResponse):
        return form
    context = {
        "title": _("Give this post to somebody"),
        "lead": words.signature(one.code, one.office),
        "form": form,
        "back_url": reverse("web:post", args=[code]),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


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


@never_cache
@official
@freshly("people.manage")
def end(request: HttpRequest, code: str, term: int) -> HttpResponse:
    """The first tap asks who takes over the open work, the second ends."""
    actor, one = managing(request, code)
    found, now = held(one, term), clock.now()
    staying = [term for term in people.terms_in(found.office, now) if term.person != found.person]
    form = LeavingForm([term.id for term in staying], request.POST if request.method == "POST" else None)
    if form.is_valid():
        following = people.term(form.term() or 0)
        actions.leave(actor=actor, term=found.id, now=now, hand_over_to=following.person if following else None)
        notices.success(request, _("The term has ended, from this moment on."))
        return redirect("web:post", one.code)
    names = names_of(actor, "people.manage", [term.person for term in (found, *staying)], now)
    form.show({term.id: present.said(term, names) for term in staying})
    context = {
        "title": _("End this term now?"),
        "lead": present.said(found, names),
        "form": form,
        "submit_label": _("Yes, end the term"),
        "back_url": reverse("web:post", args=[one.code]),
    }
    return render(request, "web/question.html", context, status=422 if form.errors else 200)


def held(one: PostView, term: int) -> TermView:
    running = people.terms_over([one.office], clock.now())
    found = next((each for each in running if each.id == term and each.post == one.code), None)
    if found is None:
        raise NotFound
    return found
