"""Why a file is not taken, in words that say what to do instead."""

from korat.kernel.errors import Conflict, Invalid, TooLarge, Unavailable

MEGABYTE = 1_000_000
FIELD = "photos"


def empty() -> Invalid:
    return Invalid(
        "ไฟล์นี้ว่างเปล่า โปรดเลือกภาพอีกครั้ง",
        "This file is empty. Please choose the photo again.",
        code="file_empty",
        field=FIELD,
    )


def too_many_bytes(limit: int) -> TooLarge:
    return TooLarge(
        f"ไฟล์นี้ใหญ่เกิน {limit // MEGABYTE} เมกะไบต์ โปรดย่อภาพก่อนส่ง",
        f"This file is larger than {limit // MEGABYTE} megabytes. Please make the photo smaller first.",
        code="file_too_large",
        field=FIELD,
    )


def too_many_pixels(limit: int) -> TooLarge:
    return TooLarge(
        f"ภาพนี้ใหญ่เกิน {limit // 1_000_000} ล้านพิกเซล โปรดย่อภาพก่อนส่ง",
        f"This photo has more than {limit // 1_000_000} million pixels. Please make it smaller first.",
        code="photo_too_large",
        field=FIELD,
    )


def no_photo(claims_to_be_one: bool) -> Invalid:
    if claims_to_be_one:
        return Invalid(
            "ชื่อไฟล์บอกว่าเป็นภาพ แต่ข้างในไม่ใช่ภาพถ่าย โปรดเลือกภาพ JPEG, PNG หรือ WebP",
            "The name says that this is a picture, but it is none. Please choose a JPEG, PNG or WebP photo.",
            code="photo_is_none",
            field=FIELD,
        )
    return Invalid(
        "ไฟล์นี้ไม่ใช่ภาพถ่าย โปรดเลือกภาพ JPEG, PNG หรือ WebP",
        "This file is not a photo. Please choose a JPEG, PNG or WebP photo.",
        code="not_a_photo",
        field=FIELD,
    )


def neither() -> Invalid:
    return Invalid(
        "ไฟล์นี้เปิดไม่ได้ โปรดเลือกไฟล์ PDF หรือภาพ JPEG, PNG หรือ WebP",
        "This file cannot be read. Please choose a PDF, or a JPEG, PNG or WebP photo.",
        code="not_evidence",
        field=FIELD,
    )


def heic() -> Invalid:
    return Invalid(
        "ภาพแบบ HEIC ยังใช้กับระบบนี้ไม่ได้ โปรดตั้งกล้องของ iPhone เป็น “เข้ากันได้มากที่สุด” แล้วถ่ายใหม่ หรือส่งภาพหน้าจอแทน",
        "HEIC photos cannot be used here yet. On an iPhone choose Settings, Camera, Formats, Most Compatible "
        "and take the photo again, or send a screenshot.",
        code="photo_heic",
        field=FIELD,
    )


def broken() -> Invalid:
    return Invalid(
        "ภาพนี้เสียหายหรือส่งมาไม่ครบ โปรดส่งอีกครั้งหรือเลือกภาพอื่น",
        "This photo is damaged or did not arrive whole. Please send it again or choose another.",
        code="photo_broken",
        field=FIELD,
    )


def expired() -> Conflict:
    return Conflict(
        "ภาพที่แนบไว้หมดเวลาหรือถูกใช้ไปแล้ว โปรดเลือกภาพอีกครั้ง",
        "The attached photo has expired or was already used. Please choose it again.",
        code="upload_expired",
        field=FIELD,
    )


def unseen() -> Conflict:
    return Conflict(
        "ยังเผยแพร่ไม่ได้ เพราะท่านยังไม่ได้ดูภาพที่จะเผยแพร่ โปรดดูทุกภาพให้ขึ้นครบก่อนแล้วกดอีกครั้ง",
        "A photo that you were not shown cannot be published. Please let every photo appear, look at it and try again.",
        code="unseen",
        field=FIELD,
    )


def not_looked() -> Invalid:
    return Invalid(
        "ระบบหาใบหน้าในภาพนี้ให้ไม่ได้ โปรดดูภาพด้วยตนเอง แล้วทำเครื่องหมายยืนยันไว้",
        "Nobody could look for faces in this photo. Please look at it yourself and say so.",
        code="not_looked",
        field=FIELD,
    )


def no_room() -> Unavailable:
    return Unavailable(
        "ขณะนี้ระบบไม่มีที่เก็บไฟล์เพียงพอ จึงยังไม่ได้บันทึกภาพ โปรดลองใหม่ภายหลัง หรือส่งเรื่องโดยไม่แนบภาพ",
        "There is no room for files at this moment, so the photo was not kept. Please try again later, "
        "or send the report without it.",
        code="no_room",
        field=FIELD,
    )


def storage_down() -> Unavailable:
    return Unavailable(
        "ขณะนี้ระบบเก็บไฟล์ขัดข้อง จึงเปิดหรือบันทึกภาพไม่ได้ โปรดลองใหม่ภายหลัง",
        "Files can neither be kept nor opened at this moment. Please try again later.",
        code="storage_down",
        field=FIELD,
    )
