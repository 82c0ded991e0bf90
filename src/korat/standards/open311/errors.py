"""Errors as GeoReport v2 lists them: 404 for what is absent, 403 for the key, 400 for all else.

Two that HTTP itself knows keep their own: 405 for a wrong method, 503 when we are the ones who fail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from korat.kernel.errors import Forbidden, Invalid, NotFound, Problems, Refused
from korat.standards.open311.render import Rows, Tree

Value = TypeVar("Value")

ROOT = "errors"
OWN_STATUS = frozenset({403, 404, 405, 503})


class WrongMethod(Refused):
    status = 405
    default_code = "wrong_method"
    default_th = "ที่อยู่นี้ไม่รับคำสั่งแบบนี้ ใช้ GET เพื่ออ่าน หรือ POST ที่ requests เพื่อแจ้งเรื่อง"
    default_en = "This address does not take that method. Use GET to read, POST to requests to file a report."


class NoSuchAddress(NotFound):
    default_th = "ไม่มีที่อยู่นี้ใน GeoReport v2 ดูรายการได้ที่ discovery.xml หรือ discovery.json"
    default_en = "There is no such address in GeoReport v2. See discovery.xml or discovery.json."


class WrongKey(Forbidden):
    default_code = "api_key"
    default_th = "ไม่มีกุญแจ api_key หรือกุญแจใช้ไม่ได้ ดูวิธีขอกุญแจที่ key_service ใน discovery"
    default_en = "The api_key is missing or not valid. See key_service in the discovery for how to get one."


class OldKey(WrongKey):
    default_th = "กุญแจนี้หมดอายุแล้ว โปรดขอกุญแจใหม่จากผู้ดูแลของหน่วยงาน"
    default_en = "This key has expired. Please ask your organisation's administrator for a new one."


class EndedKey(WrongKey):
    default_th = "กุญแจนี้ถูกยกเลิกแล้ว โปรดขอกุญแจใหม่จากผู้ดูแลของหน่วยงาน"
    default_en = "This key was ended. Please ask your organisation's administrator for a new one."


class NotForThis(WrongKey):
    default_th = "กุญแจนี้ไม่ได้ออกให้เพื่อแจ้งเรื่อง โปรดขอกุญแจที่มีขอบเขต case.file"
    default_en = "This key was not made for filing reports. Please ask for one with the scope case.file."


KEY_FAULTS = {"expired": OldKey, "ended": EndedKey, "unknown": WrongKey}


def missing(name: str) -> Invalid:
    return wrong(name, "ต้องระบุค่านี้", "This is required.", code="missing")


def wrong(name: str, th: str, en: str, code: str = "invalid") -> Invalid:
    return Invalid(th, en, code=code, field=name)


def required(name: str) -> NoReturn:
    raise missing(name)


def absent(name: str, th: str, en: str) -> NotFound:
    return NotFound(th, en, field=name)


def status_of(refused: Refused) -> int:
    return refused.status if refused.status in OWN_STATUS else 400


def tree(refused: Refused, language: str) -> Rows:
    """Each with its code and a sentence that names the parameter. No sentence repeats what was sent."""
    several = tuple(refused) if isinstance(refused, Problems) else (refused,)
    return Rows("error", tuple(error(each, language) for each in several))


def error(refused: Refused, language: str) -> Tree:
    return {"code": status_of(refused), "description": sentence(refused, language)}


def sentence(refused: Refused, language: str) -> str:
    said = refused.show(language)
    return f"{refused.field}: {said}" if refused.field else said


class Gathering:
    """Reads several things and keeps what is wrong with each, so that a program learns all of it at once."""

    def __init__(self) -> None:
        self.problems: list[Refused] = []

    def read(self, reader: Callable[[], Value], otherwise: Value, field: str | None = None) -> Value:
        try:
            return reader()
        except Problems as several:
            self.problems += several
        except Refused as refused:
            refused.field = refused.field or field
            self.problems.append(refused)
        return otherwise

    def settle(self) -> None:
        """Raises Problems when something was wrong."""
        if self.problems:
            raise Problems(self.problems)
