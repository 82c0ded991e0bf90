"""A file is there whole or not there, wherever it is kept."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings

from korat.blocks.documents import store
from korat.kernel import ids
from korat.kernel.errors import Unavailable

UUID = ids.uuid7()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    with override_settings(STORAGES={"default": place}):
        yield tmp_path


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """A storage that is no folder of this machine."""
    with override_settings(STORAGES={"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}):
        yield


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_kept_file_is_fetched_and_dropped(folder: Path) -> None:
    store.keep(UUID, b"sealed")
    assert store.fetch(UUID) == b"sealed"
    assert len(files(folder)) == 1
    store.drop(UUID)
    store.drop(UUID)
    with pytest.raises(FileNotFoundError):
        store.fetch(UUID)


@pytest.mark.usefixtures("elsewhere")
def test_a_storage_elsewhere_does_as_well() -> None:
    store.keep(UUID, b"sealed")
    assert default_storage.exists(store.name_of(UUID))
    assert store.fetch(UUID) == b"sealed"
    store.drop(UUID)
    with pytest.raises(FileNotFoundError):
        store.fetch(UUID)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "no_room"), (errno.EDQUOT, "no_room"), (errno.EIO, "storage_down")]
)
def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(Unavailable) as refused:
        store.keep(UUID, b"sealed" * 1000)
    assert refused.value.code == code
    assert files(folder) == []


def test_a_reader_never_meets_half_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(store.os, "fsync", lambda _: seen.append(default_storage.exists(store.name_of(UUID))))
    store.keep(UUID, b"sealed")
    assert seen == [False]
    assert default_storage.exists(store.name_of(UUID))


def test_half_a_file_that_a_killed_writer_left_is_swept_when_it_is_old(folder: Path) -> None:
    store.keep(UUID, b"sealed")
    whole = Path(default_storage.path(store.name_of(UUID)))
    old, young = (whole.with_name(f"{name}{store.DRAFT}") for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"sea")
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    os.utime(old, (moment.timestamp() - 1,) * 2)
    os.utime(whole, (moment.timestamp() - 1,) * 2)
    assert store.sweep_drafts(moment) == 1
    assert (old.exists(), young.exists(), whole.exists()) == (False, True, True)


@pytest.mark.usefixtures("elsewhere")
def test_a_storage_elsewhere_has_no_half_files() -> None:
    assert store.sweep_drafts(datetime(2030, 1, 1, tzinfo=UTC)) == 0
