"""My page, who looked at my data, my messages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from korat.blocks.cases import actions
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CaseFace
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
    unread, found = messages.unread(actor.subject), cases.own_cases(actor)
    context = {
        "name": own.names.show() if own else "",
        "doors": [
            {"url": reverse("web:inbox"), "icon": "mail", "label": _("Messages"), "count": unread},
            {"url": reverse("web:ways"), "icon": "settings-2", "label": _("How messages reach me")},
            {"url": reverse("web:bookings"), "icon": "calendar-days", "label": _("My bookings")},
            {"url": reverse("web:looks"), "icon": "eye", "label": _("Who looked at my data")},
            {"url": reverse("web:sessions"), "icon": "monitor-smartphone", "label": _("Where I am signed in")},
            *keys_door(actor),
            {"url": reverse("web:grants"), "icon": "handshake", "label": _("Grants and mandates")},
            {"url": reverse("web:export"), "icon": "download", "label": _("Download what is held about me")},
        ],
        "cases": [faces.item(face, own=True) for face in found if not is_review(face)],
        "reviews": [faces.item(face, own=True) for face in found if is_review(face)],
        "lent": followed(actor),
    }
    return render(request, "web/my.html", context)


def is_review(face: CaseFace) -> bool:
    """An emergency look at oneself, which the house itself had reviewed: nobody reported it."""
    return bool(face.service.duty and face.category and face.category.code == "emergency")


def keys_door(actor: Actor) -> list[dict[str, object]]:
    """Officials have keys of their own."""
    return (
        [{"url": reverse("web:keys"), "icon": "key-round", "label": _("Keys to my account")}] if actor.reach() else []
    )


def followed(actor: Actor) -> list[dict[str, object]]:
    """The cases of those who let the actor follow them, under the name of each."""
    found = cases.lent_cases(actor)
    names = {one.grant.subject: one.name for one in people.mandates_of(actor, clock.now())} if found else {}
    return [
        {"name": names.get(giver, ""), "cases": [faces.item(face, own=True) for face in theirs]}
        for giver, theirs in found.items()
    ]


@signed_in_person
def who_looked(request: HttpRequest) -> HttpResponse:
    """Each look with office, post, purpose, legal ground and time; own looks folded."""
    actor, now = session.actor_or_404(request), clock.now()
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind="ledger.looks.read"):
        page = ledger_read.looks_at(actor.subject, before=filters.key(request.GET.get("before", "")))
        disputed = cases.disputed(actor)
    about = cases.references({look.about for look in page.items if look.about})
    return render(request, "web/looks.html", looks.page(page, about, disputed))


@require_POST
@signed_in_person
def dispute(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One tap: this look was not right. The data protection officer has a case of it."""
    opened = actions.dispute(actor=session.actor_or_404(request), look=uuid, now=clock.now())
    notices.success(request, _("The data protection officer has your case. You can add a few words below."))
    return redirect("web:case", opened.reference)


@signed_in_person
def inbox(request: HttpRequest) -> HttpResponse:
    actor, now = session.actor_or_404(request), clock.now()
    page = messages.inbox(actor, now, before=filters.key(request.GET.get("before", "")))
    for message in page.items:
        if message.read_at is None:
            marked.read(actor=actor, message=message.uuid, now=now)
    return render(request, "web/inbox.html", present_inbox.page(page, cases.references))
