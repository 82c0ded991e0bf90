"""A template of the pack and its values, as a title and a body in one language."""

from __future__ import annotations

from collections.abc import Mapping

from korat.blocks.messages.pack import PLACEHOLDERS, TemplateDefinition
from korat.kernel.texts import Text

LONGEST_TITLE = 200

Values = Mapping[str, str | Text]


def render(template: TemplateDefinition, values: Values, language: str) -> tuple[str, str]:
    """Title (one line, at most 200 characters) and body. What a placeholder has no value for stays empty."""
    filled = {name: shown(values.get(name, ""), language) for name in PLACEHOLDERS}
    title = template.titles.show(language).format_map(filled)
    return " ".join(title.split())[:LONGEST_TITLE], template.bodies.show(language).format_map(filled).strip()


def shown(value: str | Text, language: str) -> str:
    return value.show(language) if isinstance(value, Text) else value
