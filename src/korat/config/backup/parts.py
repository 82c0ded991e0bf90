"""Files into a backup and out of it: the store, and the keys. What is written is on the disk before it is counted."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from korat.blocks.documents import store
from korat.config.backup import manifest
from korat.config.backup.progress import counted

CERTIFICATES = (".pub", ".crt", ".cer", ".pem")
PRIVATE = b"PRIVATE KEY"


def copy_store(uuids: Sequence[UUID], folder: Path) -> list[UUID]:
    """Copy each stored file and write its sum. Returns those that were not there."""
    missing: list[UUID] = []
    with (folder / manifest.SUMS).open("w") as sums:
        for uuid in counted(uuids, "คัดลอกไฟล์", "Files"):
            name = f"{manifest.FILES}/{store.name_of(uuid)}"
            try:
                data = store.fetch(uuid)
            except FileNotFoundError:
                missing.append(uuid)
                continue
            write(folder / name, data)
            sums.write(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        sums.flush()
        os.fsync(sums.fileno())
    return missing


def copy_back(folder: Path, names: Sequence[str]) -> None:
    """Bring the stored files back through the store itself: it may lie elsewhere now."""
    for name in counted(names, "นำไฟล์กลับ", "Files"):
        store.keep(UUID(Path(name).name), (folder / name).read_bytes())


def keys(home: Path, *, secret: bool) -> Iterator[Path]:
    """The files of keys, public parts or secret ones."""
    root = home / "keys"
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file() and is_public(path) != secret:
            yield path


def is_public(path: Path) -> bool:
    return path.suffix in CERTIFICATES and PRIVATE not in path.read_bytes()


def copy_keys(home: Path, folder: Path, *, secret: bool) -> dict[str, str]:
    """Copy them and return their sums."""
    part = manifest.SECRETS if secret else manifest.KEYS
    return {
        str(Path(part) / path.relative_to(home / "keys")): copy_key(
            path, folder / part / path.relative_to(home / "keys")
        )
        for path in keys(home, secret=secret)
    }


def copy_key(source: Path, target: Path) -> str:
    write(target, source.read_bytes())
    return manifest.digest(target)


def restore_keys(folder: Path, home: Path) -> None:
    for part in (manifest.KEYS, manifest.SECRETS):
        if (folder / part).is_dir():
            shutil.copytree(folder / part, home / "keys", dirs_exist_ok=True)
    for path in (home / "keys", *(home / "keys").rglob("*")) if (home / "keys").is_dir() else ():
        path.chmod(0o700 if path.is_dir() else 0o600)


def write(path: Path, data: bytes) -> None:
    """Owner-only, through to the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
