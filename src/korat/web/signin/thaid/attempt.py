"""One sign-in under way: its state, nonce and PKCE verifier, bound to the session that began it and good once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest

from korat.kernel.errors import Refused

UNDER_WAY = "thaid"  # in the session
AT_ONCE = 3  # sign-ins under way in one browser: a second tab is no attack
LASTS = timedelta(minutes=10)


class Unasked(Refused):
    """An answer to no question of this browser, or to one that was answered."""

    default_code = "state"
    default_th = "คำตอบนี้ไม่ตรงกับการเข้าสู่ระบบที่เริ่มจากเครื่องนี้ หรือใช้ไปแล้ว หรือนานเกิน 10 นาที โปรดเริ่มใหม่"
    default_en = (
        "This answer fits no sign-in that began in this browser, or was used already, or took more than 10 minutes. "
        "Please start again."
    )


@dataclass(frozen=True)
class Attempt:
    state: str
    nonce: str
    verifier: str
    onward: str
    language: str
    began: float

    @property
    def challenge(self) -> str:
        """RFC 7636, 4.2: S256."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def begin(request: HttpRequest, *, onward: str, language: str, now: datetime) -> Attempt:
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    made = Attempt(state, nonce, verifier, onward, language, now.timestamp())
    request.session[UNDER_WAY] = [*request.session.get(UNDER_WAY, [])[1 - AT_ONCE :], asdict(made)]
    return made


def take(request: HttpRequest, state: str, now: datetime) -> Attempt:
    """The attempt of this state, which is thereby over: also for another process that reads the same session now."""
    waiting = [Attempt(**kept) for kept in request.session.get(UNDER_WAY, [])]
    found = next((one for one in waiting if secrets.compare_digest(one.state.encode(), state.encode())), None)
    if found is None or now.timestamp() - found.began > LASTS.total_seconds():
        raise Unasked
    request.session[UNDER_WAY] = [asdict(one) for one in waiting if one is not found]
    digest = hashlib.sha256(found.state.encode()).hexdigest()
    if not cache.add(f"thaid:{digest}", True, LASTS.total_seconds()):
        raise Unasked
    return found
