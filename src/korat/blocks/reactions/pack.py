"""What follows from which act, as a pack says it: when an act of this kind, then these effects."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from korat.blocks.ledger.typed import Code, Typed
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text


def plain(value: object) -> object:
    """A word of the pack as the act's facts hold it: truth, whole number, or the word itself."""
    if not isinstance(value, str):
        return value
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch("-?[0-9]{1,15}", value) else value


Fact = Annotated[bool | int | str, BeforeValidator(plain)]


class When(Typed):
    """An act kind, and what its facts must be; a list means any of them."""

    kind: str = Field(pattern=r"^[a-z_]+\.[a-z_]+\.[a-z_]+$", max_length=80)
    facts: dict[str, tuple[Fact, ...] | Fact] = {}


class OpenCase(Typed):
    """`claim`: about the very thing that the case is about, linked with it, and once for a thing as long as it is open."""

    service: Code
    claim: bool = False
    category: Code | None = None
    text: Text


class SendMessage(Typed):
    template: Code
    # `handler`: who took the case, else who handles cases in its office; `raised`: who reads in the office it came up to;
    # `claimant`: who handles the open reports for which the case claims something, each under that report's number.
    to: Literal["subject", "office", "handler", "raised", "claimant"] = "subject"
    channels: tuple[Literal["inbox", "line", "email", "sms"], ...] = Field(default=("inbox",), min_length=1)


class Effect(Typed):
    open_case: OpenCase | None = None
    send_message: SendMessage | None = None

    @model_validator(mode="after")
    def is_one(self) -> Effect:
        if (self.open_case is None) == (self.send_message is None):
            raise Invalid(
                th="ผลที่ตามมาแต่ละข้อต้องเป็น open_case หรือ send_message อย่างใดอย่างหนึ่ง",
                en="Each effect is either open_case or send_message.",
            )
        return self


class RuleDefinition(Typed):
    code: Code
    when: When
    then: tuple[Effect, ...] = Field(min_length=1)
