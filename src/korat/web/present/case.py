"""The one case page, as its template wants it: the same for a repair, a letter, a referral, a truck slot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from korat.blocks.cases.values import CaseFace, CasePage, Entry
from korat.blocks.catalog.definition import Move
from korat.blocks.catalog.rules import LETTER
from korat.blocks.documents import queries as documents
from korat.blocks.documents.queries import DocumentView
from korat.blocks.ledger import packs
from korat.blocks.people import queries as people
from korat.kernel.dates import format_date, format_span
from korat.kernel.language import current
from korat.kernel.phone import show_phone
from korat.kernel.texts import Text
from korat.web import addresses, case_forms
from korat.web.forms import MoveForm
from korat.web.present import advice, faces, maps, notes, publishing, rules, words

COLOUR_OF_GROUND = {"self": "equality", "mandate": "equality", "post": "opportunity", "service": "slate"}

# Told by an agency's own system.
BY_PROGRAM = ("cases.case.arrived", "cases.case.heard_from_partner")

# What acts other than moves are called: found by each line of each timeline, so said when it is asked for.
SENTENCES = {
    "cases.case.opened": gettext_lazy("Reported"),
    "cases.case.handed_over": gettext_lazy("Handed over to a colleague"),
    "cases.case.categorised": gettext_lazy("Put under another kind"),
    "cases.case.assigned": gettext_lazy("Given to a colleague"),
    "cases.case.noted": gettext_lazy("The office added a note"),
    "cases.case.late": gettext_lazy("The promised day has passed: the office above was told"),
    "cases.case.overdue": gettext_lazy("The time of the pause is over: the office was reminded"),
    "cases.case.reminded": gettext_lazy("The reporter was asked once more"),
    "cases.case.joined": gettext_lazy("Joined with a report of the same thing"),
    "cases.case.parted": gettext_lazy("Parted again: it stands on its own"),
    "cases.case.split": gettext_lazy("Split: each trouble has a case of its own now"),
    "cases.case.made_urgent": gettext_lazy("Made urgent: it comes before other work"),
    "cases.case.made_calm": gettext_lazy("Urgent no more: its ordinary date holds"),
    "cases.case.gathered": gettext_lazy("Gathered with others of the same event, under an order"),
    "cases.case.released": gettext_lazy("The order ended: its clock runs again"),
    "cases.case.returned": gettext_lazy("Returned to the office that had passed it on"),
    "cases.case.taken_over": gettext_lazy(
        "Its office was dissolved by an order: the office in its place goes on with it"
    ),
    "cases.case.asked_elsewhere": gettext_lazy(
        "The agency that was asked was dissolved: the one in its place is asked"
    ),
    "cases.case.day_off": gettext_lazy("A day off was announced: what was promised moved with it"),
    "cases.case.day_on": gettext_lazy("The day off was taken back: the sooner promise holds again"),
    "cases.case.set_out": gettext_lazy("On its way to the owner's own system"),
    "cases.case.arrived": gettext_lazy("It arrived in the owner's own system"),
    "cases.case.stranded": gettext_lazy("The owner's system did not take it: the office tells them in another way"),
    "cases.case.heard_from_partner": gettext_lazy("The owner wrote through its own system"),
    "cases.case.related": gettext_lazy("Linked with another case"),
    "cases.case.bound": gettext_lazy("It was found out which thing it is about"),
    "cases.case.claimed": gettext_lazy("A claim was made under the warranty"),
    "cases.task.costed": gettext_lazy("What the work took was written down"),
    "messages.message.made": gettext_lazy("We wrote to the reporter"),
    "documents.document.published": gettext_lazy("A photo was made public"),
    "payments.invoice.paid": gettext_lazy("The fee was paid"),
    "payments.invoice.cancelled": gettext_lazy("The bill was cancelled"),
    "payments.payment.decided": gettext_lazy("A payment that did not fit was dealt with"),
    "documents.paper.issued": gettext_lazy("A paper was issued"),
    "documents.paper.revoked": gettext_lazy("A paper was revoked"),
}

# Whoever has no look sees no private photograph.
UNSEEN = ("public", "former")
# Whom a step's own words are spoken to.
OWN = ("own", "mandate")
# The number of an entry in the ledger says nothing to who reads one's own case.
FOR_OFFICERS = ("look-act",)


def page(shown: CasePage, photos: Sequence[DocumentView], now: datetime) -> dict[str, object]:
    """Everything but the forms of the moves."""
    return {
        "case": head(shown.face, now, own=shown.relation in OWN),
        **paper(shown),
        **urgency(shown),
        "timeline": timeline(shown, photos),
        "why": why(shown.face),
        "private": private(shown, photos),
        "public": public(shown.face, photos) if shown.face.public else None,
        "anew": rules.anew(shown, now),
        "notes": notes.panel(shown) if shown.relation == "office" else None,
    }


def urgency(shown: CasePage) -> dict[str, str]:
    """The way to say that it is urgent, or is so no more, for who answers it."""
    face = shown.face
    answers_it = shown.relation == "office" and shown.purpose in ("case.handle", "case.triage")
    if not answers_it or face.service.urgency is None or face.state != "open":
        return {}
    label = _("It is urgent no more") if face.urgent else _("Make it urgent")
    return {"urgent_url": addresses.of("web:urgent", face.reference), "urgent_label": label}


def paper(shown: CasePage) -> dict[str, str]:
    """The paper that this reader may take: one's own confirmation, or the office's to sign and hand out."""
    if shown.relation == "own":
        return {"paper_url": addresses.of("web:paper_confirmation", shown.face.reference)}
    if shown.relation != "office" or shown.purpose != "case.handle":
        return {}
    if shown.face.channel != "reaction":
        label = _("Sign a confirmation for the reporter (PDF)")
        return {"paper_url": addresses.of("web:paper_issued", shown.face.reference), "paper_label": label}
    # What the house opened itself has nobody to confirm it to; about a thing under warranty it is a claim.
    if shown.face.asset is None:
        return {}
    label = _("Sign the letter to the contractor (PDF)")
    return {"paper_url": addresses.of("web:paper_claim", shown.face.reference), "paper_label": label}


def head(face: CaseFace, now: datetime, *, own: bool) -> dict[str, object]:
    return {
        "reference": face.reference,
        "service": face.service.names,
        "title": faces.title(face),
        "state": words.state(face.step, own=own),
        "urgent": face.urgent and not face.closed,
        # A step speaks to whose report it is, and to nobody else.
        "explains": face.step.explains if own else "",
        # Of a decision; what was taken back is none.
        "remedy": face.service.remedy if own and face.closed and face.met_at else None,
        "office": words.office(face.office),
        "place": words.place(face.place or face.jurisdiction),
        "clocks": [
            clock(_("First answer"), face, face.answer_due_at, face.answered_at, now),
            clock(_("Completion"), face, face.due_at, face.met_at, now),
        ],
        "map": maps.around(face.point) if face.point else None,
        "pause": rules.pause(face),
        "part": rules.part(face),
    }


def clock(
    label: str, face: CaseFace, due_at: datetime | None, met_at: datetime | None, now: datetime
) -> dict[str, object]:
    """A promise: kept, still running, or late; late is said whether or not it was done in the end. What was over before, such
    as a report taken back, is waited for no more."""
    ended = met_at or (face.closed_at if face.closed else None) or now
    late = due_at is not None and ended > due_at
    taken = _("after %(span)s") % {"span": format_span(met_at - face.opened_at)} if met_at else ""
    said = taken or (_("not needed any more") if face.closed else words.time_left(due_at, now))
    return {"label": label, "words": said, "due": due_at, "late": late, "met": bool(met_at) and not late}


def timeline(shown: CasePage, photos: Sequence[DocumentView]) -> list[dict[str, object]]:
    after = [photo for photo in photos if photo.kind == "after_photo"] if shown.relation not in UNSEEN else []
    lines = [said for entry in reversed(shown.timeline) if (said := line(entry, shown))["title"]]
    finish = next((item for item in lines if item["finishes"]), None)
    if after and finish:
        finish["photo"] = photo(after[-1], _("Photo after the work"))
    return lines


def line(entry: Entry, shown: CasePage) -> dict[str, object]:
    face = shown.face
    move = face.service.known_move(str(entry.facts.get("move", "")))
    step = next((step for step in face.service.known_steps if step.code == entry.facts.get("step")), None)
    own = entry.ground in ("self", "mandate")
    return {
        "when": entry.at,
        "title": move.done if move else "" if notes.is_inside(entry, shown) else sentence(entry),
        "detail": rules.detail(entry, face.service, inside=shown.relation != "public") or detail(entry.facts),
        "photo": None,
        "said": "\n".join(str(value) for value in entry.words.values()),
        "who": who(entry),
        "colour": step.colour if step and move else COLOUR_OF_GROUND.get(entry.ground, "slate"),
        "icon": icon(move, own),
        "keep_url": advice.keep_url(shown, entry),
        "finishes": "photos" in entry.facts or bool(move and move.finishes),
    }


def detail(facts: Mapping[str, object]) -> str:
    """Of what was published: how much was hidden, by kind. Of what arrived at an agency: its number there."""
    if remote := facts.get("remote"):
        return _("Its number there: %(number)s") % {"number": remote}
    counted = facts.get("hidden")
    return (
        _("Hidden: %(hidden)s") % {"hidden": publishing.counts(counted)}
        if isinstance(counted, dict) and counted
        else ""
    )


def who(entry: Entry) -> str:
    if entry.ground == "self":
        return _("Another reporter") if entry.others else _("The reporter")
    if entry.ground == "mandate":
        return _("Somebody with a mandate of the reporter")
    if entry.kind in BY_PROGRAM and isinstance(partner := entry.facts.get("office"), int):
        return words.office(partner)
    return words.signature(entry.post, entry.office)


def icon(move: Move | None, own: bool) -> str:
    if move is None:
        return "send"
    return "message-circle" if own else "circle-check" if move.finishes else "forward"


def sentence(entry: Entry) -> str:
    """What an act other than a move is called; one that tells a reader nothing, such as a carrier's receipt, has no words."""
    return _("We wrote to the office") if entry.facts.get("to") == "office" else str(SENTENCES.get(entry.kind, ""))


def why(face: CaseFace) -> tuple[str, ...]:
    """Why this office: category, side of the border, owner, in sentences."""
    given = face.route.get("why", [])
    reasons = given if isinstance(given, list) else []
    if face.service.duty:
        # The duty alone decides: where something is and whose it is was never asked.
        reasons = [one for one in reasons if one["code"] == "office"]
    about = faces.title(face), face.jurisdiction, face.office, current()
    return tuple(reason(str(one["code"]), str(one["value"]), *about) for one in reasons)


@packs.cached
def reason(code: str, value: str, about: object, town: str | None, office: int | None, _language: str) -> str:
    match code:
        case "category":
            return _("The report is about: %(value)s.") % {"value": about}
        case "jurisdiction":
            return _("The place lies inside %(value)s.") % {"value": words.place_name(value)}
        case "outside":
            return _("The place lies outside the town, so the province passes it on.")
        case "unsure":
            return _("Nobody is sure yet whose area it is, so it is sorted first.")
        case "owner":
            return _("The thing belongs to: %(value)s.") % {"value": owner(value, town, office)}
        case "owner_unknown":
            return _("Whose thing it is, is not known yet: the office checks the register first.")
        case "office":
            return _("So it is answered by %(value)s.") % {"value": words.office(office)}
        case _:
            return value


def owner(code: str, town: str | None, office: int | None) -> str:
    """An owner is an organisation of the pack, or the local government of the place."""
    found = people.organisation(code)
    return found.names.show() if found else words.place_name(town) or words.office(office)


def private(shown: CasePage, photos: Sequence[DocumentView]) -> dict[str, object] | None:
    if shown.report is None:
        return None
    rows: list[dict[str, object]] = []
    if shown.order is not None and shown.relation != "own":
        rows.append(row(_("Work order"), shown.order))
    if shown.report.landmark:
        rows.append(row(_("Landmark") if shown.face.service.about_thing else _("Address"), shown.report.landmark))
    if shown.relation != "crew":
        rows += evidence(shown.face)
    given = shown.report.answers
    if shown.relation == "own":
        given = {code: value for code, value in given.items() if code not in FOR_OFFICERS}
    rows += [row(label, value) for label, value in answers(shown.face, given)]
    if shown.contact:
        rows += contact_rows(shown.contact.name, shown.contact.phone, shown.contact.email)
    pictures = [photo(one, _("Photo from the reporter")) for one in photos if one.kind == "photo"]
    if shown.relation == "own" and not (rows or pictures or shown.report.description):
        # Who follows what somebody else told need not have said anything.
        return None
    return {
        "description": shown.report.description,
        "photos": pictures,
        "rows": rows,
        "look": look_of(shown) if shown.relation != "own" else None,
    }


def evidence(face: CaseFace) -> list[dict[str, object]]:
    """The files that were sent along, each under the name by which the service asked for it."""
    letter = (LETTER,) if face.channel == "paper" else ()
    names = {one.code: one.names for one in (*letter, *face.service.files)}
    if not names:
        return []
    return [
        row(names.get(one.label, one.label), _("Open the file"), addresses.of("web:document", one.uuid))
        for one in documents.evidence(face.uuid)
    ]


def contact_rows(name: str, phone: str, email: str) -> list[dict[str, object]]:
    """One touch calls or writes: the engineer stands in the street."""
    given = (
        (_("Reporter"), name, ""),
        (_("Telephone"), show_phone(phone) if phone else "", f"tel:{phone}"),
        (_("E-mail"), email, f"mailto:{email}"),
    )
    return [row(label, value, url) for label, value, url in given if value]


def row(label: Text | str, value: str, url: str = "") -> dict[str, object]:
    """A line of a summary list. Nothing is changed from here: no `step` to go to."""
    return {"label": label, "value": value, "url": url, "step": ""}


def answers(face: CaseFace, given: Mapping[str, object]) -> list[tuple[Text, str]]:
    """The questions of the form with what was answered, options by their names."""
    asked = (*face.service.questions, *(face.category.questions if face.category else ()))
    found: list[tuple[Text, str]] = []
    for question in asked:
        if (value := given.get(question.code)) in (None, "", []):
            continue
        names = {option.key: option.name.show() for option in question.options}
        values = value if isinstance(value, list) else [Text.from_json(value) if isinstance(value, Mapping) else value]
        if question.type == "datetime":
            values = [dated(str(value))]
        found.append((question.label, ", ".join(names.get(str(one), str(one)) for one in values)))
    return found


def dated(text: str) -> str:
    """A day as people write it; what is none stays as it was typed."""
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text


def look_of(shown: CasePage) -> dict[str, object]:
    """The line that the person concerned will read about this very page."""
    return {"purpose": words.purpose(shown.purpose), "basis": words.basis(shown.basis)}


def public(face: CaseFace, photos: Sequence[DocumentView]) -> dict[str, object]:
    return {
        "category": faces.title(face),
        "state": words.state(face.step),
        "place": words.place(face.place or face.jurisdiction),
        "note": face.public_text or face.public_note,
        "photos": [photo(one, _("Approved photo")) for one in photos if one.kind == "public_photo"],
    }


def photo(document: DocumentView, alt: str) -> dict[str, object]:
    return {
        "url": addresses.of("web:document", document.uuid),
        "alt": alt,
        "width": document.width,
        "height": document.height,
    }


def moves(
    forms: Mapping[str, Callable[[], MoveForm]], shown: CasePage, key: UUID, tried: str
) -> list[dict[str, object]]:
    """One form a move, or the way to the page where a public copy is made. The first primary one stands open; the others unfold."""
    return [
        {
            "code": move.code,
            "label": move.names,
            "primary": move.primary,
            "asks": move.asks,
            "sends_photo": "photo" in move.needs or move.evidence is not None,
            "stands": bool(move.evidence and move.evidence.within_m),
            "tried": move.code == tried,
            "fields": forms.get(move.code),
            "publish_url": None
            if move.code in forms
            else reverse("web:publish", args=[shown.face.reference, move.code]),
            "shape": case_forms.shape(move, shown.face),
            "version": shown.face.version,
            "key": str(key),
            "url": addresses.of("web:move", shown.face.reference),
        }
        for move in sorted(shown.moves, key=lambda move: not move.primary)
    ]
