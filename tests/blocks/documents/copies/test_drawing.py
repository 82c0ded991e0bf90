"""A covered copy holds nothing of what lay under a box."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from korat.blocks.documents import images
from korat.blocks.documents.copies.boxes import Box
from korat.blocks.documents.copies.drawing import INK, covered, inked
from tests.blocks.documents import pictures

EDGE = st.integers(0, 999)
WIDTH, HEIGHT = 320, 240


def boxed(left: int, top: int, wide: int, high: int) -> Box:
    return Box(left, top, min(1000, left + wide + 1), min(1000, top + high + 1))


@settings(max_examples=40)
@given(st.builds(boxed, EDGE, EDGE, EDGE, EDGE))
def test_every_pixel_under_a_box_is_ink_but_for_what_compressing_does_at_its_edge(box: Box) -> None:
    white = pictures.saved(pictures.Image.new("RGB", (WIDTH, HEIGHT), "white"), "JPEG")
    copy = pictures.opened(covered(white, (box,)).data)
    left, top, right, bottom = inked(box, WIDTH, HEIGHT)
    assert left * 1000 <= box.left * WIDTH and (right + 1) * 1000 >= box.right * WIDTH
    # Blocks of sixteen pixels are compressed together: inside of them nothing of the white is left.
    inside = copy.crop((left + 16, top + 16, max(left + 17, right - 16), max(top + 17, bottom - 16)))
    if right - left > 40 and bottom - top > 40:
        assert all(abs(a - b) < 8 for extremes, b in zip(inside.getextrema(), INK, strict=True) for a in extremes)


def test_the_copy_is_of_the_public_size_and_carries_nothing_but_pixels() -> None:
    photo = pictures.saved(
        pictures.red_corner(size=(2000, 1500)), "JPEG", exif=pictures.exif(), comment=pictures.CANARY
    )
    copy = covered(photo, (Box(0, 0, 100, 100),))
    assert (copy.width, copy.height) == (images.PUBLIC_SIDE, 960)
    assert pictures.CANARY not in copy.data
    assert not pictures.opened(copy.data).getexif()
