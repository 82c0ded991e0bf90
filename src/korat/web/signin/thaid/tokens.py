"""An ID token is believed only when every check of OpenID Connect Core 1.0, 3.1.3.7 holds; each refusal is a sentence."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from korat.kernel.errors import Refused

ALGORITHMS = ("RS256", "ES256")  # signatures by a private key; never `none`, never a secret shared with us
LEEWAY = timedelta(seconds=60)
# The audience and the times are checked below, in sentences of their own.
OPTIONS: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "require": ["iss", "sub", "aud", "exp", "iat"],
}
Claims = dict[str, Any]
KeyOf = Callable[[str], jwt.PyJWK | None]


class Doubtful(Refused):
    """What came back from ThaID cannot be believed. Nobody is signed in."""

    default_code = "token_forged"
    default_th = "ข้อมูลยืนยันตัวตนที่ส่งกลับมาไม่ได้มาจาก ThaID จริง ท่านยังไม่ได้เข้าสู่ระบบ โปรดเริ่มใหม่ หากเกิดซ้ำโปรดแจ้งหน่วยงาน"
    default_en = (
        "The confirmation that came back was not made by ThaID. You are not signed in. "
        "Please start again; if it happens again, tell the office."
    )


class NotForUs(Doubtful):
    default_code = "token_audience"
    default_th = "ข้อมูลยืนยันตัวตนนี้ออกให้เว็บไซต์อื่น ใช้เข้าสู่ระบบที่นี่ไม่ได้ โปรดเริ่มใหม่จากหน้านี้"
    default_en = (
        "This confirmation was made for another website and opens nothing here. Please start again from this page."
    )


class Expired(Doubtful):
    default_code = "token_expired"
    default_th = "ข้อมูลยืนยันตัวตนหมดอายุแล้ว โปรดเริ่มใหม่ หากเกิดซ้ำ นาฬิกาของเครื่องแม่ข่ายนี้อาจไม่ตรง โปรดแจ้งหน่วยงาน"
    default_en = (
        "The confirmation has expired. Please start again. "
        "If it happens again, the clock of this server may be wrong: please tell the office."
    )


class ClockOff(Doubtful):
    default_code = "clock"
    default_th = "นาฬิกาของเครื่องแม่ข่ายนี้กับของ ThaID ไม่ตรงกัน จึงเข้าสู่ระบบด้วย ThaID ไม่ได้ โปรดแจ้งหน่วยงานให้ตั้งนาฬิกา"
    default_en = (
        "The clocks of this server and of ThaID do not agree, so nobody can sign in with ThaID. "
        "Please tell the office to set its clock."
    )


class Replayed(Doubtful):
    default_code = "token_replayed"
    default_th = "ข้อมูลยืนยันตัวตนนี้เป็นของการเข้าสู่ระบบครั้งอื่น ใช้ซ้ำไม่ได้ โปรดเริ่มใหม่"
    default_en = "This confirmation belongs to another sign-in and cannot be used again. Please start again."


def verified(
    token: str, *, issuer: str, client: str, nonce: str, asked_at: datetime, now: datetime, key_of: KeyOf
) -> Claims:
    """The claims of an ID token that this issuer signed for us, just now, for this one sign-in. Raises Doubtful."""
    claims = signed(token, issuer, key_of)
    check_audience(claims, client)
    check_times(claims, asked_at, now)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Replayed
    return claims


def signed(token: str, issuer: str, key_of: KeyOf) -> Claims:
    """The signature by a published key of an allowed kind. What the token says about itself only chooses among these."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS or "crit" in header:
            raise Doubtful
        key = key_of(str(header.get("kid", "")))
        if key is None or key.algorithm_name != header["alg"]:
            raise Doubtful
        claims: Claims = jwt.decode(token, key, [header["alg"]], OPTIONS, issuer=issuer)
    except jwt.PyJWTError as error:
        raise Doubtful from error
    return claims


def check_audience(claims: Claims, client: str) -> None:
    """For us; where others are named beside us, then asked for by us (3.1.3.7, points 3 to 5)."""
    named = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    party = claims.get("azp", client if len(named) == 1 else None)
    if client not in named or party != client:
        raise NotForUs


def check_times(claims: Claims, asked_at: datetime, now: datetime) -> None:
    """Made between our question and now, and not over yet. A clock that is off shows in either direction."""
    issued, expires, begins = (moment(claims.get(name)) for name in ("iat", "exp", "nbf"))
    if issued is None or expires is None or (begins is None and "nbf" in claims):
        raise Doubtful
    if expires + LEEWAY <= now:
        raise Expired
    if not asked_at - LEEWAY <= issued <= now + LEEWAY or (begins and begins > now + LEEWAY):
        raise ClockOff


def moment(seconds: object) -> datetime | None:
    """A NumericDate (RFC 7519, 2); None for anything else."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None
