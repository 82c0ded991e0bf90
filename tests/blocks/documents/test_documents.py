"""A photo from the form to the case: opened under a look alone, published as a copy, erased with its key."""

from __future__ import annotations

import errno
import os
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from korat.blocks.documents import actions, queries, store
from korat.blocks.documents.copies import actions as copies
from korat.blocks.documents.copies import drawing
from korat.blocks.documents.models import Document, DocumentPrivate, Upload
from korat.blocks.documents.values import Received
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids
from korat.kernel.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from tests.blocks.documents import pictures

PHOTO = pictures.saved(pictures.red_corner(), "JPEG", exif=pictures.exif(1, pictures.SIKHIO))


def received(now: datetime, data: bytes = PHOTO) -> Received:
    return actions.receive(file=BytesIO(data), name="photo.jpg", now=now)


def attached(actor: Actor, now: datetime, about: UUID, handle: str, office: int | None = None) -> UUID:
    with transaction.atomic():
        ledger.record(actor=actor, kind="cases.case.opened", purpose="case.file", about=about, now=now)
        return actions.attach(
            actor=actor,
            handle=handle,
            about=about,
            kind="photo",
            subject=actor.subject,
            office=office,
            now=now,
        )


@pytest.mark.usefixtures("house")
def test_a_received_photo_waits_encrypted_for_its_form(now: datetime) -> None:
    photo = received(now)
    assert (photo.media_type, photo.width, photo.height) == ("image/jpeg", 60, 40)
    assert photo.gps is not None
    kept = store.fetch(photo.uuid)
    assert b"JFIF" not in kept
    assert Upload.objects.get().size == photo.size == len(kept) - 28


def test_its_own_reporter_opens_an_attached_photo_in_a_look(resident: Actor, now: datetime) -> None:
    about = ids.uuid7()
    uuid = attached(resident, now, about, received(now).handle)
    with pytest.raises(NotFound):
        queries.private_bytes(uuid)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        shown = pictures.opened(queries.private_bytes(uuid))
    assert pictures.reddest_corner(shown) == "top left"
    (facts,) = queries.photos(about)
    assert (facts.uuid, facts.kind, facts.subject, facts.public) == (uuid, "photo", resident.subject, False)
    assert queries.public_bytes(uuid) is None


def test_a_look_at_another_person_opens_no_photo(resident: Actor, outsider: Actor, now: datetime) -> None:
    uuid = attached(resident, now, ids.uuid7(), received(now).handle)
    with (
        ledger.look(actor=outsider, purpose="self", subjects=[outsider.subject], now=now),
        pytest.raises(NotFound),
    ):
        queries.private_bytes(uuid)


def test_an_office_opens_only_what_lies_within_its_reach(resident: Actor, officer: Actor, now: datetime) -> None:
    office = min(officer.reach("case.handle"))
    ours = attached(resident, now, ids.uuid7(), received(now).handle, office)
    theirs = attached(resident, now, ids.uuid7(), received(now).handle, resident.subject)
    with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=now):
        assert queries.private_bytes(ours)
        with pytest.raises(NotFound):
            queries.private_bytes(theirs)


def test_a_photo_goes_with_its_case_to_another_office(resident: Actor, officer: Actor, now: datetime) -> None:
    about, ours = ids.uuid7(), min(officer.reach("case.handle"))
    uuid = attached(resident, now, about, received(now).handle, ours)
    with ledger.look(actor=officer, purpose="case.handle", subjects=[resident.subject], now=now):
        with transaction.atomic():
            ledger.record(actor=officer, kind="cases.case.moved", purpose="case.handle", about=about, now=now)
            actions.hand_over(about=about, office=resident.subject)
        with pytest.raises(NotFound):
            queries.private_bytes(uuid)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        assert queries.private_bytes(uuid)
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT office_id FROM korat_documents_documentprivate")
        assert owner.fetchall() == [(resident.subject,)]


def test_a_photo_is_not_attached_without_an_act(resident: Actor, now: datetime) -> None:
    handle = received(now).handle
    with pytest.raises(DatabaseError, match="without an act"), transaction.atomic():
        actions.attach(
            actor=resident,
            handle=handle,
            about=ids.uuid7(),
            kind="photo",
            subject=resident.subject,
            office=None,
            now=now,
        )
    assert Upload.objects.count() == 1


def test_a_handle_works_once(resident: Actor, now: datetime) -> None:
    handle = received(now).handle
    attached(resident, now, ids.uuid7(), handle)
    with pytest.raises(Conflict) as again:
        attached(resident, now, ids.uuid7(), handle)
    assert again.value.code == "upload_expired"
    assert Document.objects.count() == 1


def test_a_form_that_fails_leaves_the_photo_for_the_next_try(resident: Actor, now: datetime) -> None:
    handle = received(now).handle
    with transaction.atomic():
        attached(resident, now, ids.uuid7(), handle)
        transaction.set_rollback(True)
    assert Document.objects.count() == 0
    assert attached(resident, now, ids.uuid7(), handle)


@pytest.mark.parametrize(
    ("data", "error", "code"),
    [(b"", Invalid, "file_empty"), (b"\xff\xd8\xff" + b"\0" * 20_000_000, TooLarge, "file_too_large"),
     (b"no picture", Invalid, "photo_is_none"), (PHOTO[:700], Invalid, "photo_broken")],
    ids=["empty", "huge", "no picture", "cut off"],
)  # fmt: skip
@pytest.mark.usefixtures("house")
def test_what_is_no_photo_leaves_nothing(now: datetime, data: bytes, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as refused:
        received(now, data)
    assert refused.value.code == code
    assert Upload.objects.count() == 0


@pytest.mark.usefixtures("house")
def test_a_full_disk_leaves_nothing_and_says_so(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    before = stored_files()
    with pytest.raises(Unavailable) as refused:
        received(now)
    assert refused.value.code == "no_room"
    assert Upload.objects.count() == 0
    assert stored_files() == before


def stored_files() -> set[Path]:
    return {path for path in Path(default_storage.path("")).rglob("*") if path.is_file()}


def test_uploads_whose_form_never_came_are_swept_after_a_day(resident: Actor, now: datetime) -> None:
    stale, fresh, used = received(now), received(now + timedelta(hours=20)), received(now)
    uuid = attached(resident, now, ids.uuid7(), used.handle)
    assert actions.sweep(now + timedelta(days=1)) == 0
    assert actions.sweep(now + timedelta(days=1, hours=2)) == 1
    assert [upload.uuid for upload in Upload.objects.all()] == [fresh.uuid]
    with pytest.raises(FileNotFoundError):
        store.fetch(stale.uuid)
    assert store.fetch(uuid)


def test_the_sweep_takes_half_written_files_along(now: datetime) -> None:
    whole = Path(default_storage.path(store.name_of(received(now).uuid)))
    half = whole.with_name(f"{ids.uuid7()}{store.DRAFT}")
    half.write_bytes(b"half")
    os.utime(half, (now.timestamp(),) * 2)
    actions.sweep(now + timedelta(hours=20))
    assert half.exists()
    actions.sweep(now + timedelta(days=1, hours=2))
    assert not half.exists()


def publish(officer: Actor, image: bytes, about: UUID, now: datetime) -> UUID:
    """Laid aside, shown to who publishes it, published."""
    handle = actions.keep(drawing.covered(image, ()), now).handle
    copies.show(actor=officer, handle=handle, now=now)
    with transaction.atomic():
        grant = officer.grant_for("case.publish")
        return copies.publish(actor=officer, grant=grant, handle=handle, about=about, hidden={}, now=now)


def test_everyone_sees_a_published_copy_until_it_is_withdrawn(officer: Actor, now: datetime) -> None:
    about = ids.uuid7()
    copy = publish(officer, pictures.saved(pictures.red_corner(size=(2000, 1000)), "JPEG"), about, now)
    shown = queries.public_bytes(copy)
    assert shown is not None
    assert shown[1] == "image/jpeg"
    assert pictures.opened(shown[0]).size == (1280, 640)
    assert [(one.kind, one.public) for one in queries.photos(about)] == [("public_photo", True)]
    with transaction.atomic():
        ledger.record(actor=officer, kind="documents.document.withdrawn", purpose="case.publish", about=about, now=now)
        actions.withdraw_copy(document=copy, now=now)
    assert queries.public_bytes(copy) is None
    assert queries.photos(about) == ()


def test_a_resident_publishes_nothing(resident: Actor, now: datetime) -> None:
    with pytest.raises(Exception, match="no authority"):
        publish(resident, PHOTO, ids.uuid7(), now)
    assert Document.objects.count() == 0


def erased(actor: Actor, document: UUID, now: datetime) -> None:
    with transaction.atomic():
        ledger.record(actor=actor, kind="documents.document.erased", purpose="self", about=None, now=now)
        actions.erase(document=document, now=now)


def test_an_erased_photo_is_gone_for_good(resident: Actor, now: datetime) -> None:
    about = ids.uuid7()
    uuid = attached(resident, now, about, received(now).handle)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        erased(resident, uuid, now)
    assert DocumentPrivate.objects.using("owner").count() == 0
    assert queries.photos(about) == ()
    with pytest.raises(FileNotFoundError):
        store.fetch(uuid)


def test_erasing_without_a_look_is_refused_instead_of_doing_nothing(resident: Actor, now: datetime) -> None:
    uuid = attached(resident, now, ids.uuid7(), received(now).handle)
    with pytest.raises(NotFound):
        erased(resident, uuid, now)
    assert store.fetch(uuid)


def test_a_file_that_was_exchanged_or_lost_is_told_apart_from_a_sound_one(resident: Actor, now: datetime) -> None:
    about = ids.uuid7()
    mine, other = (attached(resident, now, about, received(now).handle) for _ in range(2))
    store.keep(mine, store.fetch(other))
    store.drop(other)
    with ledger.look(actor=resident, purpose="self", subjects=[resident.subject], now=now):
        for uuid in (mine, other):
            with pytest.raises(NotFound) as gone:
                queries.private_bytes(uuid)
            assert gone.value.code == "file_gone"


def test_the_key_is_in_no_row_that_opens_without_a_look(resident: Actor, now: datetime) -> None:
    uuid = attached(resident, now, ids.uuid7(), received(now).handle)
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT key FROM korat_documents_documentprivate")
        key = bytes(owner.fetchone()[0])
    assert len(key) == 32
    with connection.cursor() as app:
        app.execute("SELECT count(*) FROM korat_documents_documentprivate")
        assert app.fetchone() == (0,)
        app.execute("SELECT d::text FROM korat_documents_document d WHERE uuid = %s", [uuid])
        assert key.hex() not in app.fetchone()[0]


def test_photos_of_many_cases_take_one_query(resident: Actor, now: datetime) -> None:
    cases = [ids.uuid7() for _ in range(3)]
    for case in cases:
        attached(resident, now, case, received(now).handle)
    with CaptureQueriesContext(connection) as caught:
        found = queries.photos_of(cases)
    assert len(caught) == 1
    assert set(found) == set(cases)
