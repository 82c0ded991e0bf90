"""Taking files in, tying them to what they are about, taking public copies back, erasing, sweeping."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO, TypedDict
from uuid import UUID

from django.core.files import File
from django.db import transaction

from korat.blocks.documents import cipher, handles, images, refusals, sniffing, store
from korat.blocks.documents.images import Picture
from korat.blocks.documents.models import Document, DocumentPrivate, Upload
from korat.blocks.documents.values import Received
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids
from korat.kernel.errors import Invalid, NotFound, Unavailable
from korat.kernel.geo import Point

MOST_BYTES = 20_000_000
# A form sent in its handle's last second still finds its file.
SWEEP_AFTER = handles.LIFE + timedelta(hours=1)
SWEEP_BATCH = 200


def receive(*, file: BinaryIO | File[bytes], name: str, now: datetime) -> Received:
    """Take in a photo: checked, made anew without its EXIF, encrypted, stored. It waits a day for its form.

    Raises Invalid or TooLarge for what is no fit photo, Unavailable when there is no room.
    """
    data = read(file)
    picture = images.clean(data, sniffing.photo_format(data, name))
    return keep(picture, now)


def keep(picture: Picture, now: datetime) -> Received:
    """Lay a picture aside for a day, encrypted; its handle alone opens it."""
    return kept(picture.data, measures(picture), picture.gps, now)


def receive_evidence(*, file: BinaryIO | File[bytes], name: str, now: datetime) -> Received:
    """The same for what a service asks for as evidence: a PDF as well. A PDF is kept as it came and only ever handed out
    as a download. Raises Invalid for what is neither."""
    data = read(file)
    if sniffing.is_pdf(data):
        return kept(data, Measures(media_type=sniffing.PDF, size=len(data), width=None, height=None), None, now)
    try:
        return receive(file=BytesIO(data), name=name, now=now)
    except Invalid as refused:
        raise refused if refused.code != "not_a_photo" else refusals.neither() from refused


def lay_aside(*, data: bytes, media_type: str, now: datetime) -> str:
    """A file that the house made, encrypted, for a day; the handle alone opens it. Unavailable when there is no room."""
    return kept(data, Measures(media_type=media_type, size=len(data), width=None, height=None), None, now).handle


def kept(data: bytes, measured: Measures, gps: Point | None, now: datetime) -> Received:
    uuid, key = ids.uuid7(), cipher.new_key()
    upload = Upload(uuid=uuid, at=now, **measured)
    upload.save(force_insert=True)
    try:
        store.keep(uuid, cipher.seal(data, key, uuid))
    except Unavailable:
        upload.delete()
        raise
    return Received(uuid=uuid, gps=gps, handle=handles.issue(uuid, key, now), **measured)


def copied(*, handle: str, now: datetime) -> str | None:
    """Another handle for the same upload, encrypted anew, for a second case of one form. None when it is attached already."""
    uuid, key = handles.redeem(handle, now)
    upload = Upload.objects.filter(uuid=uuid).first()
    if upload is None:
        return None
    measured = Measures(media_type=upload.media_type, size=upload.size, width=upload.width, height=upload.height)
    return kept(cipher.unseal(store.fetch(uuid), key, uuid), measured, None, now).handle


def examine(*, file: BinaryIO | File[bytes], name: str) -> None:
    """Whether it would be taken in: the same checks, and nothing is kept. Raises what `receive` raises for a wrong file."""
    data = read(file)
    images.clean(data, sniffing.photo_format(data, name))


def read(file: BinaryIO | File[bytes]) -> bytes:
    data = file.read(MOST_BYTES + 1)
    if not data:
        raise refusals.empty()
    if len(data) > MOST_BYTES:
        raise refusals.too_many_bytes(MOST_BYTES)
    return data


def attach(
    *,
    actor: Actor,
    handle: str,
    about: UUID,
    kind: str,
    subject: int,
    office: int | None,
    now: datetime,
    sealed: bool = False,
    label: str = "",
) -> UUID:
    """Tie an upload to a case or the like, inside the caller's transaction and after its act.

    The file stays where it is; `sealed` keeps it from those who reach the office from above. Raises Conflict when the
    handle is not ours, older than a day, or used before.
    """
    uuid, key = handles.redeem(handle, now)
    upload = Upload.objects.select_for_update().filter(uuid=uuid).first()
    if upload is None:
        raise refusals.expired()
    document = Document.objects.create(
        uuid=uuid,
        kind=Document.Kind(kind),
        about=about,
        label=label,
        media_type=upload.media_type,
        size=upload.size,
        width=upload.width,
        height=upload.height,
        subject_id=subject,
        made_by_id=actor.subject,
        made_at=now,
    )
    DocumentPrivate.objects.create(document=document, subject_id=subject, office_id=office, key=key, sealed=sealed)
    upload.delete()
    return uuid


def digest(*, handle: str, now: datetime) -> str:
    """The SHA-256 of an upload that waits for its form, for the act that takes it. Raises Conflict as `attach` does."""
    uuid, key = handles.redeem(handle, now)
    try:
        return sha256(cipher.unseal(store.fetch(uuid), key, uuid)).hexdigest()
    except (FileNotFoundError, ValueError) as error:
        raise refusals.expired() from error


def lay_open(*, actor: Actor, handle: str, about: UUID, label: str, now: datetime) -> UUID:
    """Tie an upload to what it is about as a file that everyone may open, inside the caller's transaction and after its act.

    For what an office makes public as it is: a signed order. It concerns nobody, so no private row holds its key.
    """
    uuid, key = handles.redeem(handle, now)
    upload = Upload.objects.select_for_update().filter(uuid=uuid).first()
    if upload is None:
        raise refusals.expired()
    Document.objects.create(
        uuid=uuid, kind=Document.Kind.EVIDENCE, about=about, label=label, media_type=upload.media_type, size=upload.size,
        width=upload.width, height=upload.height, public_key=key, made_by_id=actor.subject, made_at=now,
    )  # fmt: skip
    upload.delete()
    return uuid


def attach_again(
    *, actor: Actor, image: bytes, of: UUID, about: UUID, office: int, now: datetime, sealed: bool = False
) -> UUID:
    """The same photograph for another case of the same subject, inside the caller's transaction and after its act.

    `image` is what a look had opened. It is encrypted anew: erasing one leaves the other. If the transaction fails, what
    stays is a file whose key nobody has.
    """
    row = Document.objects.exclude(subject=None).get(uuid=of)
    uuid, key = ids.uuid7(), cipher.new_key()
    store.keep(uuid, cipher.seal(image, key, uuid))
    private = DocumentPrivate(document=row, subject=row.subject, office_id=office, key=key, sealed=sealed)
    row.pk, row.uuid, row.about, row.made_by_id, row.made_at = None, uuid, about, actor.subject, now
    row.save(force_insert=True)
    private.document = row
    private.save(force_insert=True)
    return uuid


def withdraw_copy(*, document: UUID, now: datetime) -> None:
    """Take a public copy back, after the act of the caller's transaction. NotFound when there is none."""
    shown = Document.objects.filter(uuid=document, kind=Document.Kind.PUBLIC_PHOTO, erased_at=None)
    if not shown.update(public_key=None, erased_at=now):
        raise NotFound()
    transaction.on_commit(lambda: store.drop(document))


def erase(*, document: UUID, now: datetime) -> None:
    """Drop key and file of a private document, after the act of the caller's transaction; the facts stay.

    The caller holds a look at its subject, opened before the transaction. NotFound when it does not reach it.
    """
    deleted, _ = DocumentPrivate.objects.filter(document__uuid=document).delete()
    if not deleted:
        raise NotFound()
    Document.objects.filter(uuid=document).update(erased_at=now)
    transaction.on_commit(lambda: store.drop(document))


def erase_about(*, subject: int, about: Collection[UUID], now: datetime) -> None:
    """The same for every file that is this subject's in these cases."""
    mine = DocumentPrivate.objects.filter(subject_id=subject, document__about__in=about)
    for document in list(mine.values_list("document__uuid", flat=True)):
        erase(document=document, now=now)


def sweep(now: datetime) -> int:
    """Delete uploads whose form never came, and files half written. Returns how many uploads; call again while any."""
    store.sweep_drafts(now - SWEEP_AFTER)
    with transaction.atomic():
        stale = Upload.objects.filter(at__lt=now - SWEEP_AFTER).order_by("at")
        found = list(stale.select_for_update(skip_locked=True)[:SWEEP_BATCH])
        for upload in found:
            store.drop(upload.uuid)
        Upload.objects.filter(pk__in=[upload.pk for upload in found]).delete()
    return len(found)


class Measures(TypedDict):
    media_type: str
    size: int
    width: int | None
    height: int | None


def measures(picture: Picture) -> Measures:
    return Measures(media_type=images.MEDIA_TYPE, size=len(picture.data), width=picture.width, height=picture.height)


def hand_over(*, about: UUID, office: int, sealed: bool = False) -> None:
    """Another office answers for the files of a case, or they are `sealed` now. Under the look that the caller holds open."""
    rows = DocumentPrivate.objects.filter(document__about=about)
    kept = list(rows)
    rows.delete()
    for row in kept:
        row.office_id, row.sealed = office, row.sealed or sealed
    DocumentPrivate.objects.bulk_create(kept)
