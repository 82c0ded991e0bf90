"""How LINE's interface is reached, and what it calls things."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx

from korat.blocks.messages.channels.web import client
from korat.kernel.errors import NotFound, Unavailable

MOST_CHOICES = 13  # quick replies under one message
LONGEST_LABEL, LONGEST_TEXT, LONGEST_DATA = 20, 5000, 300
REAL, REAL_DATA = "https://api.line.me", "https://api-data.line.me"


@dataclass(frozen=True)
class Api:
    """`url`: LINE's own address or a stand-in's; `token`: the channel access token, never in a log."""

    url: str
    token: str = field(repr=False)

    @property
    def data_url(self) -> str:
        """Pictures lie on a host of their own; a stand-in has one for all."""
        return REAL_DATA if self.url == REAL else self.url

    def post(self, path: str, content: object, **headers: str) -> httpx.Response:
        return client().post(f"{self.url}{path}", json=content, headers=headers | self.bearer)

    def get(self, url: str) -> httpx.Response:
        return client().get(url, headers=self.bearer)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def link_token(self, user: str) -> str:
        """A token that starts the linking of this user's account; good for ten minutes, once."""
        try:
            answer = self.post(f"/v2/bot/user/{user}/linkToken", {}).raise_for_status().json()
            return str(answer["linkToken"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(code="line_down") from error

    def picture(self, message: str) -> bytes:
        """What somebody sent us. LINE keeps it for a short time only, so it is fetched at once."""
        try:
            answer = self.get(f"{self.data_url}/v2/bot/message/{message}/content")
            if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
                raise NotFound("เปิดรูปนี้ไม่ได้แล้ว โปรดส่งใหม่", "This photo can no longer be opened. Please send it again.")
            return answer.raise_for_status().content
        except httpx.HTTPError as error:
            raise Unavailable(code="line_down") from error
