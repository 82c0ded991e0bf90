"""What partners say of the cases we sent: asked for now and then, believed about those cases alone, and not without end."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Literal

from django.db import transaction

from korat.blocks.cases import actions as cases_actions
from korat.blocks.cases import queries as cases
from korat.kernel.texts import clean
from korat.standards.open311.models import Outbound
from korat.standards.open311.outward import sending, wire
from korat.standards.open311.outward.partners import Partner, partners
from korat.standards.open311.outward.wire import Failed

State = Outbound.State
BATCH, MOST_CHANGES, MOST_WORDS = 50, 20, 1000


def hear_due(now: datetime) -> int:
    """Ask each partner about the cases whose turn has come. Returns how many had news."""
    begun, news = time.monotonic(), 0
    for partner in partners():
        rows = due(partner, now)
        if rows and time.monotonic() - begun < sending.PATIENCE_S:
            news += hear(partner, rows, now)
    return news


def due(partner: Partner, now: datetime) -> dict[str, Outbound]:
    rows = Outbound.objects.filter(office=partner.office, state=State.SENT, next_at__lte=now).order_by("next_at")
    return {row.remote: row for row in rows[:BATCH]}


def hear(partner: Partner, rows: Mapping[str, Outbound], now: datetime) -> int:
    """A partner that cannot be reached is asked again in its time; so is one that says nothing."""
    later = now + timedelta(minutes=partner.bridge.every_minutes)
    Outbound.objects.filter(pk__in=[row.pk for row in rows.values()]).update(next_at=later)
    wanted = {**sending.jurisdiction(partner), "service_request_id": ",".join(rows)}
    try:
        told = sending.asked(wire.get(partner.url("requests"), wanted))
    except Failed as failed:
        partner.say(failed.code)
        return 0
    known = ours(partner, told, rows)
    return sum(heard(partner, rows[number].pk, one, now) for number, one in known.items())


def ours(
    partner: Partner, told: Sequence[dict[str, Any]], rows: Mapping[str, Outbound]
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """One answer for each number that we asked about. Whatever else is there is somebody else's."""
    by_number = {str(one.get("service_request_id")): one for one in reversed(told)}
    if by_number.keys() - rows.keys():
        partner.say("stranger")
    return {number: one for number, one in by_number.items() if number in rows}


def heard(partner: Partner, pk: int, told: dict[str, Any], now: datetime) -> bool:
    """News of one case, if it is news. Every change is one act, twenty in all."""
    state = status(partner, told)
    if state is None:
        return False
    warn_of_dates(partner, told, now)
    words = plain(told.get("status_notes"))
    with transaction.atomic():
        row = Outbound.objects.select_for_update().get(pk=pk)
        before, row.heard = row.heard, f"{state}:{hashlib.sha256(words.encode()).hexdigest()}"
        if row.state != State.SENT or row.heard == before:
            return False
        row.changes += 1
        take(partner, row, state, words, quiet=not before and state == "open" and not words, now=now)
        row.save()
    return True


def take(
    partner: Partner, row: Outbound, state: Literal["open", "closed"], words: str, *, quiet: bool, now: datetime
) -> None:
    """The case hears it, unless it is no longer there, or the partner has talked enough."""
    if row.changes > MOST_CHANGES:
        partner.say("flood")
        row.state, row.next_at, row.last_error = State.STRANDED, None, "flood"
        cases_actions.stranded(actor=sending.bridge(), stay=row.stay, why="flood", now=now)
    elif quiet and cases.still_there(row.stay):
        return
    elif not cases_actions.heard(actor=sending.bridge(), stay=row.stay, state=state, words=words, now=now):
        row.state, row.next_at = State.ENDED, None


def status(partner: Partner, told: dict[str, Any]) -> Literal["open", "closed"] | None:
    given = str(told.get("status")).lower()
    if given == "open":
        return "open"
    if given == "closed":
        return "closed"
    partner.say("bad_status")
    return None


def warn_of_dates(partner: Partner, told: dict[str, Any], now: datetime) -> None:
    """When we heard it is what counts. A date that has not come tells of a wrong clock, or of worse."""
    for name in ("requested_datetime", "updated_datetime"):
        try:
            if datetime.fromisoformat(str(told.get(name))) > now + timedelta(days=1):
                partner.say("future")
                return
        except (ValueError, TypeError):
            continue


class Words(HTMLParser):
    """The text between tags, without what scripts and styles hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.hidden = tag if tag in ("script", "style") else self.hidden

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


def plain(given: object) -> str:
    """Notes as plain words, cut where they become too long."""
    if not isinstance(given, str):
        return ""
    parser = Words()
    parser.feed(given[: MOST_WORDS * 10])
    parser.close()
    return clean("".join(parser.said), MOST_WORDS * 10)[:MOST_WORDS]
