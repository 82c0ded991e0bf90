"""A template of the pack and its values, as a title and a body in one language."""

from __future__ import annotations

from collections.abc import Mapping

from korat.blocks.messages.pack import PLACEHOLDERS, TemplateDefinition
from korat.kernel.texts import Text

LONGEST_TITLE = 200

Values = Mapping[str, str | Text]


def render(template: TemplateDefinition, values: Values, language: str) -> tuple[str, str]:
    """Title (one line, at most 200 characters) and body. What a placeholder has no value for stays empty."""
    title = filled(template.titles.show(language), values, language)
    return " ".join(title.split())[:LONGEST_TITLE], filled(template.bodies.show(language), values, language).strip()


def filled(text: str, values: Values, language: str) -> str:
    return text.format_map({name: shown(values.get(name, ""), language) for name in PLACEHOLDERS})


def shown(value: str | Text, language: str) -> str:
    return value.show(language) if isinstance(value, Text) else value
