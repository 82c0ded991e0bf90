"""Why something cannot be booked, in sentences that say what to do instead."""

from __future__ import annotations

from datetime import datetime, tzinfo

from korat.kernel.clock import local
from korat.kernel.dates import format_date
from korat.kernel.errors import Conflict, Invalid, Refused


class Taken(Conflict):
    """Somebody else was faster; the waiting list is open."""

    default_code = "taken"
    default_th = "ขออภัย ช่วงเวลานี้เพิ่งเต็ม โปรดเลือกเวลาอื่น หรือเข้าคิวรอไว้ ถ้ามีผู้ยกเลิก เราจะแจ้งท่านทันที"
    default_en = (
        "We are sorry: this time has just been taken. Please choose another one, or join the waiting list: "
        "if somebody cancels, we tell you at once."
    )


class TooMany(Refused):
    """Enough is booked, or too often nobody came."""

    status = 409
    default_code = "too_many"


def no_such_slot() -> Invalid:
    return Invalid(
        th="ไม่มีช่วงเวลานี้ให้จอง โปรดเลือกเวลาจากรายการ",
        en="There is no such time to book. Please choose one from the list.",
        code="no_slot",
        field="slot",
    )


def outside_window(days: int) -> Invalid:
    return Invalid(
        th=f"ช่วงเวลานี้ยังจองไม่ได้หรือจองไม่ทันแล้ว จองล่วงหน้าได้ไม่เกิน {days} วัน โปรดเลือกเวลาอื่น",
        en=f"This time cannot be booked yet, or no longer. You can book up to {days} days ahead. Please choose another.",
        code="window",
        field="slot",
    )


def closed(reason: str) -> Conflict:
    return Conflict(
        th=f"ช่วงเวลานี้ปิดให้บริการ {reason} โปรดเลือกวันอื่น".replace("  ", " "),
        en=f"It is closed at this time. {reason} Please choose another day.".replace("  ", " "),
        code="closed",
    )


def enough(most: int) -> TooMany:
    return TooMany(
        th=f"ท่านมีการจองที่ยังไม่ถึงวันครบ {most} รายการแล้ว โปรดยกเลิกรายการเดิมก่อน หรือโทรหาเจ้าหน้าที่",
        en=f"You already have {most} bookings ahead. Please cancel one first, or call the office.",
        code="per_person",
    )


def stayed_away(until: datetime, zone: tzinfo) -> TooMany:
    """How to come anyway is part of the answer."""
    day = local(until, zone).date()
    return TooMany(
        th=(
            f"ท่านจองไว้แล้วไม่ได้มาหลายครั้ง จึงจองด้วยตนเองได้อีกครั้งตั้งแต่วันที่ {format_date(day, 'th')} "
            "ระหว่างนี้ท่านยังมาใช้บริการได้ โดยมาที่เคาน์เตอร์ในเวลาทำการ หรือโทรให้เจ้าหน้าที่ช่วยหาเวลาให้"
        ),
        en=(
            f"Several times you had a booking and did not come, so you can book by yourself again from "
            f"{format_date(day, 'en')}. You are still welcome: come to the counter during opening hours, or call "
            "and the office finds a time with you."
        ),
        code="no_show",
    )


def too_late() -> Conflict:
    return Conflict(
        th="เวลานี้แก้ไขหรือยกเลิกเองไม่ได้แล้ว โปรดโทรหาเจ้าหน้าที่",
        en="It is too late to change this by yourself. Please call the office.",
        code="too_late",
    )


def deposit_first() -> Conflict:
    return Conflict(
        th="เวลานี้จะเป็นของท่านเมื่อชำระเงินประกันแล้ว โปรดชำระตามใบแจ้งด้านล่าง",
        en="This time is yours as soon as the deposit is paid. Please pay the bill below.",
        code="deposit",
    )


def over() -> Conflict:
    return Conflict(
        th="รายการนี้สิ้นสุดแล้ว โปรดจองใหม่ถ้ายังต้องการ",
        en="This booking is over. Please book again if you still need it.",
        code="over",
    )
