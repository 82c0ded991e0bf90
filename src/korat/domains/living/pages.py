"""What the pages of a report show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases.values import CaseFace
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Danger
from korat.domains.living.forms import DetailsForm, ProposedForm
from korat.domains.living.report import PROPOSED, Draft, where
from korat.kernel.dates import format_datetime
from korat.kernel.geo import Point
from korat.kernel.phone import show_phone
from korat.web.present import maps, proposals, words


def titles() -> dict[str, str]:
    return {
        "photo": _("Do you have a photo?"),
        "place": _("Where is it?"),
        "kind": _("What is it about?"),
        "details": _("Tell us in your words"),
        "contact": _("How can we reach you?"),
    }


def leads() -> dict[str, str]:
    return {
        "photo": _("A photo helps the crew. You can also go on without one."),
        "place": _("Stand there and press the button, mark it on the map, or choose it from the lists."),
        "kind": _("Choose the nearest. If it belongs elsewhere, we pass it on."),
        "contact": _("You may leave all of it empty. Then you get a key to follow your report."),
    }


def question(draft: Draft, step: str, form: forms.Form) -> dict[str, Any]:
    number = draft.steps.index(step)
    return {
        "title": titles()[step],
        "lead": leads().get(step),
        "form": form,
        "step": number + 1,
        "steps": len(draft.steps),
        "carried": [*draft.carried(step), ("step", step)],
        "map": maps.to_place() if step == "place" else None,
        "hide_label": len(form.visible_fields()) == 1,
        "go_back": draft.steps[number - 1] if number else "",
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
    text, found = draft.data.get("description", ""), draft.proposals()
    kinds = proposals.choices(found, text)
    chosen = draft.category
    if chosen and chosen.code not in dict(kinds):
        kinds.append(proposals.plain(chosen, _("as you chose")))
    return {
        "title": _("Is this what it is about?"),
        "lead": _("Your words speak for this. You decide."),
        "form": ProposedForm(kinds, initial={"category": chosen.code if chosen else ""}),
        "pieces": proposals.pieces(text, found),
        "several": _(
            "You seem to tell of several things. Choose the most pressing one: the office sees the others too and can"
            " make a case of each."
        )
        if len(found) > 1
        else "",
        "carried": [(name, value) for name, value in draft.carried(PROPOSED) if name != "category"]
        + [("step", PROPOSED), (PROPOSED, chosen.code if chosen else "-")],
        "hide_label": True,
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


def check(draft: Draft) -> dict[str, Any]:
    return {"service": draft.service.names, "rows": rows(draft), "carried": draft.carried("check"), "form": ()}


def rows(draft: Draft) -> list[dict[str, Any]]:
    """Every answer with the way back to its question."""
    details, contact = draft.form("details"), draft.cleaned("contact")
    details.is_valid()
    reach = [contact["name"], show_phone(contact["phone"]) if contact["phone"] else "", contact["email"]]
    found: list[dict[str, Any]] = [
        {"label": _("Photo"), "value": _("one photo") if draft.data.get("handle") else _("none"), "step": "photo"},
        {"label": _("Place"), "value": place(draft), "step": "place"},
        {"label": _("Kind"), "value": draft.category.names if draft.category else "", "step": "kind"},
        {"label": _("Description"), "value": details.cleaned_data["description"] or _("none"), "step": "details"},
        *answers(details),
        *([{"label": _("For whom"), "value": for_whom(draft), "step": "contact"}] if draft.lent else []),
        {"label": _("Contact"), "value": ", ".join(filter(None, reach)) or _("none: I take a key"), "step": "contact"},
    ]
    return [row for row in found if row["step"] in draft.steps]


def for_whom(draft: Draft) -> str:
    return dict(draft.lent).get(str(draft.behalf or ""), "") or _("For myself")


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
    found = where(draft.cleaned("place"))
    parts = [words.place(found.place or found.jurisdiction), found.landmark]
    if found.point:
        exact = f"{found.point.lat:.5f}, {found.point.lon:.5f}"
        parts.append(
            _("%(exact)s (to about %(metres)s m)") % {"exact": exact, "metres": found.accuracy_m}
            if found.accuracy_m
            else exact
        )
    return " · ".join(filter(None, parts))


def offered_place(point: Point | None) -> dict[str, str]:
    """The place inside a photograph: an offer for the next page, and used only when the person says so."""
    return (
        {"photo_lat": f"{point.lat:.6f}", "photo_lon": f"{point.lon:.6f}"}
        if point
        else {"photo_lat": "", "photo_lon": ""}
    )


def confirmation(face: CaseFace, key: str | None) -> dict[str, Any]:
    """What happens next, and by when."""
    return {
        "reference": face.reference,
        "key": key,
        "key_url": reverse("web:follow"),
        "slip_url": reverse("web:paper_slip", args=[face.reference]),
        "paper_url": reverse("web:paper_confirmation", args=[face.reference]),
        "follow_url": reverse("web:case", args=[face.reference]),
        "next": [
            ahead(_("The office answers"), by(face.answer_due_at), "message-circle"),
            ahead(_("The work is done"), by(face.due_at), "hard-hat", "opportunity"),
            ahead(
                _("We ask you whether it is solved"),
                _("you can reopen it under the same number"),
                "circle-check",
                "sustainability",
            ),
        ],
    }


def ahead(title: str, by_when: str, icon: str, colour: str = "slate") -> dict[str, object]:
    """A line of a timeline that has not happened yet."""
    said = {"title": title, "by_when": by_when, "icon": icon, "colour": colour}
    return said | dict.fromkeys(("detail", "said", "photo", "who", "when"))


def by(moment: datetime | None) -> str:
    return _("by %(moment)s") % {"moment": format_datetime(moment, catalog.zone())} if moment else ""
