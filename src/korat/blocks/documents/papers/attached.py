"""The files attached to a paper: its data as JSON, and the text of its seal."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

DATA, SEAL = "data.json", "seal.txt"
# What a reader of broken files raises, each where it stumbles.
UNREADABLE = (
    PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, NotImplementedError,
    OverflowError, AssertionError, zlib.error,
)  # fmt: skip
_DEEPEST = 8


def files(pdf: bytes) -> dict[str, bytes] | None:
    """Attached files by name (ISO 32000-2, 7.11.4); None for what is no whole PDF."""
    try:
        names = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]
        return {str(name): spec["/EF"]["/F"].data for name, spec in leaves(names)}
    except UNREADABLE:
        return None


def leaves(node: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """The pairs of a name tree (ISO 32000-2, 7.9.6)."""
    if depth > _DEEPEST:
        raise ValueError("a name tree this deep is none of ours")
    flat = list(node.get("/Names", ()))
    yield from zip(flat[::2], map(itself, flat[1::2]), strict=False)
    for child in node.get("/Kids", ()):
        yield from leaves(itself(child), depth + 1)


def itself(given: Any) -> Any:
    """The object that a reference leads to."""
    return given.get_object() if hasattr(given, "get_object") else given


def content(data: bytes) -> Mapping[str, object]:
    """The data as they were signed; empty when they are no object."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
