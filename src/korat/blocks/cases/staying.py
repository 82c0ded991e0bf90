"""With which office a case is, and how it stood with each before: kept from the first time it is passed on."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.cases.models import Case, Stay
from korat.blocks.catalog.definition import Move
from korat.blocks.people import queries as people


def passed(case: Case, was: int, chosen: Move, office: int | None, now: datetime, *, words: bool = False) -> None:
    """A move's effect on the stays. `was`: the office that answered before it; `office`: to which it sends the case;
    `words`: whether the reporter's words may go to that office's own system."""
    if office is None and not case.passed_on:
        return
    running = running_of(case) if case.passed_on else begin(case, was, case.opened_at)
    case.passed_on = True
    if office is not None:
        end(running, Stay.State.FORWARDED, now)
        begin(case, office, now, words=words)
    elif case.state == Case.State.CLOSED:
        end(running, Stay.State.DONE, now)
    elif running is None:
        begin(case, case.office_id, now)
    elif running.office_id != case.office_id and chosen.to:
        # An agency outside was asked: it did its part, or the office takes the case back.
        end(running, Stay.State.RETURNED if chosen.assigns else Stay.State.DONE, now)
        begin(case, case.office_id, now)


def sent_on(case: Case, was: int, office: int, now: datetime) -> None:
    """The case goes to another office, which answers it from here on."""
    running = running_of(case) if case.passed_on else begin(case, was, case.opened_at)
    case.passed_on = True
    end(running, Stay.State.FORWARDED, now)
    begin(case, office, now)


def running_of(case: Case) -> Stay | None:
    return Stay.objects.filter(case_id=case.pk, state=Stay.State.ANSWERING).order_by("-pk").first()


def begin(case: Case, office: int, since: datetime, *, words: bool = False) -> Stay:
    return Stay.objects.create(
        case=case, office_id=office, state=Stay.State.ANSWERING, since=since, due_at=case.due_at, words=words
    )


def end(stay: Stay | None, state: Stay.State, now: datetime) -> None:
    if stay is not None:
        stay.state, stay.until = state, max(now, stay.since)
        stay.save(update_fields=["state", "until"])


def sender(case: Case) -> int | None:
    """The office that handed the case to the one that answers now; None when nobody did."""
    latest = list(Stay.objects.filter(case_id=case.pk).order_by("-pk").values_list("office_id", "state")[:2])
    if len(latest) < 2 or latest[0] != (case.office_id, Stay.State.ANSWERING) or latest[1][1] != Stay.State.FORWARDED:
        return None
    former = people.standing_in(latest[1][0])
    return None if former == case.office_id else former
