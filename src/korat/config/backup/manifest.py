"""What a backup says of itself: which Korat made it, how much is in it, and the sum of each part. Written last."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from korat.config.backup import refusals

NAME, DATABASE, FILES, SUMS, KEYS, SECRETS = (
    "manifest.json", "database.dump", "files", "files.sha256", "keys", "secrets"
)  # fmt: skip
_CHUNK = 1 << 20


class Manifest(BaseModel):
    """`parts` are sums of every file but those under `files/`, whose sums stand in the part `files.sha256`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    korat: str = version("korat")
    postgres: int
    made_at: datetime
    address: str
    demo: bool
    pack: str
    migrations: dict[str, str]
    counts: dict[str, int]
    tree_head: dict[str, Any] | None
    files: int
    gone: list[str]
    with_secrets: bool
    parts: dict[str, str]

    def write(self, folder: Path) -> None:
        """At once and through to the disk: a manifest is there whole, or not there."""
        draft = folder / f"{NAME}.part"
        with draft.open("w") as file:
            file.write(self.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.rename(folder / NAME)


def read(folder: Path) -> Manifest:
    """The manifest of a finished backup. Refused when the folder holds none, or one that we cannot read."""
    try:
        return Manifest.model_validate_json((folder / NAME).read_text())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise (refusals.cut_short(NAME) if (folder / DATABASE).exists() else refusals.no_backup(folder)) from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise refusals.altered(NAME) from error


def check(folder: Path, manifest: Manifest) -> None:
    """Every part is there and is what was written; Refused, naming the first that is not."""
    for name, wanted in {**manifest.parts, **sums(folder)}.items():
        path = folder / name
        if not path.is_file():
            raise refusals.cut_short(name)
        if digest(path) != wanted:
            raise refusals.altered(name)


def sums(folder: Path) -> dict[str, str]:
    """The sums of the stored files, read from the part that lists them."""
    try:
        return {name: wanted for wanted, name in _lines(folder / SUMS)}
    except FileNotFoundError as error:
        raise refusals.cut_short(SUMS) from error
    except ValueError as error:
        raise refusals.altered(SUMS) from error


def digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open() as lines:
        for line in lines:
            wanted, name = line.rstrip("\n").split("  ", 1)
            if ".." in Path(name).parts or Path(name).is_absolute():
                raise ValueError("a name that leads out of the backup")
            yield [wanted, name]
