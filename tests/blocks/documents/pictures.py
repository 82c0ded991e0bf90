"""Pictures made for a test: in any format and mode, with whatever EXIF a telephone might have written."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageChops

CANARY = b"canary-4f1d"


def phone_photo() -> bytes:
    """A JPEG of 12 megapixels with the detail of a real photo: soft shapes under sensor noise."""
    rng = np.random.default_rng(1)
    shapes = Image.fromarray(rng.integers(0, 255, (95, 126, 3), dtype=np.uint8))
    grain = Image.fromarray(np.tile(rng.integers(0, 25, (378, 504, 3), dtype=np.uint8), (8, 8, 1)))
    smooth = shapes.resize(grain.size, Image.Resampling.BICUBIC)
    return saved(ImageChops.add(smooth, grain), "JPEG", quality=90)


def saved(image: Image.Image, image_format: str, **options: Any) -> bytes:
    made = BytesIO()
    image.save(made, image_format, **options)
    return made.getvalue()


def red_corner(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """White with a red square in its top left corner."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, 20, 20))
    return image.convert(mode)


def reddest_corner(image: Image.Image) -> str:
    """Where the red square is: "top left" and so on."""
    plain = image.convert("RGB")
    across, down = plain.width - 5, plain.height - 5
    corners = {
        "top left": (5, 5),
        "top right": (across, 5),
        "bottom left": (5, down),
        "bottom right": (across, down),
    }
    return min(corners, key=lambda corner: sum(plain.getpixel(corners[corner])[1:]))


def exif(orientation: int = 1, gps: dict[int, object] | None = None) -> Image.Exif:
    """EXIF as a telephone writes it, with a canary in every field that takes words."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    for field in (ExifTags.Base.Make, ExifTags.Base.Artist, ExifTags.Base.ImageDescription):
        tags[field] = CANARY.decode()
    if gps is not None:
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return tags


SIKHIO = {1: "N", 2: (14.0, 53.0, 24.0), 3: "E", 4: (101.0, 43.0, 12.0)}


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
