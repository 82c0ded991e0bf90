"""A ZIP that grows file by file and knows the hash of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from korat.blocks.documents.papers.bundles import MANIFEST, PAPER
from korat.web.present import spreadsheet


@dataclass(frozen=True)
class Put:
    """A file that is in it."""

    name: str
    bytes: int
    sha256: str


class Bundle:
    def __init__(self, target: IO[bytes]) -> None:
        self.files: list[Put] = []
        self._target = target
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=3)

    def sheet(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[int]:
        """A CSV as a spreadsheet reads it; yields once a line."""
        digest, size = sha256(), 0
        with self._zip.open(name, "w", force_zip64=True) as out:
            for number, row in enumerate(chain([headings], rows)):
                data = f"{'' if number else spreadsheet.MARK}{spreadsheet.line(row)}".encode()
                digest.update(data)
                size += out.write(data)
                yield 1
        self.files.append(Put(name, size, digest.hexdigest()))

    def photo(self, name: str, data: bytes) -> None:
        """Compressed already."""
        self._zip.writestr(name, data, ZIP_STORED)
        self.files.append(Put(name, len(data), sha256(data).hexdigest()))

    def manifest(self, said: Mapping[str, object]) -> str:
        """The list of all files, last but for the paper that seals its hash, which is returned."""
        listed = json.dumps({**said, "files": [vars(one) for one in self.files]}, ensure_ascii=False, indent=1).encode()
        self._zip.writestr(MANIFEST, listed)
        return sha256(listed).hexdigest()

    def closed(self, paper: bytes) -> bytes:
        """All of it."""
        self._zip.writestr(PAPER, paper, ZIP_STORED)
        self._zip.close()
        self._target.seek(0)
        return self._target.read()
