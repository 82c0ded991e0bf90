"""Finished work is shown: by photographs, taken near the place, of all that was to be done."""

from __future__ import annotations

from korat.blocks.cases.actions.given import With
from korat.blocks.cases.models import Case
from korat.blocks.catalog.definition import Move, ServiceDefinition
from korat.blocks.catalog.rules import Evidence
from korat.kernel.errors import Invalid
from korat.kernel.geo import Point, distance_m

# A reporter's telephone may have been this far off; the crew is not blamed for it.
MOST_DOUBT_M = 100


def of_part(service: ServiceDefinition, chosen: Move, case: Case, given: With) -> Move:
    """The move meant: with fewer done than there are, the one that leaves the rest of the work standing."""
    rule = chosen.evidence
    if rule is None or rule.partly is None or case.count is None or given.count is None or given.count >= case.count:
        return chosen
    return service.move(rule.partly) or chosen


def refuse_unshown(rule: Evidence | None, case: Case, given: With) -> None:
    """Invalid, in words, for work that is handed in without what shows it."""
    if rule is None:
        return
    if len(given.photos) < rule.photos:
        raise Invalid(
            th=f"โปรดแนบภาพถ่ายหลังทำงานอย่างน้อย {rule.photos} ภาพ",
            en=f"Please add at least {rule.photos} photograph(s) taken after the work.",
            code="required", field="photo",
        )  # fmt: skip
    if rule.count and case.count is not None:
        refuse_wrong_count(case, given)
    if rule.within_m and not given.excuse:
        refuse_far(rule.within_m, case, given.stood)


def refuse_wrong_count(case: Case, given: With) -> None:
    """Done so far, this visit included: never fewer than before, at least one, and not more than there are."""
    if given.count is None or not max(1, case.counted or 0) <= given.count <= (case.count or 0):
        raise Invalid(
            th=f"โปรดบอกว่าทำเสร็จแล้วกี่จุดจากทั้งหมด {case.count} จุด นับรวมที่ทำไว้ก่อนหน้านี้",
            en=f"Please tell how many of the {case.count} are done now, those done before included.",
            code="count", field="count",
        )  # fmt: skip


def refuse_far(within_m: int, case: Case, stood: Point | None) -> None:
    """Where it was taken is told, or why not, also for a report without a pin: then the place alone says which it was."""
    if stood is None:
        raise Invalid(
            th="ไม่ทราบว่าถ่ายภาพที่ไหน โปรดอนุญาตให้ใช้ตำแหน่งของเครื่อง หรือเขียนเหตุผลว่าทำไมไม่มีตำแหน่ง",
            en="We do not know where the photograph was taken. Please allow the device's location, or write why there is none.",
            code="evidence_place", field="excuse",
        )  # fmt: skip
    away = away_m(case, stood) or 0
    if away > within_m + min(case.accuracy_m or 0, MOST_DOUBT_M):
        raise Invalid(
            th=f"จุดที่ถ่ายภาพห่างจากที่แจ้งราว {away} เมตร เกินระยะ {within_m} เมตร โปรดถ่ายที่จุดนั้น หรือเขียนเหตุผล",
            en=f"The photograph was taken about {away} m from the reported place, more than {within_m} m. "
            "Please take it there, or write why.",
            code="evidence_far", field="excuse",
        )  # fmt: skip


def away_m(case: Case, stood: Point | None) -> int | None:
    """How far from the reported place, rounded to ten metres: enough to judge by, and no trace of a worker's steps."""
    if stood is None or case.latitude is None or case.longitude is None:
        return None
    return int(round(distance_m(Point(case.latitude, case.longitude), stood), -1))


def facts_of(rule: Evidence | None, case: Case, given: With) -> dict[str, object]:
    """What the act keeps of it; `excused`: a reason stands in for the place."""
    if rule is None:
        return {}
    found: dict[str, object] = {"photos": len(given.photos), "away_m": away_m(case, given.stood)}
    if rule.count and case.count is not None:
        found |= {"count": given.count, "of": case.count}
    return found | ({"excused": True} if given.excuse else {})
