"""A case waits for a reason of the service's list: whose turn it is, until when, who said so. No clock stops for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Move, ServiceDefinition
from korat.kernel.errors import Invalid

LONGEST = timedelta(days=366)


def refuse_unknown(service: ServiceDefinition, chosen: Move, given: With, now: datetime) -> None:
    """Only a reason of the list, and only until a day that is still to come."""
    if "pause" not in chosen.needs:
        return
    if service.pause(given.pause) is None:
        raise Invalid(
            th="โปรดเลือกเหตุผลที่พักเรื่องจากรายการ",
            en="Please choose the reason from the list.",
            code="pause",
            field="pause",
        )
    if given.until and not now < until(service, given, now) <= now + LONGEST:
        raise Invalid(
            th="วันที่จะทำต่อต้องเป็นวันข้างหน้า และไม่เกินหนึ่งปี",
            en="The day to go on must lie ahead, within a year.",
            code="until", field="until",
        )  # fmt: skip


def until(service: ServiceDefinition, given: With, now: datetime) -> datetime:
    """The end of the day named, else the days that the reason usually takes."""
    if given.until:
        return datetime.combine(given.until, time(23, 59, 59), catalog.zone())
    found = service.pause(given.pause)
    return now + timedelta(days=found.days if found else 0)


def facts_of(service: ServiceDefinition, chosen: Move, given: With, now: datetime) -> dict[str, object]:
    found = service.pause(given.pause)
    if "pause" not in chosen.needs or found is None:
        return {}
    return {"pause": found.code, "whose": found.whose, "until": until(service, given, now).isoformat()}


def set_pause(
    case: Case, service: ServiceDefinition, chosen: Move, given: With, paused: bool, by: int, now: datetime
) -> None:
    case.paused_at = (case.paused_at or now) if paused else None
    if "pause" in chosen.needs:
        case.pause, case.pause_by_id = given.pause, by
        case.pause_until = case.wakes_at = until(service, given, now)
    elif not paused:
        case.pause, case.pause_by_id, case.pause_until, case.wakes_at = "", None, None, None
