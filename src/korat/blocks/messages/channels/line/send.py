"""One letter to a LINE user: by the reply token while it is fresh, else as a push that LINE accepts once.

A reply costs nothing but its token is good for about a minute, once. A push is metered, and `X-Line-Retry-Key` makes its
repetition harmless: 409 means that LINE has it already. Read in LINE's own documents, not tested against the real service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from korat.blocks.messages.channels.line.shape import (
    LONGEST_DATA,
    LONGEST_LABEL,
    LONGEST_TEXT,
    MOST_CHOICES,
    Api,
)
from korat.blocks.messages.channels.shape import Accepted, Choice, Deferred, Letter, Outcome
from korat.blocks.messages.channels.web import refused
from korat.kernel import clock

REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


@dataclass(frozen=True)
class Line:
    api: Api

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter to LINE."""
        try:
            return (self.replied(letter) if self.may_reply(letter) else None) or self.pushed(letter)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Deferred("unreachable", down=True)

    @staticmethod
    def may_reply(letter: Letter) -> bool:
        return bool(letter.reply) and letter.reply_until is not None and clock.now() < letter.reply_until

    def replied(self, letter: Letter) -> Outcome | None:
        """None: the token is of no use, so push. After an answer that got lost it is tried once more: a token that LINE
        refuses then has been used by the first try."""
        content = {"replyToken": letter.reply, "messages": [message(letter)]}
        try:
            response, again = self.api.post(REPLY, content), False
        except httpx.ReadTimeout:
            response, again = self.api.post(REPLY, content), True
        if response.is_success:
            return Accepted(name_of(response) or str(letter.id))
        return Accepted(str(letter.id)) if again and response.status_code == httpx.codes.BAD_REQUEST else None

    def pushed(self, letter: Letter) -> Outcome:
        content = {"to": letter.to, "messages": [message(letter)]}
        response = self.api.post(PUSH, content, **{"X-Line-Retry-Key": str(letter.id)})
        if response.is_success:
            return Accepted(name_of(response) or str(letter.id))
        if response.status_code == httpx.codes.CONFLICT:
            return Accepted(response.headers.get("x-line-accepted-request-id", "") or str(letter.id))
        return refused(response)


def message(letter: Letter) -> dict[str, Any]:
    items = [{"type": "action", "action": action(choice)} for choice in letter.choices[:MOST_CHOICES]]
    said: dict[str, Any] = {"type": "text", "text": letter.body[:LONGEST_TEXT]}
    return said | ({"quickReply": {"items": items}} if items else {})


def action(choice: Choice) -> dict[str, str]:
    label = choice.label[:LONGEST_LABEL]
    match choice.does:
        case "call":
            return {"type": "uri", "label": label, "uri": f"tel:{choice.data}"}
        case "open":
            return {"type": "uri", "label": label, "uri": choice.data}
        case "place":
            return {"type": "location", "label": label}
    return {"type": "postback", "label": label, "data": choice.data[:LONGEST_DATA], "displayText": choice.label}


def name_of(response: httpx.Response) -> str:
    """LINE's own name for what it took: the first message's id."""
    try:
        sent = response.json().get("sentMessages")
        return str(sent[0]["id"])[:120] if sent else ""
    except (ValueError, AttributeError, KeyError, TypeError, IndexError):
        return ""
