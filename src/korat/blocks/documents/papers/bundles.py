"""A ZIP of files under one paper: a list of their hashes, whose own hash the paper seals. Checked without unpacking it.

The paper is a PDF as any other of ours; its data say `manifest`, the SHA-256 of the list. Nothing may be there that the list
does not name, and nothing twice.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

MARK = b"PK\x03\x04"
MANIFEST, PAPER = "manifest.json", "manifest.pdf"
# A list of ten thousand photographs is shorter; what unpacks to more than this is no file of ours.
MOST_FILES, MOST_BYTES, MOST_OF_HEAD = 20_000, 2_000_000_000, 20_000_000
PIECE = 1 << 20
# Every file in it is stored or deflated, and none is encrypted or patched (APPNOTE 4.4.4, 4.4.5).
PACKED, UNREADABLE = (ZIP_STORED, ZIP_DEFLATED), 0x1 | 0x20 | 0x40
# A ZIP that is cut short, altered, newer than what we know, or lacks what it should hold.
BROKEN = (BadZipFile, zlib.error, ValueError, KeyError, EOFError, NotImplementedError)


def paper_of(data: bytes) -> bytes | None:
    """The PDF in it; None for a ZIP that is none of ours."""
    try:
        with ZipFile(BytesIO(data)) as bundle:
            return b"".join(pieces(bundle, PAPER, MOST_OF_HEAD))
    except BROKEN:
        return None


def fits(data: bytes, digest: str) -> bool:
    """Whether the list is the one that was sealed, and each file the one that the list names."""
    try:
        with ZipFile(BytesIO(data)) as bundle:
            listed = b"".join(pieces(bundle, MANIFEST, MOST_OF_HEAD))
            return sha256(listed).hexdigest() == digest and all_there(bundle, json.loads(listed))
    except BROKEN:
        return False


def all_there(bundle: ZipFile, manifest: dict[str, list[dict[str, str]]]) -> bool:
    wanted = {one["name"]: one["sha256"] for one in manifest["files"]}
    there = [one.filename for one in bundle.infolist()]
    if sorted(there) != sorted([*wanted, MANIFEST, PAPER]) or len(there) > MOST_FILES:
        return False
    if sum(one.file_size for one in bundle.infolist()) > MOST_BYTES:
        return False
    return all(hash_of(bundle, name) == digest for name, digest in wanted.items())


def hash_of(bundle: ZipFile, name: str) -> str:
    found = sha256()
    for piece in pieces(bundle, name, MOST_BYTES):
        found.update(piece)
    return found.hexdigest()


def pieces(bundle: ZipFile, name: str, most: int) -> Iterator[bytes]:
    """A file bit by bit. ValueError when it unpacks to more than it may, or is packed as we never pack."""
    entry = bundle.getinfo(name)
    if entry.compress_type not in PACKED or entry.flag_bits & UNREADABLE:
        raise ValueError("not packed as a file of ours")
    read, file = 0, bundle.open(entry)
    with file:
        while piece := next_of(file):
            read += len(piece)
            if read > most:
                raise ValueError("larger than a file of ours")
            yield piece


def next_of(file: IO[bytes]) -> bytes:
    return file.read(PIECE)
