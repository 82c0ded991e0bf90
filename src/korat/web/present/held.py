"""All that is held about a person, in words: rows, tables and notes, as a paper shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.cases.queries import Erasable, Kept
from korat.blocks.catalog import queries as catalog
from korat.web.present import words
from korat.web.templatetags.parts import show, thai_date, thai_datetime

Row = dict[str, str]
Table = dict[str, Any]


def content(held: Mapping[str, Any]) -> dict[str, Any]:
    """Texts only."""
    return {
        "title": _("All that is held about me"),
        "lead": _("Made for the person concerned on request. Right of access: %(law)s")
        % {"law": words.basis(held["law"]["basis"])},
        "rows": [*person(held["person"])],
        "tables": [table for table in tables(held) if table["rows"]],
        "notes": [
            _("The file in JSON says the same in full, word for word."),
            _("What is missing or wrong can be corrected, and what the law lets go can be erased: see My page."),
        ],
    }


def person(held: Mapping[str, Any]) -> Iterable[Row]:
    private = held["private"] or {}
    called = " ".join(filter(None, (private.get("title"), private.get("given"), private.get("family"))))
    parts = (private.get("address") or {}).items()
    home = " ".join(_("Moo %(number)s") % {"number": value} if name == "moo" else str(value) for name, value in parts)
    said = (
        (_("Name"), called),
        (_("Date of birth"), thai_date(private.get("birth_date"))),
        (_("Citizen number"), private.get("citizen_number", "")),
        (_("Telephone"), private.get("phone", "")),
        (_("E-mail"), private.get("email", "")),
        (_("Address"), home),
        (_("Ways to sign in"), ", ".join(filter(None, (one["phone"] or one["email"] for one in held["accounts"])))),
    )
    return ({"label": label, "value": value} for label, value in said if value)


def tables(held: Mapping[str, Any]) -> Iterable[Table]:
    yield table(
        _("My reports and requests"), (_("Number"), _("Sent"), _("What"), _("In your words")), map(case, held["cases"])
    )
    yield table(_("Messages"), (_("When"), _("Title"), _("Text")), map(message, held["messages"]))
    yield table(_("Photographs and papers"), (_("When"), _("Kind"), _("File")), map(document, held["documents"]))
    yield table(_("Who looked"), (_("When"), _("Office"), _("Purpose"), _("Legal ground")), map(look, held["looks"]))
    yield table(_("What was done"), (_("When"), _("Office"), _("What"), _("Words")), map(act, held["acts"]))
    yield table(_("Grants"), (_("Kind"), _("Purposes"), _("From"), _("Until")), map(grant, held["grants"]))


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    return {"title": title, "head": list(head), "rows": [[show(cell) for cell in row] for row in rows]}


def case(one: Mapping[str, Any]) -> Sequence[object]:
    service = catalog.service_or_fail(one["service"])
    category = service.known_category(one["category"])
    report, contact = one.get("report") or {}, one.get("contact") or {}
    private = (report.get("description"), report.get("landmark"), *map(contact.get, ("name", "phone", "email")))
    said = " · ".join(filter(None, private))
    return (one["reference"], thai_datetime(one["opened_at"]), category.names if category else service.names, said)


def message(one: Mapping[str, Any]) -> Sequence[object]:
    return (thai_datetime(one["made_at"]), one["title"], one["body"])


def document(one: Mapping[str, Any]) -> Sequence[object]:
    return (
        thai_datetime(one["made_at"]),
        kinds().get(one["kind"], one["kind"]),
        one.get("file") or _("not in this download"),
    )


def look(one: Mapping[str, Any]) -> Sequence[object]:
    if opens_at := one.get("opens_at"):
        return ("", _("Kept shut by law until %(day)s") % {"day": thai_date(opens_at, "long")}, "", "")
    return (thai_datetime(one["occurred_at"]), who(one), words.purpose(one["purpose"]), words.basis(one["basis"]))


def act(one: Mapping[str, Any]) -> Sequence[object]:
    said = " · ".join(str(value) for value in (one["detail"] or {}).values())
    return (thai_datetime(one["occurred_at"]), who(one), words.purpose(one["purpose"]), said)


def kinds() -> Mapping[str, str]:
    """Of files and of grants."""
    return {
        "photo": _("photograph"),
        "after_photo": _("photograph after the work"),
        "paper": _("paper"),
        "evidence": _("file sent as evidence"),
        "self": _("oneself"),
        "post": _("an office's post"),
        "mandate": _("mandate"),
        "consent": _("consent"),
        "emergency": _("emergency"),
    }


def who(one: Mapping[str, Any]) -> str:
    return _("Yourself") if one["ground"] == "self" else one["office"] or words.post(one["post"])


def grant(one: Mapping[str, Any]) -> Sequence[object]:
    purposes = ", ".join(show(words.purpose(code)) for code in one["purposes"])
    return (
        kinds().get(one["kind"], one["kind"]),
        purposes,
        thai_date(one["valid_from"]),
        thai_date(one["ended_at"] or one["valid_to"]),
    )


def erasable(found: Erasable) -> dict[str, object]:
    """What goes, and what stays with the reason."""
    rule = catalog.profile().retention
    return {
        "going": [line for line in going(found) if line],
        "kept": [{"reference": one.reference, "why": why_kept(one)} for one in found.kept],
        "days": found.days,
        "why": rule.why,
        "basis": words.basis(rule.basis) if rule.basis else "",
    }


def going(found: Erasable) -> Iterable[str]:
    cases, photos, messages = len(found.cases), found.photos, found.messages
    yield (
        ngettext("Your words and contacts in %(n)s closed case", "Your words and contacts in %(n)s closed cases", cases)
        % {"n": cases}
        if cases
        else ""
    )
    yield ngettext("%(n)s photograph", "%(n)s photographs", photos) % {"n": photos} if photos else ""
    yield ngettext("%(n)s message to you", "%(n)s messages to you", messages) % {"n": messages} if messages else ""
    yield _("Your home address, if you gave one")
    yield _("The words in the records of what was done for you")


def why_kept(one: Kept) -> str:
    if one.until is None:
        return _("still open: it can be erased after it is closed")
    return _("closed lately: it can be erased from %(day)s") % {"day": thai_date(one.until, "long")}


def erased(found: Erasable) -> str:
    return _("Erased. The words are gone for good; that something happened stays provable.") + (
        " " + _("Some cases stay for now: the page of erasure says until when.") if found.kept else ""
    )
