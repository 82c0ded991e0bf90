"""Filter forms of lists, and the typed filters they stand for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.forms import ChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from korat.blocks.cases.queries import NOBODY, FaceFilter, QueueFilter
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel.dates import format_month, next_month
from korat.web.filter_forms import FacesForm, QueueForm
from korat.web.present import words


def key(text: str) -> str:
    """The key of a page from an address; what is none starts from the first page."""
    return text if text.isascii() and text.isdigit() and len(text) < 19 else ""


def moment_key(text: str) -> str:
    """The same of a list in the order of time: `moment~number`."""
    at, _, id = text.partition("~")
    try:
        aware = datetime.fromisoformat(at).tzinfo is not None
    except ValueError:
        return ""
    return text if aware and key(id) else ""


def faces_form(data: QueryDict) -> FacesForm:
    """The filters of public faces. Always answered: a value that is none simply does not narrow."""
    form = FacesForm(data)
    form.is_valid()
    return form


def faces_filter(form: FacesForm) -> FaceFilter:
    chosen = form.cleaned_data
    since, until = month(chosen.get("since", "")), month(chosen.get("until", ""))
    return FaceFilter(
        categories=(chosen["category"],) if chosen.get("category") else (),
        state=chosen.get("state", ""),
        jurisdiction=chosen.get("place", ""),
        place=chosen.get("community", ""),
        office=office_id(chosen.get("office", "")),
        since=midnight(since) if since else None,
        until=midnight(next_month(until)) - timedelta(microseconds=1) if until else None,
    )


def month(text: str) -> date | None:
    """The first day of `2026-11`."""
    return date.fromisoformat(f"{text}-01") if text else None


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), catalog.zone())


def told(form: FacesForm) -> str:
    """What the figure narrows by that led here: an office, a community, some months; empty when none did."""
    chosen = form.cleaned_data
    since, until = month(chosen.get("since", "")), month(chosen.get("until", ""))
    months = {format_month(one, style="long") for one in (since, until) if one}
    span = (
        " – ".join(format_month(one, style="long") for one in (since, until) if one)
        if len(months) > 1
        else "".join(months)
    )
    place = words.place_name(chosen.get("community", ""))
    return " · ".join(filter(None, (words.office(office_id(chosen.get("office", ""))), place, span)))


def queue_form(data: QueryDict) -> QueueForm:
    form = QueueForm(data)
    form.is_valid()
    return form


def kept_query(data: QueryDict) -> str:
    """The filters of the list among what was sent, as an address writes them; all else is left behind."""
    names = [name for name in QueueForm.base_fields if data.get(name)]
    return urlencode([(name, data[name][:80]) for name in names])


def said(form: QueueForm) -> list[tuple[str, str]]:
    """Each filter that narrows, in words."""
    found = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        if value:
            options = list(field.field.widget.choices) if isinstance(field.field, ChoiceField) else []
            names = {code: name for code, name in options if isinstance(code, str)}
            found.append((str(field.label), str(names.get(value, _("yes")))))
    return found


def who(actor: Actor) -> str:
    """The post by which somebody takes a list, and its office; no name."""
    grant = next((one for one in actor.grants if one.post), None)
    return words.signature(grant.post, grant.office) if grant else ""


def queue_filter(form: QueueForm) -> QueueFilter:
    chosen = form.cleaned_data
    state = chosen.get("state", "")
    closed = {step.code for service in catalog.services() for step in service.steps if step.closed}
    return QueueFilter(
        state="closed" if state == "closed" or state in closed else "open",
        step="" if state == "closed" else state,
        category=chosen.get("category", ""),
        place=chosen.get("place", ""),
        late=chosen.get("late", False),
        mine=chosen.get("mine", False),
        raised=chosen.get("raised", False),
        forwarded=chosen.get("forwarded", False),
        office=office_id(chosen.get("office", "")),
        official=chosen.get("official"),
        solved={"yes": True, "no": False}.get(chosen.get("solved", "")),
    )


def office_id(code: str) -> int | None:
    found = people.organisation(code) if code else None
    return found.id if found else None


def narrowed(form: QueueForm) -> str:
    """What a figure that led here narrows by, in words; empty when none did."""
    chosen = form.cleaned_data
    found = [words.office(office_id(chosen.get("office", "")))]
    if (official := chosen.get("official")) is not None:
        found.append(_("in nobody's hands") if official == NOBODY else _("in the hands of one official"))
    answers = {"yes": _("solved, says the reporter"), "no": _("not solved, says the reporter")}
    found.append(answers.get(chosen.get("solved", ""), ""))
    return " · ".join(filter(None, found))
