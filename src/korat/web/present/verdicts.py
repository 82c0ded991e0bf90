"""What a check found, in a clerk's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.catalog.definition import GRANTED
from korat.blocks.documents.papers.claims import Claims
from korat.blocks.documents.papers.verify import Finding, State
from korat.blocks.people import queries as people
from korat.kernel.dates import format_date
from korat.web.present.papers import kind

STATES: tuple[State, ...] = ("valid", "altered", "revoked", "expired", "unknown_issuer", "not_a_paper")
KINDS = ("confirmation", "slip", "looks", "receipt", *GRANTED, "claim", "export", "monthly-report", "audit-file")
COLOURS = {"valid": "sustainability", "expired": "opportunity", "unknown_issuer": "opportunity", "not_a_paper": "slate"}
ICONS = {"valid": "badge-check", "revoked": "ban", "expired": "calendar-x", "unknown_issuer": "circle-question-mark"}


def page(found: Finding, issuer_name: str) -> dict[str, object]:
    """The verdict and what the paper says of itself."""
    return {
        "state": found.state,
        "title": title(found.state),
        "text": text(found, issuer_name),
        "colour": COLOURS.get(found.state, "safety"),
        "icon": ICONS.get(found.state, "circle-x"),
        "rows": rows(found),
        "list": age(found.list_days) if found.list_days is not None and found.claims else "",
    }


def title(state: str) -> str:
    return {
        "valid": _("This paper is valid"),
        "altered": _("Do not trust this paper: it was altered"),
        "revoked": _("Do not trust this paper: it was revoked"),
        "expired": _("This paper was genuine, but has expired"),
        "unknown_issuer": _("This paper is not from us"),
        "not_a_paper": _("We could not read a paper's seal here"),
    }[state]


def text(found: Finding, issuer_name: str) -> str:
    return {
        "valid": _("It was issued by %(issuer)s and nothing in its seal was changed.") % {"issuer": issuer_name},
        "altered": altered(found.why),
        "revoked": _("The office that issued it has taken it back. Ask for a new one."),
        "expired": _("Ask the holder for a newer one."),
        "unknown_issuer": _("It is sealed with a key that is not ours. Ask the province that it names: %(issuer)s.")
        % {"issuer": found.claims.issuer if found.claims else ""},
        "not_a_paper": _(
            "Scan the whole QR again, or choose the PDF as you received it. A photo or a print cannot be uploaded."
        ),
    }[found.state]


def dictionary(issuer_name: str) -> dict[str, object]:
    """All of these words at once, for the page that finds the answer by itself."""
    unread = Claims(UUID(int=0), b"", "", "", "{issuer}", date.min)
    return {
        "titles": {state: title(state) for state in STATES},
        "texts": {state: text(Finding(state, unread), issuer_name) for state in STATES},
        "altered": {why: altered(why) for why in ("seal", "data", "signature", "file")},
        "kinds": {code: kind(code) for code in KINDS},
        "labels": {
            "kind": _("Kind of paper"), "number": _("Paper number"), "issued": _("Issued"), "expires": _("Valid until"),
            "signed_by": _("Signed by"),
        },
        "big": {code: in_large_letters(code) for code in KINDS},
        "hour": _("The list of revoked papers is hardly older than an hour."),
        "hours": _("The list of revoked papers is {hours} hours old: a paper revoked since is not on it."),
        "days": _("The list of revoked papers is {days} days old: a paper revoked since is not on it."),
        "no_list": _("There is no list of revoked papers here: whether this paper was revoked is not known."),
        "compare": _("This is what was sealed. Compare it with what you see on the paper."),
    }  # fmt: skip


def altered(why: str) -> str:
    return {
        "seal": _("The seal in its QR does not fit what the QR says."),
        "data": _("The data inside is not what was sealed."),
        "signature": _("It does not bear the signature of one of our offices."),
        "files": _("A file in it was changed, added or taken away."),
        "file": _("The file was changed after it was signed, or did not arrive whole."),
    }.get(why, "")


def rows(found: Finding) -> list[dict[str, str]]:
    """What the seal itself says: to be compared with what is printed. Nothing of an altered paper is repeated."""
    if found.claims is None or found.state in ("altered", "unknown_issuer"):
        return []
    said = found.claims
    signed = [{"label": _("Signed by"), "value": signer(found)}] if found.signed_by else []
    return [
        {"label": _("Kind of paper"), "value": kind(said.kind)},
        {"label": _("Paper number"), "value": said.number},
        {"label": _("Issued"), "value": day(said.issued)},
        *([{"label": _("Valid until"), "value": day(said.expires)}] if said.expires else []),
        *signed,
        *of_content(found.content.get("content"), said.kind),
    ]


def signer(found: Finding) -> str:
    """The office of the signature, in the reader's language where it is one that we know by this very name."""
    office = found.content.get("office")
    known = people.organisation(str(office.get("code", ""))) if isinstance(office, Mapping) else None
    names = people.full_names(known.id) if known else None
    ours = names is not None and found.signed_by in [names.show(tag) for tag, _wording in names.wordings]
    return names.show() if names and ours else found.signed_by


def of_content(content: object, kind: str) -> list[dict[str, str]]:
    """The signed words of a file, so that they can be compared with the pages one sees."""
    if not isinstance(content, Mapping):
        return []
    given = content.get("rows")
    big = [{"label": in_large_letters(kind), "value": str(content["big"])}] if content.get("big") else []
    return big + [
        {"label": str(one.get("label")), "value": str(one.get("value"))}
        for one in (given if isinstance(given, list) else [])
        if isinstance(one, Mapping)
    ]


def in_large_letters(kind: str) -> str:
    """What it is that a paper of this kind prints large."""
    return {"slip": _("Key of the report"), "receipt": _("Amount paid")}.get(kind, _("Case number"))


def day(given: date) -> str:
    return format_date(given)


def age(days: int) -> str:
    if days == 0:
        return _("Compared with today's list of revoked papers.")
    return ngettext(
        "The list of revoked papers is %(days)s day old: a paper revoked since is not on it.",
        "The list of revoked papers is %(days)s days old: a paper revoked since is not on it.",
        days,
    ) % {"days": days}
