"""`attribute[code]=value`, `attribute[code][]=value`: answers to a service's questions, checked by type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import partial

from korat.blocks.catalog.definition import Question
from korat.kernel.texts import arabic_digits, clean
from korat.standards.open311.errors import Gathering, missing, wrong
from korat.standards.open311.read import Parameters, decimal

_NAME = re.compile(r"attribute\[([^\[\]]*)\](?:\[[0-9]*\])?")
_LINE, _TEXT = 400, 2000


def answers(parameters: Parameters, questions: Sequence[Question], zone: tzinfo) -> dict[str, object]:
    """Code → answer. Problems with every attribute that is missing, unknown, or not of its type."""
    given, gathering = by_code(parameters), Gathering()
    if given.keys() - {question.code for question in questions}:
        gathering.read(unknown, None)
    found = {
        question.code: gathering.read(partial(answer, question, given.get(question.code, ()), zone), None)
        for question in questions
    }
    gathering.settle()
    return {code: value for code, value in found.items() if value is not None}


def by_code(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    """What was sent under each attribute's code; the codes of empty ones are known to be absent."""
    found: dict[str, tuple[str, ...]] = {}
    for name in parameters:
        if match := _NAME.fullmatch(name):
            found[match[1]] = (*found.get(match[1], ()), *parameters.all(name))
    return {code: values for code, values in found.items() if values}


def unknown() -> None:
    raise wrong(
        "attribute",
        "มีคุณลักษณะที่บริการนี้ไม่ได้ถาม ดูรหัสที่ใช้ได้ที่คำนิยามของบริการ",
        "One of them is not asked by this service. The known codes stand in its definition.",
        code="unknown_attribute",
    )


def answer(question: Question, given: Sequence[str], zone: tzinfo) -> object:
    name = f"attribute[{question.code}]"
    if not given:
        if question.required:
            raise missing(name)
        return None
    if question.type == "multivaluelist":
        return [chosen(question, value, name) for value in dict.fromkeys(given)]
    if len(given) > 1:
        raise wrong(name, "ตอบได้เพียงค่าเดียว", "This takes one value only.")
    return READERS[question.type](question, given[0], name, zone)


def chosen(question: Question, given: str, name: str, _zone: tzinfo | None = None) -> str:
    if given not in {option.key for option in question.options}:
        raise wrong(
            name,
            "ไม่มีตัวเลือกนี้ ใช้ key ตามที่คำนิยามของบริการบอก",
            "There is no such choice. Use a key that the service definition lists.",
        )
    return given


def line(_question: Question, given: str, name: str, _zone: tzinfo) -> str:
    return clean(given, _LINE, name).replace("\n", " ")


def text(_question: Question, given: str, name: str, _zone: tzinfo) -> str:
    return clean(given, _TEXT, name)


def number(_question: Question, given: str, name: str, _zone: tzinfo) -> int | float:
    found = decimal(clean(given, 40, name), name)
    return int(found) if found.is_integer() else found


def when(_question: Question, given: str, name: str, zone: tzinfo) -> str:
    """A date, or a date and time; without a zone it is meant as the clocks of the province show it."""
    bare = arabic_digits(clean(given, 40, name))
    try:
        if len(bare) == len("2026-11-23"):
            return date.fromisoformat(bare).isoformat()
        return with_zone(datetime.fromisoformat(bare), zone)
    except ValueError as error:
        raise wrong(
            name,
            "ต้องเป็นวันหรือวันเวลาแบบ ISO 8601 เช่น 2026-11-23 หรือ 2026-11-23T09:30",
            "This must be a date or a date and time in ISO 8601, such as 2026-11-23 or 2026-11-23T09:30.",
        ) from error


def with_zone(moment: datetime, zone: tzinfo) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat(timespec="seconds")


READERS: Mapping[str, Callable[[Question, str, str, tzinfo], object]] = {
    "string": line,
    "text": text,
    "number": number,
    "datetime": when,
    "singlevaluelist": chosen,
}
