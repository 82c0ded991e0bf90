"""A folder is filled whole or left empty; a data folder that a restore left half-filled is not served."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from korat.config.backup import refusals
from korat.kernel.errors import Refused

UNFINISHED = "restore-unfinished"
_OF_THE_DISK = {"lost+found"}  # what a freshly made file system holds
_JOURNAL = 16 << 20  # bytes: what PostgreSQL takes for it at once
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def filling(folder: Path) -> Iterator[None]:
    """An empty owner-only folder to fill; emptied again when that fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(path.name not in _OF_THE_DISK for path in folder.iterdir()):
            raise refusals.not_empty(folder)
        folder.chmod(0o700)
    except OSError as error:
        raise refusals.not_writable(folder) from error
    umask = os.umask(0o077)
    try:
        yield
    except BaseException as error:
        full = is_full(error, folder)
        empty(folder)
        if full:
            raise refusals.no_room(folder) from error
        raise
    finally:
        os.umask(umask)


def is_full(error: BaseException, folder: Path) -> bool:
    """Also where PostgreSQL or the store said so in its own words, or PostgreSQL ended for want of room for its journal."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    said = isinstance(error, Refused) and (error.code == "no_room" or refusals.says_full(error.en))
    broke = isinstance(error, psycopg.Error) or (isinstance(error, Refused) and error.code == "backup_program_failed")
    return said or (broke and shutil.disk_usage(folder).free < _JOURNAL)


def empty(folder: Path) -> None:
    for path in (path for path in folder.iterdir() if path.name not in _OF_THE_DISK):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def begin(home: Path) -> None:
    """From here on a start is refused until the restore is whole."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / UNFINISHED).touch(mode=0o600)
    except OSError as error:
        raise refusals.not_writable(home) from error


def refuse_filled(home: Path) -> None:
    if (home / UNFINISHED).exists():
        raise refusals.unfinished(home)
    if home.exists() and (not home.is_dir() or {path.name for path in home.iterdir()} - _OF_THE_DISK):
        raise refusals.not_empty(home)


def refuse_unfinished(home: Path) -> None:
    """Half of a province is not served."""
    if (home / UNFINISHED).exists():
        raise refusals.unfinished(home)


def end(home: Path) -> None:
    (home / UNFINISHED).unlink()
