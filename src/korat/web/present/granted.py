"""The paper by which a case was granted: to be signed on the office's page of it, to be taken on the reporter's own."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.cases.values import CasePage
from korat.blocks.catalog.definition import Output
from korat.blocks.documents.papers import queries as papers
from korat.blocks.documents.papers.queries import PaperView
from korat.kernel.dates import format_date
from korat.kernel.errors import Conflict
from korat.kernel.texts import Text
from korat.web import addresses
from korat.web.present import case, faces, words
from korat.web.present.papers import Content, moment, row
from korat.web.present.papers import shown as said
from korat.web.present.services import clause

# Whose page of a case has it: never a crew's, never the public's.
SHOWN_TO = ("own", "mandate", "office")


def card(shown: CasePage) -> list[Content]:
    """A line for each paper, of the services that hand some out, once they are granted; asks once, for those alone."""
    face = shown.face
    handles = shown.relation != "office" or shown.purpose == "case.handle"
    outputs = face.service.granted(face.step.code) if shown.relation in SHOWN_TO and handles and not face.lead else ()
    if not outputs:
        return []
    signed = {one.kind: one for one in papers.holding(face.uuid, [one.paper for one in outputs if one.paper])}
    return [line(shown, one, signed.get(one.paper or "")) for one in outputs]


def line(shown: CasePage, output: Output, signed: PaperView | None) -> Content:
    office = shown.relation == "office"
    may_sign = office and signed is None and bool(name_of(shown))
    return {
        "names": output.names,
        "number": signed.number if signed else "",
        "issued_at": signed.issued_at if signed else None,
        "url": addresses.of("web:document", signed.uuid) if signed else "",
        "file_url": addresses.of("web:paper_file", signed.uuid) if signed else "",
        "file_label": _("Open the PDF") if office else take(output),
        "sign_url": reverse("web:paper_granted", args=[shown.face.reference, output.paper]) if may_sign else "",
        "sign_label": _("Sign the permit (PDF)") if output.paper == "licence" else _("Sign the certificate (PDF)"),
        "office": office,
    }


def take(output: Output) -> str:
    return _("Take the permit (PDF)") if output.paper == "licence" else _("Take the certificate (PDF)")


def name_of(shown: CasePage) -> str:
    return shown.contact.name.strip() if shown.contact else ""


def content(shown: CasePage, output: Output) -> Content:
    """The words of the paper. It is written for somebody: Conflict where nobody's name is known any more."""
    face, name = shown.face, name_of(shown)
    if not name:
        raise Conflict(
            th="เรื่องนี้ไม่มีชื่อผู้ขอ จึงออกเอกสารนี้ให้ใครไม่ได้",
            en="Nobody's name is known in this case, so the paper cannot be written for anybody.",
            code="nameless",
        )
    until = cases.holds_until(face.service, face.closed_at) if face.closed_at else None
    answers = case.answers(face, shown.report.answers if shown.report else {})
    rows = [
        row(_("Issued to"), name),
        row(_("Service"), face.service.names.show()),
        row(_("Kind"), said(faces.title(face)) if face.category else ""),
        *(row(label.show(), value) for label, value in answers),
        row(_("Place"), words.place(face.place or face.jurisdiction)),
        row(_("Legal ground"), " · ".join(clause(law) for law in face.service.law)),
        row(_("Granted"), moment(face.closed_at) if face.closed_at else ""),
        row(_("Valid until"), format_date(until) if until else ""),
    ]
    return {
        "title": in_all_languages(output.names),
        "big": face.reference,
        "rows": [one for one in rows if one["value"]],
        "notes": [
            _("This paper can be taken back, for instance when the case is taken up again: the check below tells.")
        ],
    }


def in_all_languages(names: Text) -> str:
    """The reader's own first, then the others."""
    others = [names.show(tag) for tag, _wording in names.wordings if tag != names.language()]
    return " · ".join(dict.fromkeys([names.show(), *others]))
