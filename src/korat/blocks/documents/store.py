"""Files behind Django's default storage: there whole, or not there."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from korat.blocks.documents import refusals

FOLDER, DRAFT = "uploads", ".part"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def name_of(uuid: UUID) -> str:
    """In folders by the last, random, digits of the uuid: none grows too large to list."""
    return f"{FOLDER}/{uuid.hex[-2:]}/{uuid}"


def keep(uuid: UUID, data: bytes) -> None:
    """Write the file through to the disk. Unavailable, in words, and nothing left behind, if it cannot be."""
    try:
        if isinstance(default_storage, FileSystemStorage):
            _write(Path(default_storage.path(name_of(uuid))), data)
        else:
            default_storage.save(name_of(uuid), ContentFile(data))
    except OSError as error:
        raise (refusals.no_room() if error.errno in _FULL else refusals.storage_down()) from error


def fetch(uuid: UUID) -> bytes:
    """The file's bytes. FileNotFoundError when it is gone; Unavailable when the storage does not answer."""
    try:
        with default_storage.open(name_of(uuid)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise refusals.storage_down() from error


def drop(uuid: UUID) -> None:
    """Delete the file; one that is gone already is fine."""
    try:
        default_storage.delete(name_of(uuid))
    except OSError as error:
        raise refusals.storage_down() from error


def sweep_drafts(before: datetime) -> int:
    """Delete what a killed writer left half written before that moment. Returns how many."""
    if not isinstance(default_storage, FileSystemStorage):
        return 0
    left = [path for path in Path(default_storage.path(FOLDER)).glob(f"*/*{DRAFT}") if _is_older(path, before)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _write(path: Path, data: bytes) -> None:
    """To a name of its own first, then renamed: a reader, or a crash, never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}{DRAFT}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
