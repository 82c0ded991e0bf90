"""What a file is, its bytes say; its name only chooses the words of the refusal."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from korat.blocks.documents import sniffing
from korat.kernel.errors import Invalid
from tests.blocks.documents import pictures


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.exe", "", "ภาพ.JPG"])
def test_a_picture_is_known_by_its_bytes(image_format: str, name: str) -> None:
    data = pictures.saved(Image.new("RGB", (4, 4)), image_format)
    assert sniffing.photo_format(data, name) == image_format


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7", b"MZ" + b"\0" * 200, b"GIF89a" + b"\0" * 50, b"<svg xmlns='x'/>", b"hello", b"\0"],
)
def test_a_jpg_that_is_none_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid) as named:
        sniffing.photo_format(data, "holiday.JPG")
    assert named.value.code == "photo_is_none"
    with pytest.raises(Invalid) as unnamed:
        sniffing.photo_format(data, "letter.doc")
    assert unnamed.value.code == "not_a_photo"


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix", b"avif"])
def test_a_photo_an_iphone_keeps_for_itself_says_what_to_change(brand: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        sniffing.photo_format(b"\0\0\0\x18ftyp" + brand + b"\0" * 200, "IMG_1.HEIC")
    assert refused.value.code == "photo_heic"
    assert "iPhone" in refused.value.th


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_a_known_format_or_a_sentence(data: bytes) -> None:
    with suppress(Invalid):
        assert sniffing.photo_format(data, "x.jpg") in {"JPEG", "PNG", "WEBP"}
