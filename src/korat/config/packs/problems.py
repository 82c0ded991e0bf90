"""What is wrong in a pack, in words: which file, which line, what, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from korat.kernel import language as languages
from korat.kernel.errors import Invalid


class PackProblem(Invalid):
    """One fault of a pack. `line` counts from 1."""

    default_code = "pack"

    def __init__(self, file: Path | str, line: int, th: str, en: str) -> None:
        super().__init__(th, en)
        self.file, self.line = str(file), line

    def __reduce__(self) -> tuple[type[PackProblem], tuple[str, int, str, str]]:
        return (type(self), (self.file, self.line, self.th, self.en))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackProblem) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((self.file, self.line, self.en))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.en}"

    def show(self, language: str | None = None) -> str:
        """`packs/…/pack.yaml:12: sentence`; English stands in for all but Thai."""
        asked = languages.base(language or languages.current())
        return f"{self.file}:{self.line}: {self.th if asked == languages.FIRST else self.en}"


# pydantic's kinds of fault in words; `{expected}` and the others come from its context.
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("ขาด {name} โปรดเพิ่ม", "{name} is missing. Please add it."),
    "literal_error": ("ค่านี้ใช้ไม่ได้ ใช้ได้เฉพาะ {expected}", "This value cannot be used. Use {expected}."),
    "string_type": ("ต้องเป็นข้อความ", "This must be words."),
    "string_pattern_mismatch": (
        "{input} มีรูปแบบไม่ถูกต้อง ต้องตรงกับ {pattern}",
        "{input} has the wrong form. It must match {pattern}.",
    ),
    "string_too_long": (
        "ยาวเกินไป ใส่ได้ไม่เกิน {max_length} ตัวอักษร",
        "Too long: at most {max_length} characters.",
    ),
    "string_too_short": (
        "สั้นเกินไป ใส่อย่างน้อย {min_length} ตัวอักษร",
        "Too short: at least {min_length} characters.",
    ),
    "too_short": (
        "{name} น้อยเกินไป โปรดใส่อย่างน้อย {min_length} รายการ",
        "{name} has too few. Put at least {min_length} in it.",
    ),
    "tuple_type": ("{name} ต้องเป็นรายการ เขียนแต่ละรายการด้วยขีด -", "{name} must be a list: one - for each."),
    "dict_type": ("{name} ต้องเป็นคู่ ชื่อ: ค่า", "{name} must be pairs of name: value."),
    "model_type": ("{name} ต้องเป็นคู่ ชื่อ: ค่า", "{name} must be pairs of name: value."),
    "model_attributes_type": ("{name} ต้องเป็นคู่ ชื่อ: ค่า", "{name} must be pairs of name: value."),
    "int_parsing": ("ต้องเป็นจำนวนเต็ม", "This must be a whole number."),
    "int_type": ("ต้องเป็นจำนวนเต็ม", "This must be a whole number."),
    "float_parsing": ("ต้องเป็นตัวเลข", "This must be a number."),
    "float_type": ("ต้องเป็นตัวเลข", "This must be a number."),
    "finite_number": ("ต้องเป็นตัวเลข", "This must be a number."),
    "bool_parsing": ("ต้องเป็น true หรือ false", "This must be true or false."),
    "bool_type": ("ต้องเป็น true หรือ false", "This must be true or false."),
    "greater_than_equal": ("ต้องไม่น้อยกว่า {ge}", "This must be at least {ge}."),
    "less_than_equal": ("ต้องไม่มากกว่า {le}", "This must be at most {le}."),
    "date_from_datetime_parsing": ("ต้องเป็นวันที่เช่น 2026-01-31", "This must be a date such as 2026-01-31."),
    "date_type": ("ต้องเป็นวันที่เช่น 2026-01-31", "This must be a date such as 2026-01-31."),
    "time_parsing": ("ต้องเป็นเวลาเช่น 08:30", "This must be a time such as 08:30."),
    "time_type": ("ต้องเป็นเวลาเช่น 08:30", "This must be a time such as 08:30."),
}  # fmt: skip
# What deserves more than the general sentence: the last two names of the place, in the pack's own words.
_SPECIAL: Mapping[tuple[str, str], tuple[str, str]] = {
    (field, kind): (
        'คำเตือนอันตรายต้องบอกเบอร์โทรฉุกเฉิน โปรดใส่ call เช่น ["191"]',
        'A danger must say whom to telephone. Add call, such as ["191"].',
    )
    for field in ("call",)
    for kind in ("missing", "too_short", "tuple_type")
}


def sentences(error: ErrorDetails, model: type[BaseModel] | None) -> tuple[str, str]:
    """The Thai and the English sentence for one of pydantic's findings."""
    context: dict[str, Any] = dict(error.get("ctx") or {})
    if isinstance(context.get("error"), Invalid):
        return context["error"].th, context["error"].en
    kind, name = error["type"], str(error["loc"][-1]) if error["loc"] else "?"
    if kind == "extra_forbidden":
        return unknown_key(name, model)
    words = _SPECIAL.get((name, kind)) or _SENTENCES.get(kind)
    if words is None:
        return f"{name} ใช้ไม่ได้ ({error['msg']})", f"{name} cannot be used. {error['msg']}."
    values = {"name": name, "input": shortened(error.get("input")), **context}
    expected = str(context.get("expected", "")).replace("'", "")
    in_thai = values | {"expected": expected.replace(" or ", " หรือ ")}
    return words[0].format_map(in_thai), words[1].format_map(values | {"expected": expected})


def shortened(value: object) -> str:
    return str(value)[:60]


def unknown_key(name: str, model: type[BaseModel] | None) -> tuple[str, str]:
    fields = model.model_fields if model else {}
    known = sorted(field.alias or key for key, field in fields.items())
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    th = f"หมายถึง {near[0]} หรือไม่" if near else f"ใช้ได้เฉพาะ {', '.join(known)}"
    en = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
    return f"ไม่รู้จักคำว่า {name} · {th}", f"Unknown key {name}. {en}"


def model_at(model: type[BaseModel] | None, location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model that a location of a ValidationError lies in."""
    for step in location:
        if model is None:
            return None
        field = next((f for key, f in model.model_fields.items() if step in (key, f.alias)), None)
        model = inner(field.annotation) if field else model
    return model


def inner(annotation: Any) -> type[BaseModel] | None:
    """The first model inside an annotation such as `tuple[Option, ...]` or `Clocks | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (inner(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model), None)


def findings(error: ValidationError, model: type[BaseModel]) -> list[tuple[tuple[int | str, ...], str, str]]:
    """Each of pydantic's findings as location, Thai sentence, English sentence."""
    return [
        (found["loc"], *sentences(found, model_at(model, found["loc"][:-1])))
        for found in error.errors(include_url=False)
    ]
