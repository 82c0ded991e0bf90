"""A case's rules in words: why it waits, how much is done, how near the photograph was, and when a window has closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.values import CaseFace, CasePage, Entry
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.kernel.clock import local
from korat.kernel.dates import format_date, format_datetime
from korat.web import offers


def whose_turn(whose: str) -> str:
    return {
        "resident": _("It is the reporter's turn."),
        "office": _("It is the office's turn."),
        "other": _("It depends on somebody else."),
    }.get(whose, "")


def pause(face: CaseFace) -> dict[str, object] | None:
    """Reason, whose turn, until when; None while it does not wait for one of the list."""
    found = face.service.pause(face.pause)
    if found is None or face.pause_until is None:
        return None
    return {"name": found.names, "whose": whose_turn(found.whose), "until": face.pause_until}


def part(face: CaseFace) -> str:
    """How much of it is done, while some is left."""
    if face.count is None or not face.counted or face.counted >= face.count:
        return ""
    return _("%(done)s of %(all)s done") % {"done": face.counted, "all": face.count}


def detail(entry: Entry, service: ServiceDefinition, *, inside: bool) -> str:
    """What an act keeps beyond its step. How near the photograph was is for those who work on the case or reported it."""
    facts = entry.facts
    parts = [waits(facts, service), urgency(entry, service)]
    if facts.get("of"):
        parts.append(_("%(done)s of %(all)s done") % {"done": facts["count"], "all": facts["of"]})
    if inside and "photos" in facts:
        parts.append(near(facts))
    # Published words keep there what was hidden in them, counted by kind.
    if facts.get("hidden") is True:
        parts.append(_("Taken off the public pages"))
    if facts.get("since"):
        since = local(datetime.fromisoformat(str(facts["since"])), catalog.zone())
        parts.append(_("No answer since %(day)s") % {"day": format_date(since.date())})
    if facts.get("level"):
        parts.append(_("Level %(level)s") % {"level": facts["level"]})
    return " · ".join(filter(None, parts))


def waits(facts: Mapping[str, object], service: ServiceDefinition) -> str:
    found = service.pause(str(facts.get("pause", "")))
    if found is None or "until" not in facts:
        return ""
    until = format_datetime(datetime.fromisoformat(str(facts["until"])), catalog.zone())
    return _("%(reason)s, until %(until)s") % {"reason": found.names.show(), "until": until}


def urgency(entry: Entry, service: ServiceDefinition) -> str:
    """Why it was made urgent, or is so no more."""
    asked = service.urgency.reason(str(entry.facts.get("reason", ""))) if service.urgency else None
    return asked.names.show() if asked and entry.kind.startswith("cases.case.made_") else ""


def near(facts: Mapping[str, object]) -> str:
    if facts.get("away_m") is None:
        return _("The place of the photo is not known; a reason was given.") if facts.get("excused") else ""
    said = _("Photo taken about %(metres)s m from the place") % {"metres": facts["away_m"]}
    return _("%(said)s; a reason was given") % {"said": said} if facts.get("excused") else said


def anew(shown: CasePage, now: datetime) -> dict[str, str] | None:
    """A window that has closed: where to report the same trouble again, its kind and this number filled in."""
    if shown.relation != "own" or not queries.window_over(shown.face, now):
        return None
    category = shown.face.category.code if shown.face.category else ""
    url = offers.start_url(shown.face.service, category)
    return {"url": f"{url}{'&' if '?' in url else '?'}after={shown.face.reference}"} if url else None
