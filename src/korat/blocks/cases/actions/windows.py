"""Until when a closed case can be taken up again, and which office judges an appeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Case
from korat.blocks.catalog.definition import Move, ServiceDefinition
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.kernel.errors import Conflict, Unavailable


def days_for(service: ServiceDefinition, move: Move) -> int | None:
    """How many days after closing this move is open; None: no end."""
    if move.appeals:
        return service.appeal.days if service.appeal else 0
    return service.reopen_days if move.reopens and move.purpose == "case.reply" else None


def is_over(service: ServiceDefinition, move: Move, closed_at: datetime | None, now: datetime) -> bool:
    days = days_for(service, move)
    return days is not None and closed_at is not None and now > closed_at + timedelta(days=days)


def refuse_over(service: ServiceDefinition, move: Move, case: Case, now: datetime) -> None:
    if is_over(service, move, case.closed_at, now):
        days = days_for(service, move)
        raise Conflict(
            th=f"เรื่องนี้ปิดมาเกิน {days} วันแล้ว จึงเปิดอีกครั้งไม่ได้ โปรดแจ้งเป็นเรื่องใหม่",
            en=f"This was closed more than {days} days ago and cannot be taken up again. Please report it anew.",
            code="window",
        )


def is_ones_own(move: Move) -> bool:
    """What one reporter does with a report as a whole, and cannot do where it is several people's."""
    return move.withdraws or move.appeals


def refuse_shared(move: Move, case: Case) -> None:
    if is_ones_own(move) and (case.main_id or case.leads):
        raise Conflict(
            th="เรื่องนี้รวมอยู่กับเรื่องที่ผู้อื่นแจ้งด้วย โปรดขอให้หน่วยงานแยกเรื่องของท่านออกก่อน",
            en="This was joined with what others reported. Please ask the office to part yours from it first.",
            code="joined",
        )


def refuse_judged(service: ServiceDefinition, case: Case) -> None:
    """Who judges an appeal decides it: neither handed back undecided nor put under another kind, it would be judged by
    the office that it is about."""
    if case.step in service.judging:
        raise Conflict(
            th="เรื่องนี้ผู้แจ้งขอให้ทบทวน โปรดทบทวนให้เสร็จก่อน ด้วยการยืนตามผลเดิมหรือให้กลับไปดำเนินการ",
            en="The reporter appealed. Please judge it first: confirm the outcome, or send it back to be dealt with.",
            code="appealed",
        )


def destined(service: ServiceDefinition, move: Move, case: Case, given: With) -> With:
    """An appeal goes to the judge, and back from there to the office it came from; nobody chooses."""
    if move.appeals:
        return replace(given, office=judge(service, case))
    if move.returns:
        return replace(given, office=people.standing_in(case.appealed_from_id or case.office_id))
    return given


def judge(service: ServiceDefinition, case: Case) -> int:
    """Another office than the one that decided. Unavailable when the pack names none."""
    found = office_with(service.appeal.role, places.code_of(case.jurisdiction_id)) if service.appeal else None
    if found is None or found == case.office_id:
        raise Unavailable(
            th="เรื่องนี้ยังไม่มีหน่วยงานอื่นที่รับอุทธรณ์ในระบบ โปรดยื่นเป็นหนังสือที่หน่วยงานต้นสังกัด",
            en="No other office hears this appeal here. Please hand it in on paper, at the authority above the office.",
            code="no_judge",
        )
    return found


def office_with(role: str, jurisdiction: str | None) -> int | None:
    """The office with a role: of the place's own government, else the first that works in the province."""
    near = people.office_of(jurisdiction, role) if jurisdiction else None
    found = near or next((one for one in people.organisations() if one.role == role), None)
    return found.id if found else None
