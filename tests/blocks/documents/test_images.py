"""A stranger's picture comes out upright, small and clean, or is refused in words; it breaks nothing."""

from __future__ import annotations

import struct
import time
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from korat.blocks.documents import images
from korat.kernel.errors import Invalid, TooLarge
from korat.kernel.geo import Point
from tests.blocks.documents import pictures

FORMATS = ("JPEG", "PNG", "WEBP")
# EXIF orientation: where the stored top left corner belongs.
CORNERS = {
    1: "top left", 2: "top right", 3: "bottom right", 4: "bottom left",
    5: "top left", 6: "top right", 7: "bottom right", 8: "bottom left",
}  # fmt: skip


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("orientation", CORNERS)
def test_every_orientation_is_turned_upright(image_format: str, orientation: int) -> None:
    data = pictures.saved(pictures.red_corner(), image_format, exif=pictures.exif(orientation))
    made = images.clean(data, image_format)
    assert pictures.reddest_corner(pictures.opened(made.data)) == CORNERS[orientation]
    assert (made.width, made.height) == ((60, 40) if orientation < 5 else (40, 60))


@pytest.mark.parametrize("image_format", FORMATS)
def test_nothing_but_pixels_goes_on(image_format: str) -> None:
    extra = {"JPEG": {"comment": pictures.CANARY}, "PNG": {}, "WEBP": {}}[image_format]
    words = {"icc_profile": pictures.CANARY, "xmp": pictures.CANARY, **extra}
    data = pictures.saved(pictures.red_corner(), image_format, exif=pictures.exif(6, pictures.SIKHIO), **words)
    assert pictures.CANARY in data
    made = images.clean(data, image_format)
    assert pictures.CANARY not in made.data
    assert not pictures.opened(made.data).getexif()
    assert set(markers(made.data)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def markers(jpeg: bytes) -> list[int]:
    """The JPEG segments up to the first scan: all that a file can hide words in."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def test_the_place_in_the_exif_is_offered() -> None:
    made = images.clean(pictures.saved(pictures.red_corner(), "JPEG", exif=pictures.exif(1, pictures.SIKHIO)), "JPEG")
    assert made.gps is not None
    assert (made.gps.lat, made.gps.lon) == pytest.approx((14.89, 101.72))


@pytest.mark.parametrize(
    "gps",
    [
        None,
        {1: "N", 2: (14.0, 53.0, 24.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {**pictures.SIKHIO, 9: "V"},
        {**pictures.SIKHIO, 2: (95.0, 0.0, 0.0)},
        {**pictures.SIKHIO, 2: (14.0,)},
    ],
    ids=["none", "half", "zero", "no fix", "beyond the pole", "too short"],
)
def test_a_place_that_is_none_is_not_offered(gps: dict[int, object] | None) -> None:
    data = pictures.saved(pictures.red_corner(), "JPEG", exif=pictures.exif(1, gps))
    assert images.clean(data, "JPEG").gps is None


@given(st.integers(-89_999_999, 89_999_999), st.integers(-179_999_999, 179_999_999))
@settings(max_examples=40)
def test_any_place_comes_back_as_it_was_written(lat_millionths: int, lon_millionths: int) -> None:
    lat, lon = lat_millionths / 1e6, lon_millionths / 1e6
    gps = {1: "N" if lat >= 0 else "S", 2: sexagesimal(lat), 3: "E" if lon >= 0 else "W", 4: sexagesimal(lon)}
    made = images.clean(pictures.saved(pictures.red_corner(), "JPEG", exif=pictures.exif(1, gps)), "JPEG")
    assert made.gps is None if not (lat or lon) else near(made.gps, Point(lat, lon))


def sexagesimal(degrees: float) -> tuple[float, float, float]:
    size = abs(degrees)
    return float(int(size)), float(int(size * 60 % 60)), size * 3600 % 60


def near(found: Point | None, meant: Point) -> bool:
    return found is not None and abs(found.lat - meant.lat) < 1e-4 and abs(found.lon - meant.lon) < 1e-4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png_becomes_rgb(mode: str) -> None:
    made = images.clean(pictures.saved(pictures.red_corner(mode), "PNG"), "PNG")
    assert pictures.opened(made.data).mode == "RGB"


def test_a_print_shops_cmyk_becomes_rgb() -> None:
    made = images.clean(pictures.saved(pictures.red_corner("CMYK"), "JPEG"), "JPEG")
    image = pictures.opened(made.data)
    assert image.mode == "RGB"
    assert pictures.reddest_corner(image) == "top left"


def test_sixteen_bit_grey_keeps_its_range() -> None:
    ramp = Image.fromarray(np.arange(65536, dtype=np.uint16).reshape(256, 256))
    grey = np.asarray(pictures.opened(images.clean(pictures.saved(ramp, "PNG"), "PNG").data).convert("L"))
    assert grey[0, 0] < 5
    assert abs(int(grey[128, 0]) - 128) < 5
    assert grey[255, 255] > 250


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(image_format: str) -> None:
    clear = Image.new("RGBA", (30, 30), (200, 0, 0, 0))
    made = pictures.opened(images.clean(pictures.saved(clear, image_format), image_format).data)
    assert min(made.getpixel((15, 15))) > 250


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_taken(image_format: str) -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]
    data = pictures.saved(frames[0], image_format, save_all=True, append_images=frames[1:])
    assert pictures.opened(data).n_frames == 3
    red, _, blue = pictures.opened(images.clean(data, image_format).data).getpixel((15, 15))
    assert red > 200
    assert blue < 50


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2049, 2049), (2048, 2048), (333, 5000), (3300, 2500)])
def test_a_picture_fits_in_its_side_and_keeps_its_shape(size: tuple[int, int]) -> None:
    made = images.clean(pictures.saved(Image.new("RGB", size, "grey"), "JPEG"), "JPEG")
    assert max(made.width, made.height) <= images.MOST
    assert max(made.width, made.height) >= min(max(size), images.ENOUGH)
    assert made.width / made.height == pytest.approx(size[0] / size[1], rel=0.02) or 1 in (
        made.width,
        made.height,
    )


def test_a_picture_of_too_many_pixels_is_refused_before_one_is_decoded() -> None:
    bomb = png_header(40_000, 40_000)
    began = time.process_time()
    with pytest.raises(TooLarge) as refused:
        images.clean(bomb, "PNG")
    assert refused.value.code == "photo_too_large"
    assert time.process_time() - began < 0.2


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(7072, 7072), (12_000, 9_000)], ids=["above ours", "above Pillow's"])
def test_our_limit_holds_where_pillow_would_only_warn(size: tuple[int, int]) -> None:
    with pytest.raises(TooLarge):
        images.clean(png_header(*size), "PNG")


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and ends there."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_progressive_picture_of_endless_scans_is_refused() -> None:
    data = pictures.saved(pictures.red_corner(), "JPEG", progressive=True)
    assert images.clean(data, "JPEG").width == 60
    last = data.rindex(b"\xff\xda")
    with pytest.raises(TooLarge):
        images.clean(data[:last] + data[last:-2] * 100 + b"\xff\xd9", "JPEG")


def test_a_compressed_text_that_swells_is_refused() -> None:
    data = pictures.saved(pictures.red_corner(), "PNG")
    swelling = chunk(b"zTXt", b"note\0\0" + zlib.compress(b"\0" * 3_000_000, 9))
    with pytest.raises(Invalid):
        images.clean(data[:33] + swelling + data[33:], "PNG")


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_picture_cut_off_on_the_way_is_refused(image_format: str, part: float) -> None:
    rng = np.random.default_rng(2)
    data = pictures.saved(Image.fromarray(rng.integers(0, 255, (200, 200, 3), dtype=np.uint8)), image_format)
    with pytest.raises(Invalid) as refused:
        images.clean(data[: int(len(data) * part)], image_format)
    assert refused.value.code == "photo_broken"


SOUND = {name: pictures.saved(pictures.red_corner(), name, exif=pictures.exif(6, pictures.SIKHIO)) for name in FORMATS}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.sampled_from(FORMATS), st.data())
@settings(max_examples=300)
def test_damage_anywhere_gives_a_picture_or_a_sentence(image_format: str, data: st.DataObject) -> None:
    damaged = bytearray(SOUND[image_format])
    places = st.integers(0, len(damaged) - 1)
    for at, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=12)):
        damaged[at] = value
    with suppress(Invalid, TooLarge):
        made = images.clean(bytes(damaged), image_format)
        assert pictures.opened(made.data).format == "JPEG"


@given(st.sampled_from(FORMATS), st.binary(max_size=400))
@example("JPEG", b"\xff\xd8\xff\xe0")
@settings(max_examples=200)
def test_bytes_that_only_begin_like_a_picture_are_refused(image_format: str, rest: bytes) -> None:
    with pytest.raises((Invalid, TooLarge)):
        images.clean(SOUND[image_format][:12] + rest, image_format)


def test_a_photo_of_twelve_megapixels_costs_at_most_150_ms() -> None:
    data = pictures.phone_photo()
    costs = []
    for _ in range(4):
        began = time.process_time()
        made = images.clean(data, "JPEG")
        costs.append(time.process_time() - began)
    assert (made.width, made.height) == (2016, 1512)
    assert min(costs) <= 0.150
