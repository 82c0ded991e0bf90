"""Is this paper genuine? One answer for a QR's text and for a file, here, in the command and (in JavaScript) in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from korat.blocks.documents.papers import attached, bundles, claims, pades
from korat.blocks.documents.papers.claims import Claims, NotAPaper, Sealed
from korat.blocks.documents.papers.revocations import Revocations
from korat.blocks.documents.papers.trust import Trust

State = Literal["valid", "altered", "revoked", "expired", "unknown_issuer", "not_a_paper"]


@dataclass(frozen=True)
class Finding:
    """`list_days`: how old the list of revoked papers is, None without one; `overdue`: a newer one should be there.

    `why` says what was altered: seal, data, file, signature, files of a ZIP; `signed_by` is the office's name in its certificate.
    """

    state: State
    claims: Claims | None = None
    why: str = ""
    list_days: int | None = None
    overdue: bool = False
    signed_by: str = ""
    content: Mapping[str, object] = field(default_factory=dict)


def text(given: str, trust: Trust, known: Revocations | None, now: datetime, today: date) -> Finding:
    """What a QR's text, scanned or typed, is worth."""
    try:
        sealed = claims.read(given)
    except NotAPaper:
        return Finding("not_a_paper")
    return aged(judged(sealed, trust, known, today), known, now)


def judged(sealed: Sealed, trust: Trust, known: Revocations | None, today: date) -> Finding:
    found = sealed.claims
    public = trust.publics.get(sealed.key_id)
    if public is None:
        # Who claims to be us but signs with a key that we never had is no stranger but a forger.
        return Finding("altered" if trust.issuer and found.issuer == trust.issuer else "unknown_issuer", found, "seal")
    if not sealed.holds(public):
        return Finding("altered", found, "seal")
    if known and known.names(found.id):
        return Finding("revoked", found)
    return Finding("expired" if found.expires and found.expires < today else "valid", found)


def aged(finding: Finding, known: Revocations | None, now: datetime) -> Finding:
    if known is None:
        return finding
    return replace(finding, list_days=known.age_in_days(now), overdue=now > known.next)


def file(data: bytes, trust: Trust, known: Revocations | None, now: datetime, today: date) -> Finding:
    """What a file is worth: a PDF, or a ZIP of files under one."""
    if not data.startswith(bundles.MARK):
        return pdf(data, trust, known, now, today)
    paper = bundles.paper_of(data)
    finding = pdf(paper, trust, known, now, today) if paper else Finding("not_a_paper")
    if finding.state in ("not_a_paper", "altered", "unknown_issuer"):
        return finding
    said = finding.content.get("content")
    digest = str(said.get("manifest")) if isinstance(said, Mapping) else ""
    return finding if bundles.fits(data, digest) else replace(finding, state="altered", why="files")


def pdf(data: bytes, trust: Trust, known: Revocations | None, now: datetime, today: date) -> Finding:
    """What a PDF is worth: its seal, its attached data, its signature, and nothing added after signing."""
    found = attached.files(data)
    if found is None:
        return Finding("altered" if data.startswith(b"%PDF-") else "not_a_paper", why="file")
    seal, content = found.get(attached.SEAL), found.get(attached.DATA)
    if seal is None or content is None:
        return Finding("not_a_paper")
    finding = text(seal.decode("ascii", "replace"), trust, known, now, today)
    if finding.claims is None or finding.state in ("altered", "unknown_issuer"):
        return finding
    if sha256(content).digest() != finding.claims.digest:
        return replace(finding, state="altered", why="data")
    signature = pades.check(data, trust.authorities, now)
    if not signature.holds:
        return replace(finding, state="altered", why=signature.why)
    return replace(finding, signed_by=signature.by, content=attached.content(content))
