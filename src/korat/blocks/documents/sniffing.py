"""What a file is, by its first bytes. Its name and what the browser claims count for nothing."""

from __future__ import annotations

import puremagic

from korat.blocks.documents import refusals

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PICTURE_NAMES = (".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif")

PDF = "application/pdf"

_HEAD = 4096
# ISO 32000-2, 7.5: the header opens the file, the end mark stands in its last kilobyte.
_PDF_HEAD, _PDF_END, _PDF_TAIL = b"%PDF-", b"%%EOF", 1024
# ISO base media brands of still pictures (ISO/IEC 23008-12), in the `ftyp` box at the start.
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


def photo_format(data: bytes, name: str) -> str:
    """Pillow's name of the format. Invalid, in words, for anything but JPEG, PNG and WebP."""
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise refusals.heic()
    found = FORMATS.get(_media_type(data[:_HEAD]))
    if found is None:
        raise refusals.no_photo(name.lower().endswith(PICTURE_NAMES))
    return found


def is_pdf(data: bytes) -> bool:
    """Whether it opens and ends as a PDF does."""
    return data.startswith(_PDF_HEAD) and _PDF_END in data[-_PDF_TAIL:]


def _media_type(head: bytes) -> str:
    try:
        return puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return ""
