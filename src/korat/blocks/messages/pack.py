"""What the house says, as a pack words it."""

from __future__ import annotations

from string import Formatter
from typing import Literal

from pydantic import Field, model_validator

from korat.blocks.ledger.typed import Code, Typed
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text

PLACEHOLDERS = (
    "reference", "service", "step", "office", "link", "page", "code", "until", "since", "when", "kind", "place", "words", "count",
    "others",
)  # fmt: skip
# The template of this code words the last line of every message: where to ask whether it is genuine, and its code.
MARK = "mark"


class ChoiceDefinition(Typed):
    label: Text
    data: str = Field(min_length=1, max_length=200)


class TemplateDefinition(Typed):
    """A message. `{reference}` and the other placeholders are filled in when it is sent.

    `names`: what kind of message it is, for whoever asks whether it is genuine; it says nothing of its content.
    `kind`: what a person may choose a channel for; `safety` comes by every way, at any hour. `choices`: answers that can be
    tapped, where the channel knows such a thing; `data` is what we hear then.
    """

    code: Code
    kind: Literal["update", "question", "safety"] = "update"
    names: Text | None = None
    titles: Text
    bodies: Text
    choices: tuple[ChoiceDefinition, ...] = ()

    @model_validator(mode="after")
    def knows_its_placeholders(self) -> TemplateDefinition:
        for _, wording in (*self.titles.wordings, *self.bodies.wordings):
            if wrong := unknown_placeholders(wording.text):
                raise placeholder_error(self.code, wrong)
        return self


def unknown_placeholders(text: str) -> set[str]:
    """Everything in braces that is no plain placeholder; a lone brace counts as one."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return {"{"}
    found = {name + (f"!{how}" if how else "") + (f":{form}" if form else "")
             for _, name, form, how in parts if name is not None}  # fmt: skip
    return found - set(PLACEHOLDERS)


def placeholder_error(code: str, wrong: set[str]) -> Invalid:
    listed = " ".join(f"{{{name}}}" for name in sorted(wrong))
    known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    return Invalid(
        th=f"ข้อความ {code}: ไม่รู้จักช่องเติม {listed} ใช้ได้เฉพาะ {known}",
        en=f"Message {code}: unknown placeholder {listed}. Use {known}.",
    )
