"""The agencies that take cases by program, as the pack says it today."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from korat.blocks.people import queries as people
from korat.blocks.people.pack import Bridge
from korat.kernel.settings import read

log = logging.getLogger("korat.bridge")

# Why something was not done, for the log: whose fault it is and what happens now.
SENTENCES = {
    "slow": "its answer took too long and was cut off",
    "huge": "its answer was too large and was cut off",
    "broken": "the connection broke",
    "unreachable": "its server cannot be reached",
    "unknown_host": "its name leads nowhere",
    "private_address": "its name leads into a private network, so nothing was sent",
    "unreadable": "its answer is no GeoReport v2, neither JSON nor XML",
    "redirect": "it sends us to another address, which we do not follow",
    "refused": "it refuses the request",
    "busy": "it asks us to wait",
    "no_key": "its api_key is missing below keys/open311",
    "no_number": "it gave neither a number nor a token",
    "bad_number": "it gave a number that cannot be one, or that another case has already",
    "stranger": "it told of requests that we did not ask for; they were passed over",
    "bad_status": "it told a status that is neither open nor closed; it was passed over",
    "future": "it gave a date that has not come; its dates are never used",
    "flood": "it changed its mind too often; what it says of this case is no longer taken",
    "circle": "the case came from there, so it is not sent back",
    "no_service": "the pack has no name of theirs for this kind",
    "changed": "what would be sent is not what was sent first, so it is not sent again",
    "not_listed": "its list does not show what we sent; it is looked for again before anything is sent twice",
    "tired": "it was tried long enough",
}


@dataclass(frozen=True)
class Partner:
    office: int
    code: str
    bridge: Bridge

    def url(self, path: str) -> str:
        """`requests`, in the format that it speaks."""
        return f"{self.bridge.endpoint.rstrip('/')}/{path}.{self.bridge.format}"

    def key(self) -> str | None:
        """Its api_key; empty when it wants none, None when the operator has not brought it."""
        if self.bridge.key is None:
            return ""
        path = read().home / "keys" / "open311" / self.bridge.key
        return path.read_text().strip() if path.is_file() else None

    def say(self, why: str) -> None:
        log.warning("partner %s: %s", self.code, SENTENCES[why])


def partners() -> tuple[Partner, ...]:
    return tuple(Partner(one.id, one.code, one.bridge) for one in people.bridged() if one.bridge)
