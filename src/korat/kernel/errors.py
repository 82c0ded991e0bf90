"""Refusals that reach a person: each says in Thai and in English what is wrong and what to do.

The sentences never carry a personal value: they end up in logs.
"""

from collections.abc import Iterator, Sequence

from korat.kernel import language as languages


class Refused(Exception):
    """Something cannot be done. `th` and `en` are sentences, `code` is for programs, `field` for forms."""

    status = 400
    default_code = "refused"
    default_th = "ระบบทำรายการนี้ให้ไม่ได้"
    default_en = "This cannot be done."

    def __init__(self, th: str = "", en: str = "", code: str = "", field: str | None = None) -> None:
        self.th = th or self.default_th
        self.en = en or self.default_en
        self.code = code or self.default_code
        self.field = field
        super().__init__(self.th, self.en, self.code, self.field)

    def __str__(self) -> str:
        return self.en

    def show(self, language: str | None = None) -> str:
        """The sentence in the language given, else in the reader's; English stands in for all but Thai."""
        asked = language or languages.current()
        return self.th if languages.base(asked) == languages.FIRST else self.en


class Invalid(Refused, ValueError):
    """The input is wrong. Also a ValueError, so that pydantic lists it beside its own findings."""

    default_code = "invalid"
    default_th = "ข้อมูลไม่ถูกต้อง โปรดตรวจสอบอีกครั้ง"
    default_en = "Something in the input is not right. Please check it."


class Forbidden(Refused):
    """Known, but not allowed."""

    status = 403
    default_code = "forbidden"
    default_th = "ท่านไม่มีสิทธิ์ทำรายการนี้"
    default_en = "You are not allowed to do this."


class NotFound(Refused):
    """Absent, or not the reader's to see: a stranger cannot tell which."""

    status = 404
    default_code = "not_found"
    default_th = "ไม่พบสิ่งที่ท่านค้นหา"
    default_en = "We could not find this."


class Conflict(Refused):
    """Two at once: somebody else was faster."""

    status = 409
    default_code = "conflict"
    default_th = "มีผู้อื่นแก้ไขรายการนี้ไปก่อนแล้ว โปรดเปิดหน้านี้ใหม่แล้วลองอีกครั้ง"
    default_en = "Someone else changed this first. Please reload the page and try again."


class TooLarge(Refused):
    """More bytes than we take."""

    status = 413
    default_code = "too_large"
    default_th = "ไฟล์หรือข้อความมีขนาดใหญ่เกินไป"
    default_en = "The file or text is too large."


class Unavailable(Refused):
    """A part of the system is down; nothing was lost, and it is worth trying again."""

    status = 503
    default_code = "unavailable"
    default_th = "ระบบขัดข้องชั่วคราว โปรดลองใหม่อีกครั้งในอีกสักครู่"
    default_en = "The service is down for a moment. Please try again shortly."


class Problems(Refused):
    """Several refusals at once, one a line; iterate to get each."""

    default_code = "problems"

    def __init__(self, problems: Sequence[Refused]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(problem.th for problem in self.problems),
            "\n".join(problem.en for problem in self.problems),
        )

    def __iter__(self) -> Iterator[Refused]:
        return iter(self.problems)

    def __len__(self) -> int:
        return len(self.problems)

    def __reduce__(self) -> tuple[type["Problems"], tuple[tuple[Refused, ...]]]:
        return (type(self), (self.problems,))
