"""A stranger's picture, decoded with care and made anew: upright, small enough, nothing in it but pixels."""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from korat.blocks.documents import exif, refusals
from korat.kernel.geo import Point

MOST_PIXELS = 50_000_000
# A JPEG is decoded at a half, a quarter or an eighth as long as ENOUGH remains of its long side: that is what
# keeps a photo of 12 megapixels cheap. More than MOST is scaled down.
ENOUGH, MOST = 1600, 2048
PUBLIC_SIDE = 1280
QUALITY = 82
MEDIA_TYPE = "image/jpeg"

# Pillow's own guards, as errors: beside them stands our limit, which is checked before a pixel is decoded.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# A progressive JPEG costs its whole size again for each scan. Cameras write about ten, a bomb thousands.
_MOST_SCANS = 60
_SCAN = b"\xff\xda"

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow's decoders raise on damaged or hostile input.
_BROKEN = (*exif.MALFORMED, EOFError, struct.error, zlib.error)


@dataclass(frozen=True)
class Picture:
    """A clean JPEG and what its forerunner knew of its place."""

    data: bytes
    width: int
    height: int
    gps: Point | None = None


def clean(data: bytes, image_format: str, side: int = MOST) -> Picture:
    """Decode and encode anew, at most `side` pixels long. Of an animation the first picture is taken.

    Raises TooLarge before decoding above 50 megapixels; Invalid for what is damaged or cut off.
    """
    try:
        image = Image.open(BytesIO(data), formats=[image_format])
        refuse_bomb(image, data)
        known = exif.read(image)
        return encode(upright(decoded(image, side), known.turn), known.gps)
    except _BOMBS as error:
        raise refusals.too_many_pixels(MOST_PIXELS) from error
    except _BROKEN as error:
        raise refusals.broken() from error


def refuse_bomb(image: Image.Image, data: bytes) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Image.DecompressionBombError
    if image.info.get("progressive") and data.count(_SCAN) > _MOST_SCANS:
        raise Image.DecompressionBombError


def decoded(image: Image.Image, side: int) -> Image.Image:
    """The pixels as RGB, scaled to `side`."""
    image.draft(None, scaled(image.size, min(ENOUGH, side)))
    image.load()
    if max(image.size) > side:
        image.thumbnail((side, side), Image.Resampling.BICUBIC)
    return in_colour(image)


def scaled(size: tuple[int, int], side: int) -> tuple[int, int]:
    longest = max(size)
    return max(1, size[0] * side // longest), max(1, size[1] * side // longest)


def in_colour(image: Image.Image) -> Image.Image:
    """Any mode as RGB: transparent parts become white, 16-bit grey keeps its whole range."""
    if image.mode.startswith("I"):
        image = image.point(lambda level: level * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def upright(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)


def encode(image: Image.Image, gps: Point | None) -> Picture:
    """As JPEG. Comments, profiles and the like ride in `info`: it is emptied, so that pixels alone go on."""
    image = image.copy()
    image.info = {}
    made = BytesIO()
    image.save(made, "JPEG", quality=QUALITY)
    return Picture(made.getvalue(), *image.size, gps=gps)
