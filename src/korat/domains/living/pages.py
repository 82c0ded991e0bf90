"""What the pages of a report show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases.queries import Linked, Near
from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Danger, ServiceDefinition
from korat.blocks.places import queries as places
from korat.blocks.places.queries import FixtureView
from korat.domains.living import appointment, spots
from korat.domains.living.asked import sides
from korat.domains.living.forms import DetailsForm, ProposedForm, ways_in
from korat.domains.living.near import Close
from korat.domains.living.report import ANOTHER, PROPOSED, SEVERAL, Draft
from korat.kernel.dates import format_datetime
from korat.kernel.geo import Point
from korat.kernel.phone import show_phone
from korat.web.present import faces, maps, proposals, words


def titles(service: ServiceDefinition) -> dict[str, str]:
    return {
        "caller": _("Take in a report"),
        "photo": _("Do you have a photo?"),
        "place": spots.question(service.place) if service.place else "",
        "town": _("Which local government?"),
        "kind": _("What is it about?"),
        "details": _("Tell us in your words") if service.face.shown else _("A few questions"),
        "files": _("Files to go with it"),
        "day": _("Which day?"),
        "time": _("At what time?"),
        "contact": _("Who asks, and how can we reach you?") if named(service) else _("How can we reach you?"),
    }


def leads(service: ServiceDefinition) -> dict[str, Any]:
    empty = _("You may leave all of it empty. Then you get a key to follow your report.")
    return {
        "caller": _("For somebody who calls, comes or writes. They stay unnamed and get a key to follow it."),
        "photo": _("A photo helps the crew. You can also go on without one."),
        "place": spots.LEADS[service.place.kind] if service.place else None,
        "town": _("Where the house, the shop or the event is. That local government answers."),
        "kind": _("Choose the nearest. If it belongs elsewhere, we pass it on."),
        "files": _("Photos of the papers are enough. Only the office that answers opens them."),
        "contact": _("This service is given to a named person. Only the office sees it.") if named(service) else empty,
    }


def named(service: ServiceDefinition) -> bool:
    return service.applicant == "named"


def question(draft: Draft, step: str, form: forms.Form) -> dict[str, Any]:
    number = draft.steps.index(step)
    return {
        "title": titles(draft.service)[step],
        "lead": leads(draft.service).get(step),
        "form": form,
        "step": number + 1,
        "steps": len(draft.steps),
        "carried": [*draft.carried(step), ("step", step)],
        "map": maps.to_place() if "lat" in form.fields else None,
        # One field is asked for by the heading; of files it does not say which.
        "hide_label": len(form.visible_fields()) == 1 and step != "files",
        "go_back": draft.steps[number - 1] if number else "",
        **(for_named(draft) if step == "caller" else {}),
    }


def for_named(draft: Draft) -> dict[str, str]:
    """The way to the mandate, which leads back here; and once it is registered, that it is."""
    if draft.whom:
        return {"lead": _("For the one whose mandate you have just registered. It becomes their report.")}
    here = reverse("living:counter", args=[draft.service.code])
    return {
        "other_url": f"{reverse('web:counter_mandate')}?{urlencode({'next': here})}",
        "other_label": _("For a named person: register the mandate, then go on here"),
    }


def stop(draft: Draft, dangers: Sequence[Danger]) -> dict[str, Any]:
    numbers = list(dict.fromkeys(number for danger in dangers for number in danger.call))
    return {
        "danger": {
            "text": dangers[0].advice,
            "calls": [{"number": number, "label": call_name(number)} for number in numbers],
        },
        "carried": [*draft.carried("stop"), ("step", "details")],
    }


def proposal(draft: Draft) -> dict[str, Any]:
    """What the words propose, each with its reason, beside what was chosen. The person decides."""
    text, found = draft.data.get("description", ""), draft.spoken_for
    kinds = proposals.choices(found, text)
    others = proposals.choices((one for one in found if not one.category.sealed), text)
    chosen = draft.category
    told = {"category": chosen.code if chosen else "", "also": [one.code for one in draft.also]}
    if chosen and chosen.code not in dict(kinds):
        kinds.append(proposals.plain(chosen, _("as you chose")))
    return {
        "title": _("Is this what it is about?"),
        "lead": _("Your words speak for this. You decide."),
        "form": ProposedForm(kinds, others, initial=told),
        "pieces": proposals.pieces(text, found),
        "several": _(
            "You seem to tell of several things. Choose the most pressing one, and below what else shall become a case of"
            " its own."
        )
        if len(found) > 1
        else "",
        "carried": [(name, value) for name, value in draft.carried(PROPOSED) if name not in ("category", "also")]
        + [("step", PROPOSED), (PROPOSED, chosen.code if chosen else "-")],
        "hide_label": len(others) < 2,
        "go_back": "details",
    }


def call_name(number: str) -> str:
    return {
        "191": _("Police"),
        "199": _("Fire and rescue"),
        "1669": _("Ambulance"),
        "1129": _("Electricity"),
        "1300": _("Help for children and families"),
        "1323": _("Someone to talk to"),
    }.get(number, "")


def offer(draft: Draft) -> dict[str, Any]:
    """What was reported close by, each with its distance and how it stands; and what else stands there."""
    return {
        "kind": draft.category.names if draft.category else "",
        "offers": [reported(one, one.report) for one in draft.offers if one.report],
        "things": [
            {"kind": kind_of(one.thing), "number": one.thing.number, "metres": one.metres}
            for one in draft.offers
            if one.thing and not one.report
        ],
        "another": ANOTHER,
        "carried": [*draft.carried("near"), ("step", "kind")],
    }


def reported(close: Close, near: Near) -> dict[str, Any]:
    return {
        "how": how_near(close),
        "same": close.thing is not None,
        "reference": near.reference,
        "state": words.state(near.step),
        "office": words.office(near.office),
        "since": near.opened_at,
        "reporters": near.followers,
    }


def how_near(close: Close) -> str:
    """How far, and whether it is the same thing or only of the same kind: as much as is known."""
    if close.thing is None:
        far = _("%(metres)s m from here, the same kind") % {"metres": close.metres}
        return far if close.metres else _("At the very same place, the same kind")
    same = {"thing": f"{kind_of(close.thing)} {close.thing.number}", "metres": close.metres}
    return _("%(metres)s m from here, the same: %(thing)s") % same if close.metres else _("The same: %(thing)s") % same


def kind_of(thing: FixtureView) -> str:
    found = catalog.profile().assets.get(thing.kind)
    return found.names.show() if found else thing.kind


def check(draft: Draft) -> dict[str, Any]:
    shown = {"service": draft.service.names, "rows": rows(draft), "carried": draft.carried("check"), "form": ()}
    if not draft.at_counter:
        return shown | {"declaration": "" if draft.service.face.shown else private_words(draft.service)}
    if draft.came == "paper":
        return shown | {
            "declaration": _("Compare every line with the letter."),
            "submit_label": _("It says so. Send it"),
        }
    return shown | {
        "declaration": _("Read every line back to the person, slowly. You confirm that they agreed to each."),
        "submit_label": _("They agreed. Send it"),
    }


def private_words(service: ServiceDefinition) -> str:
    """What becomes of it. Where something is to be paid, that nothing is to be paid yet."""
    said = _("Only the office that answers reads what you wrote. Each look is written down, and you can see it.")
    if not any(move.bills for move in service.moves):
        return said
    later = _("You pay nothing now: the office checks first and then sends you the bill.")
    return f"{said} {later}"


def rows(draft: Draft) -> list[dict[str, Any]]:
    """Every answer with the way back to its question."""
    details, contact = draft.checked("details"), draft.cleaned("contact")
    details.is_valid()
    reach = [contact["name"], show_phone(contact["phone"]) if contact["phone"] else "", contact["email"]]
    came = str(dict(ways_in()).get(draft.data.get("channel", ""), ""))
    found: list[dict[str, Any]] = [
        {"label": _("How it came"), "value": came, "step": "caller"},
        *([{"label": _("For whom"), "value": draft.whom(), "step": "caller"}] if draft.whom else []),
        {"label": _("Photo"), "value": _("one photo") if draft.data.get("handle") else _("none"), "step": "photo"},
        {"label": _("Place"), "value": place(draft) if "place" in draft.steps else "", "step": "place"},
        {"label": _("Local government"), "value": town(draft) if "town" in draft.steps else "", "step": "town"},
        {"label": _("Kind"), "value": draft.category.names if draft.category else "", "step": "kind"},
        {"label": _("Cases of their own"), "value": beside(draft), "step": SEVERAL},
        {"label": _("You follow"), "value": draft.following, "step": "near"},
        {"label": _("Description"), "value": details.cleaned_data.get("description") or _("none"), "step": "details"},
        *answers(details),
        *({"label": one.names, "value": file_said(draft, one.code), "step": "files"} for one in draft.files_asked),
        *([{"label": _("Day and time"), "value": appointment.said(draft.slot), "step": "day"}] if draft.slot else []),
        *([{"label": _("For whom"), "value": for_whom(draft), "step": "contact"}] if draft.lent else []),
        {"label": _("Contact"), "value": ", ".join(filter(None, reach)) or unreached(draft), "step": "contact"},
    ]
    shown = (*draft.steps, *(["near"] if draft.following else []), *([SEVERAL] if draft.also else []))
    return [row for row in found if row["step"] in shown]


def unreached(draft: Draft) -> str:
    """Who left no way to be reached takes a key; a named person has the own page, and chose there how to be told."""
    return _("as the person chose for messages") if draft.whom else _("none: I take a key")


def beside(draft: Draft) -> str:
    return ", ".join(one.names.show() for one in draft.also)


def for_whom(draft: Draft) -> str:
    return dict(draft.lent).get(str(draft.behalf or ""), "") or _("For myself")


def file_said(draft: Draft, code: str) -> str:
    return _("attached") if code in draft.files_sent() else _("none")


def town(draft: Draft) -> str:
    return str(dict(sides())[draft.cleaned("town")["inside"]])


def answers(form: forms.Form) -> list[dict[str, Any]]:
    if not isinstance(form, DetailsForm):
        return []
    given = form.answers()
    names = {
        question.code: {option.key: option.name.show() for option in question.options} for question in form.questions
    }
    labels = {question.code: question.label for question in form.questions}
    return [
        {"label": labels[code], "value": said(value, names[code]), "step": "details"} for code, value in given.items()
    ]


def said(value: object, names: dict[str, str]) -> str:
    values = value if isinstance(value, list) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in values)


def place(draft: Draft) -> str:
    found = draft.where()
    parts = [words.place(found.place or found.jurisdiction), found.landmark, thing_named(found.asset)]
    if found.point:
        exact = f"{found.point.lat:.5f}, {found.point.lon:.5f}"
        parts.append(
            _("%(exact)s (to about %(metres)s m)") % {"exact": exact, "metres": found.accuracy_m}
            if found.accuracy_m
            else exact
        )
    return " · ".join(filter(None, parts))


def thing_named(number: str) -> str:
    found = places.fixture(number) if number else None
    return f"{kind_of(found)} {found.number}" if found else ""


def offered_place(point: Point | None) -> dict[str, str]:
    """The place inside a photograph: an offer for the next page, and used only when the person says so."""
    return (
        {"photo_lat": f"{point.lat:.6f}", "photo_lon": f"{point.lon:.6f}"}
        if point
        else {"photo_lat": "", "photo_lon": ""}
    )


def confirmation(face: CaseFace, key: str | None, linked: Sequence[Linked] = ()) -> dict[str, Any]:
    """What happens next, and by when; and what became a case of its own beside it."""
    return {
        "reference": face.reference,
        "followed": face.lead.reference if face.lead else "",
        "key": key,
        "key_url": reverse("web:follow"),
        "slip_url": reverse("web:paper_slip", args=[face.reference]),
        "paper_url": reverse("web:paper_confirmation", args=[face.reference]),
        "follow_url": reverse("web:case", args=[face.reference]),
        "report": face.service.face.shown,
        "beside": [faces.line(one.face) for one in linked if one.how == "split"],
        "next": ahead_of(face),
    }


def ahead_of(face: CaseFace) -> list[dict[str, object]]:
    """What will happen, as far as the service's own steps tell."""
    moves = face.service.moves
    found = [ahead(_("The office answers"), by(face.answer_due_at), "message-circle")]
    if any(move.bills for move in moves):
        found.append(
            ahead(_("You get the bill, and pay by QR or at the counter"), _("after the office has checked"), "qr-code")
        )
    done = _("The work is done") if face.service.face.shown else _("You have the result")
    found.append(ahead(done, by(face.due_at), "hard-hat" if face.service.face.shown else "file-check", "opportunity"))
    if any("solved" in move.needs for move in moves):
        again = _("you can reopen it under the same number")
        found.append(ahead(_("We ask you whether it is solved"), again, "circle-check", "sustainability"))
    return found


def ahead(title: str, by_when: str, icon: str, colour: str = "slate") -> dict[str, object]:
    """A line of a timeline that has not happened yet."""
    said = {"title": title, "by_when": by_when, "icon": icon, "colour": colour}
    return said | dict.fromkeys(("detail", "said", "photo", "who", "when"))


def by(moment: datetime | None) -> str:
    return _("by %(moment)s") % {"moment": format_datetime(moment, catalog.zone())} if moment else ""
