"""Fees: the cashier's desk, a bank's statement, cash at the counter, receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CasePage
from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.papers import queries as papers_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import actions
from korat.blocks.payments import queries as payments
from korat.blocks.payments.queries import InvoiceView
from korat.blocks.people import queries as people
from korat.kernel import clock, ids
from korat.kernel.errors import NotFound, Refused
from korat.kernel.texts import clean
from korat.web import limits, session
from korat.web.fee_forms import DecideForm, StatementForm
from korat.web.forms import once
from korat.web.present import fees as present
from korat.web.present import papers as present_papers
from korat.web.signin import official
from korat.web.views.papers import pdf_response

MOST = 100


@official
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What a cashier has to decide, what is still to be paid, and where a statement goes in."""
    return show(request, session.official_or_404(request))


def show(request: HttpRequest, actor: Actor, form: StatementForm | None = None, status: int = 200) -> HttpResponse:
    offices, now = offices_of(actor), clock.now()
    codes = [office for office, _names in offices]
    waiting = payments.open_invoices(codes, MOST)
    context = {
        "statement": form or StatementForm(offices),
        "exceptions": [
            {**present.exception(one), "form": DecideForm(prefix=str(one.uuid))}
            for one in payments.exceptions(codes, MOST)
        ],
        "bills": present.lines(waiting, named({one.about for one in waiting}), now),
        "key": ids.uuid7().hex,
    }
    return render(request, "web/fees.html", context, status=status)


def named(abouts: set[UUID]) -> dict[UUID, str]:
    """The numbers of the cases, and of the bookings whose deposits they are."""
    return {**cases.references(abouts), **bookings.references(abouts)}


def offices_of(actor: Actor) -> list[tuple[int, object]]:
    """The tills an actor may work at. Who works at none finds no such page."""
    found = [(office, people.organisation_by_id(office)) for office in payments.tills(actor)]
    offices: list[tuple[int, object]] = [(office, one.names) for office, one in found if one]
    if not offices:
        raise Http404
    return offices


@official
@require_POST
def statement(request: HttpRequest) -> HttpResponse:
    """Read a bank's file and say what became of each line."""
    actor = session.official_or_404(request)
    form = StatementForm(offices_of(actor), request.POST, request.FILES)
    if not form.is_valid():
        return show(request, actor, form, 422)
    try:
        found = actions.import_statement(
            actor=actor, now=clock.now(), cashier=form.cleaned_data["office"], data=form.cleaned_data["file"].read()
        )
    except Refused as refused:
        form.add_error("file", refused.show())
        return show(request, actor, form, refused.status)
    return render(request, "web/statement.html", present.report(found))


@official
@require_POST
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, form = session.official_or_404(request), DecideForm(request.POST, prefix=str(uuid))
    if not form.is_valid():
        notices.error(request, _("Please choose what is done with it."))
        return redirect("web:fees")
    try:
        actions.decide(actor=actor, now=clock.now(), payment=uuid, **form.cleaned_data)
    except NotFound:
        raise
    except Refused as refused:
        notices.error(request, refused.show())
    else:
        notices.success(request, _("It is written down."))
    return redirect("web:fees")


@official
@require_POST
def cash(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cash at the counter; the receipt, signed by the post that took it, is handed over at once."""
    actor, now = session.official_or_404(request), clock.now()
    actions.take_cash(actor=actor, now=now, invoice=uuid, key=once(request.POST))
    return handed_out(request, actor, now, uuid)


def handed_out(request: HttpRequest, actor: Actor, now: datetime, invoice: UUID) -> HttpResponse:
    found = payments.invoice(invoice)
    if found is None or found.state != "paid":
        raise NotFound()
    payer, case = clean(request.POST.get("payer", "")[:400], 240), named({found.about}).get(found.about, "")
    made = papers.issue_paper(
        actor=actor, now=now, issuer=present_papers.issuer(), kind="receipt", office=found.cashier, subject=found.subject,
        about=found.uuid, content=present.receipt(found, case, payer, present_papers.kind("receipt")),
        language=present_papers.language(), purpose=payments.COLLECT,
        grant=actor.grant_for(payments.COLLECT, office=found.cashier),
    )  # fmt: skip
    return pdf_response(made.pdf, f"{found.reference}.pdf")


@official
@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, reason = session.official_or_404(request), clean(request.POST.get("reason", "")[:800], 500)
    actions.cancel(actor=actor, now=clock.now(), invoice=uuid, reason=reason)
    notices.success(request, _("The bill is cancelled."))
    return redirect("web:fees")


@require_POST
def receipt(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """One's own receipt under the cashier's seal; the one made before, if it still holds."""
    actor, now, language = session.actor_or_404(request), clock.now(), present_papers.language()
    shown, found = cases.case_page(actor=actor, reference=reference, now=now), payments.invoice(uuid)
    ours = found is not None and found.about == shown.face.uuid and shown.relation == "own"
    if found is None or not ours or found.state != "paid" or found.settled_at is None:
        raise NotFound()
    limits.count(request, "paper", times=30, minutes=10)
    made = papers_read.newest(
        kind="receipt", about=found.uuid, subject=found.subject, language=language, since=found.settled_at
    )
    return redirect("web:document", made.uuid if made else issued(actor, now, found, shown))


def issued(actor: Actor, now: datetime, found: InvoiceView, shown: CasePage) -> UUID:
    payer = shown.contact.name if shown.contact else ""
    title, grant = present_papers.kind("receipt"), actor.grant_for("self", subject=found.subject)
    return papers.issue_paper(
        actor=actor, now=now, issuer=present_papers.issuer(), kind="receipt", office=found.cashier, subject=found.subject,
        about=found.uuid, content=present.receipt(found, shown.face.reference, payer, title), grant=grant,
        language=present_papers.language(),
    ).uuid  # fmt: skip
