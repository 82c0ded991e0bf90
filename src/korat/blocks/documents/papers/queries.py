"""Reading papers: facts freely, the file only under an open look; what is published about all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from korat.blocks.documents.models import Paper
from korat.blocks.documents.papers import revocations, trust
from korat.blocks.documents.papers.actions import keys, registry_of, right_to_revoke
from korat.blocks.documents.papers.revocations import Revocations
from korat.blocks.documents.papers.trust import Trust
from korat.blocks.documents.queries import private_bytes
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import heads
from korat.blocks.ledger.actor import Actor, GrantView
from korat.kernel.errors import NotFound
from korat.kernel.settings import read

REASONS = tuple(Paper.Reason.values)


@dataclass(frozen=True)
class PaperView:
    """The facts of a paper: nothing in them names a person. `kept`: its file is here."""

    uuid: UUID
    about: UUID
    kind: str
    number: str
    language: str
    office: int | None
    subject: int | None
    issued_at: datetime
    expires_on: date | None
    revoked_at: datetime | None
    revoked_for: str
    kept: bool


def paper(uuid: UUID) -> PaperView | None:
    row = Paper.objects.select_related("document").filter(document__uuid=uuid).first()
    return view(row) if row else None


def newest(*, kind: str, about: UUID, subject: int, language: str, since: datetime) -> PaperView | None:
    """The paper of this kind that still says what is true since then, if there is one that holds."""
    row = (
        Paper.objects.select_related("document")
        .filter(kind=kind, language=language, issued_at__gte=since, revoked_at=None,
                document__about=about, document__subject_id=subject, document__erased_at=None)
        .order_by("-id").first()
    )  # fmt: skip
    return view(row) if row else None


def holding(about: UUID, kinds: Collection[str]) -> tuple[PaperView, ...]:
    """The papers of these kinds about it that nobody has taken back, oldest first."""
    rows = Paper.objects.select_related("document").filter(document__about=about, kind__in=kinds, revoked_at=None)
    return tuple(map(view, rows.order_by("id")))


def may_revoke(actor: Actor | None, uuid: UUID) -> bool:
    row = Paper.objects.select_related("document").filter(document__uuid=uuid, revoked_at=None).first()
    return actor is not None and row is not None and right_to_revoke(actor, row) is not None


def file_of(actor: Actor, uuid: UUID, now: datetime, *, purpose: str = "self", grant: GrantView | None = None) -> bytes:
    """The PDF, for whom it was made, or on another `grant` to look at that person, under a look. NotFound to everyone
    else, and when no file was kept."""
    found = paper(uuid)
    if found is None or not found.kept or found.subject is None or (grant is None and found.subject != actor.subject):
        raise NotFound()
    with ledger.look(
        actor=actor, purpose=purpose, subjects=[found.subject], about=uuid, now=now, grant=grant,
        kind="documents.paper.looked",
    ):  # fmt: skip
        return private_bytes(uuid)


def revocation_list(issuer: str, now: datetime) -> str:
    """The signed list as of now."""
    revoked = Paper.objects.exclude(revoked_at=None).values_list("document__uuid", flat=True)
    return revocations.signed(issuer, revoked, now, keys(read().home).current)


def published_keys(issuer: str, names: dict[str, str], now: datetime) -> dict[str, Any]:
    """What `/.well-known/korat/keys` says; the keys are made when nobody has needed them before."""
    prepare(issuer, now)
    said = trust.published(read().home, issuer, names, read().address, read().is_demo)
    said["keys"] += [key for use in ("ledger", "witness") for key in trust.listed(heads.ring(use), use)]
    return said


def prepare(issuer: str, now: datetime) -> None:
    """Make the keys of papers where there are none."""
    _made = keys(read().home).current, registry_of(read().home, issuer).authority(now)


def known(issuer: str, now: datetime) -> tuple[Trust, Revocations]:
    """Our own keys and the newest list, as the pages check with them."""
    prepare(issuer, now)
    found = trust.of_home(read().home, issuer)
    return found, revocations.read(revocation_list(issuer, now), found.publics)


def view(row: Paper) -> PaperView:
    return PaperView(
        uuid=row.document.uuid, about=row.document.about, kind=row.kind, number=row.number, language=row.language,
        office=row.office_id, subject=row.document.subject_id, issued_at=row.issued_at, expires_on=row.expires_on,
        revoked_at=row.revoked_at, revoked_for=row.revoked_for, kept=row.document.erased_at is None,
    )  # fmt: skip
