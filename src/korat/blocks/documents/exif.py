"""What is worth knowing from a photo's EXIF before it goes: which way is up, and where it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import SupportsFloat, cast

from PIL import ExifTags, Image

from korat.kernel.errors import Invalid
from korat.kernel.geo import Point

# EXIF 2.32, tag 0x0112: the turn that brings each stored orientation upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises on EXIF that is not as it should be; the picture itself may be sound.
MALFORMED = (ValueError, TypeError, LookupError, SyntaxError, OSError, ArithmeticError, AttributeError)


@dataclass(frozen=True)
class Exif:
    turn: Image.Transpose | None = None
    gps: Point | None = None


def read(image: Image.Image) -> Exif:
    """From an opened image, before it is decoded. Malformed EXIF counts as none."""
    try:
        tags = image.getexif()
        turn = _TURNS.get(tags.get(ExifTags.Base.Orientation, 1))
        return Exif(turn, _point(tags.get_ifd(ExifTags.IFD.GPSInfo)))
    except MALFORMED:
        return Exif()


def _point(gps: Mapping[int, object]) -> Point | None:
    """None without a position, for a receiver that had no fix (status V), and for 0°, 0°."""
    if gps.get(ExifTags.GPS.GPSStatus) == "V":
        return None
    try:
        latitude = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
        longitude = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
        return Point(latitude, longitude) if latitude or longitude else None
    except (*MALFORMED, Invalid):
        return None


def _degrees(gps: Mapping[int, object], value: int, reference: int, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in cast("tuple[SupportsFloat, ...]", gps[value]))
    size = degrees + minutes / 60 + seconds / 3600
    return -size if str(gps[reference]).strip("\0 ").upper() == negative else size
