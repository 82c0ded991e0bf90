"""Texts in several languages, each with who worded it; and the washing of what people type."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from korat.kernel import language as languages
from korat.kernel.errors import Invalid

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema
    from pydantic_core.core_schema import ValidationInfo

PERSON = "person"
"""The provenance of a wording that says nothing else: a person of the office wrote it."""

_LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
_PROVENANCE = r"^[a-z][a-z0-9 _-]{0,39}$"
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

_ZWJ = "\u200d"
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_STRAY_ZWJ = re.compile(f"(?<![{_EMOJI}]){_ZWJ}|{_ZWJ}(?![{_EMOJI}])")
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_SPACE_AT_NEWLINE = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


def arabic_digits(text: str) -> str:
    """The text with ๐–๙ as 0–9."""
    return text.translate(_TO_ARABIC)


def thai_digits(text: str) -> str:
    """The text with 0–9 as ๐–๙."""
    return text.translate(_TO_THAI)


def clean(text: str, limit: int, field: str | None = None) -> str:
    """What a person typed: NFC, nothing invisible, single spaces, at most one empty line at a time.

    Newlines stay, and so does the joiner inside an emoji. Invalid when longer than `limit` characters.
    """
    text = _visible(_NEWLINES.sub("\n", text).replace("\t", " "))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    text = _EMPTY_LINES.sub("\n\n", _SPACE_AT_NEWLINE.sub("\n", text)).strip()
    if len(text) > limit:
        raise Invalid(
            f"ข้อความยาวเกินไป ใส่ได้ไม่เกิน {limit:,} ตัวอักษร",
            f"The text is too long. Please use at most {limit:,} characters.",
            code="too_long",
            field=field,
        )
    return text


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    kept = (c for c in text if c in "\n\u200d" or unicodedata.category(c) not in _INVISIBLE)
    return _STRAY_ZWJ.sub("", "".join(kept))


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's text and who worded it: `person`, `machine`, or another short word of the pack."""

    text: str
    by: str = PERSON

    @classmethod
    def parse(cls, obj: object) -> "Wording":
        """From `"…"` or `{"text": "…", "by": "machine"}`."""
        fields = {"text": obj} if isinstance(obj, str) else obj
        if not isinstance(fields, Mapping) or not {"text"} <= set(fields) <= {"text", "by"}:
            raise _misshaped()
        text, by = fields["text"], fields.get("by", PERSON)
        if not isinstance(text, str) or not text.strip() or not isinstance(by, str):
            raise _misshaped()
        if not re.fullmatch(_PROVENANCE, by):
            raise _misshaped()
        return cls(str(text), str(by))

    def as_json(self) -> str | dict[str, str]:
        return self.text if self.by == PERSON else {"text": self.text, "by": self.by}


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in one or more languages; hashable, equal by content. In a template it shows itself."""

    wordings: tuple[tuple[str, Wording], ...]

    @classmethod
    def of(cls, **languages_and_texts: str) -> "Text":
        """`Text.of(th="ถนน", en="Road")`."""
        return cls.parse(languages_and_texts)

    @classmethod
    def parse(cls, obj: object, first: str = languages.FIRST) -> "Text":
        """From a pack: words in its `first` language, or language → string or `{text, by}`; else Invalid."""
        if isinstance(obj, Text):
            return obj
        entries = {first: obj} if isinstance(obj, str) else obj
        if not isinstance(entries, Mapping) or not entries:
            raise _misshaped()
        if not all(isinstance(tag, str) and re.fullmatch(_LANGUAGE, tag) for tag in entries):
            raise _misshaped()
        return cls(tuple(sorted((str(tag), Wording.parse(entry)) for tag, entry in entries.items())))

    @classmethod
    def from_json(cls, obj: object) -> "Text":
        """Back from `as_json()`."""
        return cls.parse(obj)

    def as_json(self) -> dict[str, str | dict[str, str]]:
        """`{"th": "…", "en": {"text": "…", "by": "machine"}}`, the shape packs use."""
        return {tag: wording.as_json() for tag, wording in self.wordings}

    def show(self, language: str | None = None) -> str:
        """The first there is: in the language asked for (else the reader's), in Thai, in English, in any."""
        return self._best(language)[1].text

    def language(self, language: str | None = None) -> str:
        """The language `show` answers in, for the page's `lang` attribute."""
        return self._best(language)[0]

    def provenance(self, language: str | None = None) -> str:
        """Who worded what `show` answers with."""
        return self._best(language)[1].by

    def __str__(self) -> str:
        return self.show()

    def _best(self, language: str | None) -> tuple[str, Wording]:
        asked = language or languages.current()
        for tag, wording in self.wordings:
            if tag == asked:
                return tag, wording
        wordings = dict(self.wordings)
        for tag in (languages.base(asked), languages.FIRST, languages.SECOND):
            if tag in wordings:
                return tag, wordings[tag]
        return self.wordings[0]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.with_info_plain_validator_function(
            cls._from_model,
            ref="korat.Text",
            serialization=core_schema.plain_serializer_function_ser_schema(cls.as_json),
        )

    @classmethod
    def _from_model(cls, obj: object, info: "ValidationInfo") -> "Text":
        context = info.context if isinstance(info.context, Mapping) else {}
        return cls.parse(obj, first=context.get("first_language", languages.FIRST))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        wording = {"oneOf": [_WORDS, _WORDS_WITH_PROVENANCE]}
        return {
            "title": "Text",
            "description": "A text in the pack's first language, or one text for each language.",
            "oneOf": [
                _WORDS,
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": _LANGUAGE},
                    "additionalProperties": wording,
                },
            ],
        }


_WORDS = {"type": "string", "pattern": r"\S"}
_WORDS_WITH_PROVENANCE = {
    "type": "object",
    "properties": {"text": _WORDS, "by": {"type": "string", "pattern": _PROVENANCE}},
    "required": ["text"],
    "additionalProperties": False,
}


def _misshaped() -> Invalid:
    return Invalid(
        "ข้อความต้องเป็นตัวหนังสือ หรือแยกตามรหัสภาษา เช่น th: … en: … และต้องไม่ว่างเปล่า",
        "A text must be words, or words for each language code such as th: … en: …, and must not be empty.",
        code="text_shape",
    )
