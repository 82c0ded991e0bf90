"""The signed, dated list of revoked papers. It names fingerprints, not papers: who has no paper learns nothing from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from korat.kernel.errors import Invalid
from korat.kernel.signing import SigningKey, holds

GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Revocations:
    """A list as it was signed. `sequence` grows with each revocation; `next` is when a newer list is due."""

    issuer: str
    sequence: int
    issued: datetime
    next: datetime
    revoked: frozenset[str]

    def names(self, paper: UUID) -> bool:
        return fingerprint(paper) in self.revoked

    def age_in_days(self, now: datetime) -> int:
        return max(0, (now - self.issued).days)


def fingerprint(paper: UUID) -> str:
    return sha256(paper.bytes).hexdigest()[:16]


def signed(issuer: str, papers: Iterable[UUID], now: datetime, key: SigningKey) -> str:
    """The list as published: JSON that holds the signed JSON as text, so that nobody must guess which bytes were signed."""
    revoked = sorted(map(fingerprint, papers))
    words = json.dumps(
        {"issuer": issuer, "sequence": len(revoked), "issued": now.isoformat(timespec="seconds"),
         "next": (now + GOOD_FOR).isoformat(timespec="seconds"), "revoked": revoked},
        separators=(",", ":"),
    )  # fmt: skip
    return json.dumps({"list": words, "key": key.id, "signature": key.sign(words.encode()).hex()})


def read(text: str | bytes, publics: dict[str, bytes]) -> Revocations:
    """The list, if one of these keys signed it. Invalid, in words, if not."""
    try:
        inner = json.loads(believed(json.loads(text), publics))
        return Revocations(
            str(inner["issuer"]), int(inner["sequence"]), datetime.fromisoformat(inner["issued"]),
            datetime.fromisoformat(inner["next"]), frozenset(map(str, inner["revoked"])),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            th="รายการเอกสารที่ถูกเพิกถอนนี้ไม่ใช่ของเรา หรือถูกแก้ไข โปรดดาวน์โหลดใหม่",
            en="This list of revoked papers is not ours, or was altered. Please fetch it again.",
            code="revocations",
        ) from error


def believed(outer: dict[str, str], publics: dict[str, bytes]) -> str:
    """The signed text. ValueError when none of these keys signed it."""
    public = publics.get(outer["key"], b"")
    if not holds(public, bytes.fromhex(outer["signature"]), outer["list"].encode()):
        raise ValueError("not signed by a key that we know")
    return outer["list"]
