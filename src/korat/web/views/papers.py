"""Papers: taken at the end of a report, from a case or from the record of looks; shown, opened, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.cases import actions as cases_write
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CasePage
from korat.blocks.documents.papers import actions, queries
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound
from korat.web import limits, session
from korat.web.present import claim_paper
from korat.web.present import granted as present_granted
from korat.web.present import papers as present
from korat.web.signin import signed_in_person
from korat.web.views import cases as of_cases

MOST_LOOKS = 2_000
# Whose post has this authority over a case signs for its office.
SIGNS = "case.handle"


@require_GET
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A paper's public facts for everyone, and the way to its file for its holder; else a photograph."""
    found = queries.paper(uuid)
    if found is None:
        return of_cases.document(request, uuid)
    actor = session.actor(request)
    opens = actor is not None and (actor.subject == found.subject or bool(cases.ground_to_open(actor, found)))
    context = present.page(found, opens=opens, revocable=queries.may_revoke(actor, uuid))
    response = render(request, "web/paper.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The PDF, to its holder; a permit also to who follows the case for them, and to the office that signed it."""
    actor, found = session.actor_or_404(request), queries.paper(uuid)
    ground = cases.ground_to_open(actor, found) if found and found.subject != actor.subject else None
    grant, purpose = ground or (None, "self")
    return pdf_response(queries.file_of(actor, uuid, clock.now(), purpose=purpose, grant=grant), f"{uuid}.pdf")


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if reason not in queries.REASONS:
        raise Http404
    actions.revoke_paper(actor=session.actor_or_404(request), now=clock.now(), paper=uuid, reason=reason)
    notices.success(request, _("The paper is revoked. Whoever checks it from now on is told so."))
    return redirect("web:document", uuid)


@require_POST
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation of one's own report; the one made before, if nothing has happened since."""
    actor, now = session.actor_or_404(request), clock.now()
    shown = cases.case_page(actor=actor, reference=reference, now=now)
    if shown.relation != "own":
        raise NotFound()
    face, language = shown.face, present.language()
    made = queries.newest(
        kind="confirmation", about=face.uuid, subject=face.subject, language=language, since=face.updated_at
    )
    if made:
        return redirect("web:document", made.uuid)
    limits.count(request, "paper", times=30, minutes=10)
    issued = actions.issue_paper(
        actor=actor, now=now, issuer=present.issuer(), kind="confirmation", office=face.office, subject=face.subject,
        about=face.uuid, content=present.confirmation(shown), language=language,
        grant=actor.grant_for("self", subject=face.subject),
    )  # fmt: skip
    return redirect("web:document", issued.uuid)


@require_POST
def issued(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation as the office signs it, to hand to the reporter, whose paper it is from then on."""
    shown = to_sign(request, reference)
    return handed_out(request, shown, "confirmation", present.confirmation(shown))


@require_POST
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter to the contractor, to print or to send. We keep what proves it; the file is the office's."""
    shown = to_sign(request, reference)
    if shown.face.channel != "reaction":
        raise NotFound()
    letter = claim_paper.content(session.actor_or_404(request), shown.face)
    return handed_out(request, shown, "claim", letter, kept=False)


def to_sign(request: HttpRequest, reference: str) -> CasePage:
    """The page of a case, for who signs for the office that handles it."""
    shown = cases.case_page(actor=session.actor_or_404(request), reference=reference, now=clock.now())
    if shown.relation != "office" or shown.purpose != SIGNS:
        raise NotFound()
    limits.count(request, "paper", times=30, minutes=10)
    return shown


def handed_out(
    request: HttpRequest, shown: CasePage, kind: str, content: present.Content, *, kept: bool = True
) -> HttpResponse:
    face = shown.face
    made = actions.issue_paper(
        actor=session.actor_or_404(request), now=clock.now(), issuer=present.issuer(), kind=kind, office=face.office,
        subject=face.subject, about=face.uuid, content=content, language=present.language(), purpose=SIGNS,
        grant=shown.grant, kept=kept,
    )  # fmt: skip
    return pdf_response(made.pdf, f"{face.reference}.pdf")


@require_POST
def granted(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Sign the paper by which the case was granted. From then on its reporter takes it from their own page."""
    actor, now = session.actor_or_404(request), clock.now()
    shown = cases.case_page(actor=actor, reference=reference, now=now)
    output = next((one for one in shown.face.service.granted(shown.face.step.code) if one.paper == kind), None)
    if shown.relation != "office" or shown.purpose != SIGNS or output is None:
        raise NotFound()
    limits.count(request, "paper", times=30, minutes=10)
    cases_write.sign(
        actor=actor, now=now, reference=reference, kind=kind, content=present_granted.content(shown, output),
        issuer=present.issuer(), language=present.language(),
    )  # fmt: skip
    notices.success(request, _("It is signed. Whoever asked for it finds it on this page, too."))
    return redirect("web:case", reference)


@require_POST
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """Number and key on paper, for who holds the key already. The file is handed over once and not kept."""
    limits.count(request, "paper", times=30, minutes=10)
    now, key = clock.now(), ids.normal_key(request.POST.get("follow_key", ""))
    face, reporter = cases.case_face(reference), cases.reporter_by_key(reference, key, now)
    if face is None or reporter is None:
        raise NotFound()
    issued = actions.issue_paper(
        actor=reporter, now=now, issuer=present.issuer(), kind="slip", office=face.office, subject=face.subject,
        about=face.uuid, content=present.slip(face, key), language=present.language(), kept=False,
    )  # fmt: skip
    return pdf_response(issued.pdf, f"{face.reference}.pdf")


@signed_in_person
@require_POST
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at one's data, on paper."""
    limits.count(request, "paper", times=30, minutes=10)
    actor, now = session.actor_or_404(request), clock.now()
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind="ledger.looks.read"):
        found = ledger_read.looks_at(actor.subject, limit=MOST_LOOKS).items
    about = cases.references({look.about for look in found if look.about})
    issued = actions.issue_paper(
        actor=actor, now=now, issuer=present.issuer(), kind="looks", office=None, subject=actor.subject, about=None,
        content=present.of_looks(found, about, now), language=present.language(),
        grant=actor.grant_for("self", subject=actor.subject),
    )  # fmt: skip
    return redirect("web:document", issued.uuid)
