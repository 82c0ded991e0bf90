"""What every message has, however it came into being: a code by which anybody can ask about it, and a seal of its words."""

from __future__ import annotations

from korat.blocks.messages import marks
from korat.blocks.messages.models import Message
from korat.blocks.messages.pack import TemplateDefinition
from korat.kernel import ids


def signed(row: Message, body: str, mark: TemplateDefinition | None, language: str, office: int | None) -> str:
    """Give the message its code and seal; the body that carries them."""
    code = ids.code()
    whole = marks.marked(body, code, mark, language)
    row.code, row.seal, row.office_id = code, marks.seal(whole), office
    return whole
