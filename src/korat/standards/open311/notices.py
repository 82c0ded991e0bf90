"""What a service_notice tells: whom to call first, what happens next, and how to come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from korat.blocks.cases.values import Opened
from korat.blocks.catalog.definition import Category, Danger, ServiceDefinition
from korat.kernel.language import FIRST, base
from korat.kernel.settings import read as settings


@dataclass(frozen=True)
class Notice:
    """A sentence of our own: in Thai, and in English for all other languages, as errors are."""

    th: str
    en: str

    def say(self, language: str, **values: object) -> str:
        return (self.th if base(language) == FIRST else self.en).format(**values)


KEPT_NOTHING = Notice(
    th="ข้อมูลครบถ้วน แต่นี่คือที่อยู่สำหรับทดสอบ ระบบไม่ได้บันทึกสิ่งใดไว้",
    en="Everything is in order. This is the address for tests: nothing was kept.",
)
PROMISE = Notice(
    th="หน่วยงานจะตอบครั้งแรกภายใน {answer} และดำเนินการให้แล้วเสร็จภายใน {completion}",
    en="The office gives a first answer within {answer} and completes the work within {completion}.",
)
FOLLOW = Notice(
    th="ติดตามเรื่องได้ที่ {url} ด้วยรหัสติดตาม {key} โปรดเก็บไว้ เพราะจะแสดงเพียงครั้งเดียว",
    en="Follow the report at {url} with the key {key}. Keep it: it is shown this once.",
)
CALL = Notice(th="โทร {numbers}", en="Call {numbers}.")


def promise(service: ServiceDefinition, category: Category | None, language: str) -> str:
    """The two clocks of the service."""
    clocks = (category and category.clocks) or service.clocks
    answer, completion = clocks.answer.show(language), clocks.completion.show(language)
    return PROMISE.say(language, answer=answer, completion=completion)


def whom_to_call(dangers: Iterable[Danger], language: str) -> str:
    """The advice of each danger whose words were found, with its numbers."""
    return " ".join(advice(danger, language) for danger in dangers)


def advice(danger: Danger, language: str) -> str:
    said = danger.advice.show(language)
    if all(number in said for number in danger.call):
        return said
    return f"{said} {CALL.say(language, numbers=', '.join(danger.call))}"


def follow(opened: Opened, language: str) -> str:
    """Where an unnamed reporter comes back, with the key that is theirs alone."""
    if opened.follow_key is None:
        return ""
    url = f"{settings().address}/c/{opened.reference}"
    return FOLLOW.say(language, url=url, key=opened.follow_key)


def joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
