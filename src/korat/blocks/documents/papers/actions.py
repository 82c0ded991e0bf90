"""Issuing a paper and revoking it: each an act."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import rfc8785
from django.db import connection, transaction
from pyhanko.sign.timestamps import TimeStamper

from korat.blocks.documents import cipher, store
from korat.blocks.documents.models import Document, DocumentPrivate, Paper, PaperTemplate
from korat.blocks.documents.papers import claims, pades, rendering, signatures, stamping, trust
from korat.blocks.documents.papers.certificates import Registry
from korat.blocks.documents.papers.claims import Claims
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.people import queries as people
from korat.kernel import ids
from korat.kernel.dates import format_date, thai_year
from korat.kernel.errors import Conflict, NotFound, Unavailable
from korat.kernel.settings import Settings, read
from korat.kernel.signing import KeyRing

MEDIA_TYPE = "application/pdf"
PREFIX = "D"
SHEET = "sheet"
OWN_SEAL = "own"


@dataclass(frozen=True)
class Issuer:
    """The province as papers name it: the pack's code, its name in the paper's language, its clock."""

    code: str
    name: str
    zone: tzinfo


@dataclass(frozen=True)
class Issued:
    """A paper as it was made: the bytes to hand over, and what is known of it from now on."""

    uuid: UUID
    number: str
    pdf: bytes


def issue_paper(
    *,
    actor: Actor,
    now: datetime,
    issuer: Issuer,
    kind: str,
    office: int | None,
    subject: int,
    about: UUID | None,
    content: Mapping[str, object],
    language: str,
    purpose: str = "self",
    grant: GrantView | None = None,
    template: str = SHEET,
    expires: date | None = None,
    readers: int | None = None,
    kept: bool = True,
) -> Issued:
    """Make, seal, sign and keep a paper for `subject`. `content` holds its words: title, lead, big, rows, tables, notes.

    `readers`: the office that may open it too. Without `kept` only what proves it stays: the file is the reader's alone.
    Who issues it by a post signs as such, and who acts for a head by the order. Raises Forbidden without a grant or after
    its last day, Unavailable when there is no template, no timestamp or no room.
    """
    grant = grant or actor.grant_for(purpose, office=office)
    signer = signatures.signer(grant, office, language)
    words: dict[str, Any] = signatures.signed_by(signer, {**EMPTY, **content}, language)
    uuid, number = ids.uuid7(), next_number(now, issuer.zone)
    seal_of = people.organisation_by_id(office) if office else None
    sealed_by = (seal_of.code, seal_name(seal_of.id, language)) if seal_of else (OWN_SEAL, issuer.name)
    data = rfc8785.dumps(
        {
            "id": str(uuid), "kind": kind, "number": number, "language": language,
            "issued": now.astimezone(issuer.zone).date().isoformat(),
            "issued_text": format_date(now.astimezone(issuer.zone).date(), language),
            "expires": expires.isoformat() if expires else None, "demonstration": read().is_demo,
            "verify": f"{read().address}/verify/", "issuer": {"code": issuer.code, "name": issuer.name},
            "office": {"code": sealed_by[0], "name": sealed_by[1]}, "signer": signer, "content": words,
        }
    )  # fmt: skip
    said = Claims(uuid, sha256(data).digest(), kind, number, issuer.code, now.astimezone(issuer.zone).date(), expires)
    pdf = signed(rendered(data, said, template, now), sealed_by, issuer, now)
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="documents.paper.issued", purpose=purpose, grant=grant, about=about or uuid, now=now,
            concerning={subject: None},
            facts={"paper": str(uuid), "kind": kind, "number": number, "digest": said.digest.hex()}
            | ({"order": signer["order"]} if signer and signer["order"] else {}),
        )  # fmt: skip
        write(said, pdf, actor, subject, office, about, language, now, readers, kept)
    return Issued(uuid, number, pdf)


def seal_name(office: int, language: str) -> str:
    """With the authority above it: "Engineering" alone is every town's."""
    names = people.full_names(office)
    return names.show(language) if names else ""


EMPTY: dict[str, Any] = {"title": "", "lead": "", "big": "", "rows": [], "tables": [], "notes": []}


def write(
    said: Claims, pdf: bytes, actor: Actor, subject: int, office: int | None, about: UUID | None, language: str,
    now: datetime, readers: int | None, kept: bool,
) -> None:  # fmt: skip
    """Facts, and unless it is handed out only, file and key. If the transaction fails, what stays is a file without a key."""
    document = Document.objects.create(
        uuid=said.id, kind=Document.Kind.PAPER, about=about or said.id, media_type=MEDIA_TYPE, size=len(pdf),
        subject_id=subject, made_by_id=actor.subject, made_at=now, erased_at=None if kept else now,
    )  # fmt: skip
    Paper.objects.create(
        document=document, kind=said.kind, number=said.number, language=language, office_id=office, digest=said.digest,
        issued_at=now, expires_on=said.expires,
    )  # fmt: skip
    if kept:
        key = cipher.new_key()
        store.keep(said.id, cipher.seal(pdf, key, said.id))
        DocumentPrivate.objects.create(document=document, subject_id=subject, office_id=readers, key=key)


def revoke_paper(*, actor: Actor, now: datetime, paper: UUID, reason: str) -> None:
    """Take a paper back: its holder may, and the office whose seal it bears. NotFound to everyone else, Conflict twice."""
    row = Paper.objects.select_related("document").filter(document__uuid=paper).first()
    if row is None or (grant := right_to_revoke(actor, row)) is None:
        raise NotFound()
    with transaction.atomic():
        take_back(row, actor, now, Paper.Reason(reason), grant, "self" if grant.kind == "self" else "case.handle")


def revoke_about(
    *, actor: Actor, now: datetime, about: UUID, kinds: Collection[str], grant: GrantView, purpose: str
) -> None:
    """What these papers say of it holds no more: they are withdrawn, on the ground of what ended it."""
    rows = Paper.objects.select_related("document").select_for_update(of=("self",))
    for row in rows.filter(document__about=about, kind__in=kinds, revoked_at=None).order_by("id"):
        take_back(row, actor, now, Paper.Reason.WITHDRAWN, grant, purpose)


def take_back(row: Paper, actor: Actor, now: datetime, reason: str, grant: GrantView, purpose: str) -> None:
    document = row.document
    ledger.record(
        actor=actor, kind="documents.paper.revoked", purpose=purpose, grant=grant, about=document.about, now=now,
        concerning={document.subject_id or actor.subject: None},
        facts={"paper": str(document.uuid), "reason": str(reason)},
    )  # fmt: skip
    if not Paper.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now, revoked_for=reason):
        raise Conflict(th="เอกสารนี้ถูกเพิกถอนไปก่อนแล้ว", en="This paper was revoked before.", code="revoked_before")


def right_to_revoke(actor: Actor, row: Paper) -> GrantView | None:
    if row.document.subject_id == actor.subject and actor.may("self", subject=actor.subject):
        return actor.grant_for("self", subject=actor.subject)
    if row.office_id is not None and actor.may("case.handle", office=row.office_id):
        return actor.grant_for("case.handle", office=row.office_id)
    return None


def next_number(now: datetime, zone: tzinfo) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('korat_documents_number')")
        (number,) = cursor.fetchone()
    return ids.reference(PREFIX, thai_year(now, zone), number)


def rendered(data: bytes, said: Claims, template: str, now: datetime) -> bytes:
    source = PaperTemplate.objects.filter(code=template, retired_at=None).values_list("source", flat=True).first()
    if source is None:
        raise Unavailable(
            th="จังหวัดนี้ยังไม่ได้ตั้งแบบเอกสาร โปรดแจ้งผู้ดูแลระบบ",
            en="This province has no template for this paper yet. Please tell the administrator.",
            code="no_template",
        )
    sealed = claims.seal(said, keys(read().home).current)
    return rendering.pdf(rendering.Sheet(data, claims.text_of(sealed, read().address), source, now))


def signed(pdf: bytes, sealed_by: tuple[str, str], issuer: Issuer, now: datetime) -> bytes:
    """Under the office's seal. The time is witnessed by the authority at KORAT_TSA_URL; in a demonstration by ourselves."""
    office, name = sealed_by
    registry = registry_of(read().home, issuer.code)
    return pades.sign(
        pdf, registry.seal(office, name, now), registry.authority(now), stamper(read(), registry, now), issuer.name
    )


def stamper(settings: Settings, registry: Registry, now: datetime) -> TimeStamper | None:
    if settings.tsa_url:
        return stamping.stamper_at(settings.tsa_url)
    if settings.is_demo:
        return stamping.own_stamper(registry.clock_stamp(now), registry.authority(now), now)
    return None


@cache
def registry_of(home: Path, province: str) -> Registry:
    return Registry(home, province)


@cache
def keys(home: Path) -> KeyRing:
    return trust.ring(home, read().is_demo)
