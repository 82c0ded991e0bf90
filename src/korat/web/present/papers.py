"""What papers say, in the reader's language: a confirmation, a slip, the record of looks; and the page of a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from korat.blocks.cases.values import CaseFace, CasePage
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.papers.actions import Issuer
from korat.blocks.documents.papers.queries import REASONS, PaperView
from korat.blocks.ledger.queries import ActView
from korat.kernel.dates import format_date, format_datetime
from korat.kernel.phone import show_phone
from korat.kernel.settings import read
from korat.web.present import faces, looks, words

Content = dict[str, object]


def issuer() -> Issuer:
    """The province, as its papers name it."""
    profile = catalog.profile()
    return Issuer(profile.code, profile.names.show(), profile.zone)


def language() -> str:
    return get_language() or "th"


def kind(code: str) -> str:
    return {
        "confirmation": _("Confirmation of a report"),
        "slip": _("Slip with the key of a report"),
        "looks": _("Record of who looked at one's data"),
        "receipt": _("Receipt"),
        "licence": _("Permit or licence"),
        "certificate": _("Certificate"),
        "claim": _("Claim under a warranty"),
        "export": _("All data that is held about a person"),
        "monthly-report": _("Monthly report of an office"),
        "audit-file": _("Audit file"),
    }.get(code, code)


def reason(code: str) -> str:
    return {
        "mistake": _("It holds a mistake"),
        "replaced": _("A newer paper replaces it"),
        "lost": _("It was lost or stolen"),
        "withdrawn": _("It is no longer wanted"),
    }.get(code, "")


def confirmation(shown: CasePage) -> Content:
    """What a reporter can show to others: that the report was received, when, and what was promised."""
    rows = [*of_case(shown.face), *contact_rows(shown)]
    if shown.report and shown.report.description:
        rows.append(row(_("Description"), shown.report.description))
    return {
        "title": kind("confirmation"),
        "lead": _("We have received this report and answer for it as promised below."),
        "big": shown.face.reference,
        "rows": rows,
        "notes": [
            _("Follow the report at %(address)s") % {"address": whole(reverse("web:case", args=[shown.face.reference]))}
        ],
    }


def slip(face: CaseFace, key: str) -> Content:
    """For who reported without an account. We keep no copy of it."""
    return {
        "title": kind("slip"),
        "lead": _("With the number and this key you can follow, answer and reopen your report. Keep it to yourself."),
        "big": key,
        "rows": [row(_("Number"), face.reference), *of_case(face)],
        "notes": [
            _("Type both at %(address)s") % {"address": whole(reverse("web:follow"))},
            _("We keep no copy of this paper and cannot show the key again."),
        ],
    }


def taken_in(face: CaseFace) -> Content:
    """For a named person whose report an official took in."""
    return {
        "title": kind("slip"),
        "lead": _(
            "We took this report in for you. It stands on your own page, where you can follow, answer and reopen it."
        ),
        "big": face.reference,
        "rows": of_case(face),
        "notes": [
            _("Follow the report at %(address)s") % {"address": whole(reverse("web:case", args=[face.reference]))}
        ],
    }


def of_looks(found: Sequence[ActView], about: Mapping[UUID, str], now: datetime) -> Content:
    """Every look of others, newest first."""
    others = [looks.line(look, about) for look in found if look.ground != "self"]
    own = len(found) - len(others)
    return {
        "title": kind("looks"),
        "lead": _("Each look at your private data is written down before the data opens."),
        "rows": [
            row(_("As of"), moment(now)),
            row(_("Looks of others"), str(len(others))),
            row(_("Own looks"), str(own)),
        ],
        "tables": [look_table(others)] if others else [],
    }


def look_table(others: Sequence[Mapping[str, object]]) -> Content:
    return {
        "title": _("Looks of others"),
        "head": [_("When"), _("Who"), _("Why"), _("Legal ground"), _("Report")],
        "rows": [
            [moment(at), " ".join(filter(None, (str(look["post"]), str(look["office"])))), shown(look["purpose"]),
             shown(look["basis"]), str(look["what"])]
            for look in others if isinstance(at := look["at"], datetime)
        ],
    }  # fmt: skip


def of_case(face: CaseFace) -> list[Content]:
    found = [
        row(_("Service"), face.service.names.show()),
        row(_("Kind"), shown(faces.title(face))),
        row(_("Place"), words.place(face.place or face.jurisdiction)),
        row(_("Reported"), moment(face.opened_at)),
        row(_("Office"), words.office(face.office)),
        row(_("First answer by"), moment(face.answer_due_at) if face.answer_due_at else ""),
        row(_("Completion by"), moment(face.due_at) if face.due_at else ""),
    ]
    return [one for one in found if one["value"]]


def contact_rows(found: CasePage) -> list[Content]:
    if found.contact is None:
        return []
    phone = show_phone(found.contact.phone) if found.contact.phone else ""
    given = ((_("Reporter"), found.contact.name), (_("Telephone"), phone), (_("E-mail"), found.contact.email))
    return [row(label, value) for label, value in given if value]


def page(found: PaperView, *, opens: bool, revocable: bool) -> Content:
    """The public facts of a paper, and what its holder may do with it."""
    rows = [
        row(_("Paper number"), found.number),
        row(_("Issued"), moment(found.issued_at)),
        row(_("Issued by"), words.office(found.office) or issuer().name),
    ]
    if found.expires_on:
        rows.append(row(_("Valid until"), format_date(found.expires_on)))
    if found.revoked_at:
        rows.append(row(_("Revoked"), f"{moment(found.revoked_at)} · {reason(found.revoked_for)}"))
    return {
        "title": kind(found.kind),
        "rows": rows,
        "revoked": found.revoked_at,
        "file_url": reverse("web:paper_file", args=[found.uuid]) if opens and found.kept else "",
        "revoke_url": reverse("web:paper_revoke", args=[found.uuid]) if revocable else "",
        "reasons": [{"code": code, "label": reason(code)} for code in REASONS],
    }


def whole(path: str) -> str:
    """An address as one types it from paper."""
    return f"{read().address}{path}"


def row(label: str, value: str) -> Content:
    return {"label": label, "value": value}


def moment(at: datetime) -> str:
    return format_datetime(at, catalog.zone())


def shown(value: object) -> str:
    show = getattr(value, "show", None)
    return str(show() if show else value)
