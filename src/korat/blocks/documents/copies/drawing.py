"""The copy itself: made anew from pixels, with everything that a box touches painted over, not blurred."""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw

from korat.blocks.documents import images
from korat.blocks.documents.copies.boxes import WHOLE, Box
from korat.blocks.documents.images import Picture

# A flat colour: from blurred or coarse pixels a face or a number can be guessed again.
INK = (42, 31, 27)


def covered(photo: bytes, boxes: Collection[Box]) -> Picture:
    """A JPEG of the public size in which nothing under a box is left."""
    image = pixels(photo)
    brush = ImageDraw.Draw(image)
    for box in boxes:
        brush.rectangle(inked(box, *image.size), fill=INK)
    return images.encode(image, None)


def pixels(photo: bytes) -> Image.Image:
    """A photograph as it is kept, in the size in which copies are published."""
    return images.decoded(Image.open(BytesIO(photo), formats=["JPEG"]), images.PUBLIC_SIDE)


def inked(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """In pixels, rounded outwards; the last ones belong to it."""
    left, top = box.left * width // WHOLE, box.top * height // WHOLE
    return left, top, ceil(box.right * width / WHOLE) - 1, ceil(box.bottom * height / WHOLE) - 1
