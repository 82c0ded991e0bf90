"""An ID token of LINE's: HS256 under the secret that LINE shares with this channel, and every check that ThaID's has."""

from __future__ import annotations

import hmac
from datetime import datetime

import jwt

from korat.kernel.errors import Refused
from korat.web.signin.thaid.tokens import OPTIONS, Claims, Doubtful, check_audience, check_times


class DoubtfulLine(Refused):
    """What came back from LINE cannot be believed. Nobody is signed in."""

    default_code = "line_token"
    default_th = "ข้อมูลยืนยันตัวตนที่ส่งกลับมาจาก LINE ใช้ไม่ได้ ท่านยังไม่ได้เข้าสู่ระบบ โปรดเริ่มใหม่"
    default_en = "The confirmation that came back from LINE does not hold. You are not signed in. Please start again."


def verified(
    token: str, *, issuer: str, client: str, secret: str, nonce: str, asked_at: datetime, now: datetime
) -> Claims:
    """The claims of a token that LINE made for us, just now, for this one sign-in."""
    try:
        claims: Claims = jwt.decode(token, secret, ["HS256"], OPTIONS, issuer=issuer)
        check_audience(claims, client)
        check_times(claims, asked_at, now)
    except (jwt.PyJWTError, Doubtful) as error:
        raise DoubtfulLine from error
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise DoubtfulLine
    return claims
