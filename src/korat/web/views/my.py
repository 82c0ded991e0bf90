"""My page, who looked at my data, my messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.messages import actions as marked
from korat.blocks.messages import queries as messages
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.web import session
from korat.web.present import faces, filters, looks
from korat.web.present import inbox as present_inbox
from korat.web.signin import signed_in_person


@signed_in_person
def my(request: HttpRequest) -> HttpResponse:
    actor, now = session.actor_or_404(request), clock.now()
    own = people.person_private(actor, actor.subject, now)
    unread = messages.unread(actor.subject)
    context = {
        "name": own.names.show() if own else "",
        "doors": [
            {"url": reverse("web:inbox"), "icon": "mail", "label": _("Messages"), "count": unread},
            {"url": reverse("web:looks"), "icon": "eye", "label": _("Who looked at my data")},
            {"url": reverse("web:sessions"), "icon": "monitor-smartphone", "label": _("Where I am signed in")},
            *keys_door(actor),
        ],
        "cases": [faces.item(face) for face in cases.own_cases(actor)],
    }
    return render(request, "web/my.html", context)


def keys_door(actor: Actor) -> list[dict[str, object]]:
    """Officials have keys of their own."""
    return (
        [{"url": reverse("web:keys"), "icon": "key-round", "label": _("Keys to my account")}] if actor.reach() else []
    )


@signed_in_person
def who_looked(request: HttpRequest) -> HttpResponse:
    """Each look with office, post, purpose, legal ground and time; own looks folded."""
    actor, now = session.actor_or_404(request), clock.now()
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind="ledger.looks.read"):
        page = ledger_read.looks_at(actor.subject, before=filters.key(request.GET.get("before", "")))
    about = cases.references({look.about for look in page.items if look.about})
    return render(request, "web/looks.html", looks.page(page, about))


@signed_in_person
def inbox(request: HttpRequest) -> HttpResponse:
    actor, now = session.actor_or_404(request), clock.now()
    page = messages.inbox(actor, now, before=filters.key(request.GET.get("before", "")))
    for message in page.items:
        if message.read_at is None:
            marked.read(actor=actor, message=message.uuid, now=now)
    return render(request, "web/inbox.html", present_inbox.page(page, cases.references))
