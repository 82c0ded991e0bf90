"""Thai as Chromium draws it with our typeface: marks stand above marks, and no golden word has changed its looks.

Golden picture: `tests/web/golden/thai-words.png`, our own rendering. To draw it anew after a change of the typeface, delete it
and run this test once: it fails, and leaves the new picture to be looked at.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image, ImageChops, ImageStat

import korat.web
from tools.camera import FLAGS
from tools.pictures import chromium

GOLDEN = Path(__file__).parent / "golden" / "thai-words.png"
FONTS = Path(korat.web.__file__).parent / "static/vendor/fonts"
WORDS = ("ที่ปรึกษา", "ชื่อ", "น้ำ", "ปู่ย่า", "ฟื้นฟู", "ญี่ปุ่น", "ฐานข้อมูล", "กตัญญู")
STACKED = {"ที่": "ที", "น้ำ": "นำ", "ชื่": "ชื", "ฟื้": "ฟื", "ญี่": "ญี", "ปู่": "ปู"}
ROW, WIDTH, SIZE = 150, 420, 64
# What differs, as a share of what is drawn, both pictures four times smaller: edges may differ between versions of Chromium.
# Measured: 0 for the same version, 0.056 with the tone marks gone.
TOLERANCE = 0.03


@cache
def drawn(words: tuple[str, ...], weight: int = 400) -> Image.Image:
    """The words in black on white, one a row."""
    rows = "".join(f'<p style="top:{at * ROW}px">{word}</p>' for at, word in enumerate(words))
    face = FONTS / f"noto-sans-thai-looped-thai-{weight}-normal.woff2"
    style = (
        f"@font-face{{font-family:Ours;src:url(data:font/woff2;base64,{base64.b64encode(face.read_bytes()).decode()})}}"
        f"body{{margin:0;background:#fff}}p{{position:absolute;margin:0 20px;font:{SIZE}px/{ROW}px Ours}}"
    )
    with TemporaryDirectory() as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "page.png")
        page.write_text(f'<!doctype html><html lang="th"><meta charset="utf-8"><style>{style}</style>{rows}', "utf-8")
        shape = [f"--window-size={WIDTH},{len(words) * ROW}", "--hide-scrollbars", "--font-render-hinting=none"]
        home = [
            "--virtual-time-budget=2000",
            f"--user-data-dir={folder}/home",
            f"--screenshot={picture}",
            page.as_uri(),
        ]
        subprocess.run([chromium(), "--headless", *FLAGS, *shape, *home], check=True, capture_output=True, timeout=60)
        return Image.open(picture).convert("L").copy()


@cache
def inks(weight: int) -> dict[str, tuple[int, int, int, int]]:
    """Left, top, right and bottom of what is drawn of each syllable, within its row."""
    syllables = (*STACKED, *STACKED.values(), "ท", "น", "ป", "ญู")
    sheet = drawn(syllables, weight).point(lambda grey: 255 if grey < 128 else 0)
    rows = (sheet.crop((0, at * ROW, WIDTH, (at + 1) * ROW)).getbbox() for at in range(len(syllables)))
    return {syllable: box for syllable, box in zip(syllables, rows, strict=True) if box}


def without_tone_marks(words: Iterable[str]) -> tuple[str, ...]:
    return tuple("".join(letter for letter in word if letter not in "่้๊๋") for word in words)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the first picture's ink that lies elsewhere in the second."""
    assert one.size == other.size
    small = (one.width // 4, one.height // 4)
    told = ImageStat.Stat(ImageChops.difference(one.resize(small), other.resize(small))).mean[0]
    return float(told / (255 - ImageStat.Stat(one).mean[0]))


def golden() -> Image.Image:
    if not GOLDEN.exists():
        drawn(WORDS).save(GOLDEN, optimize=True)
        pytest.fail(f"There was no golden picture. Look at {GOLDEN} and run again.")
    return Image.open(GOLDEN).convert("L")


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("stacked", STACKED)
def test_a_mark_above_a_mark_stands_higher_than_the_mark_alone(stacked: str, weight: int) -> None:
    found = inks(weight)
    assert found[stacked][1] <= found[STACKED[stacked]][1] - SIZE // 16


def test_a_vowel_below_reaches_lower_than_the_bare_letter() -> None:
    assert inks(400)["ปู"][3] >= inks(400)["ป"][3] + SIZE // 8
    assert inks(400)["ญู"][3] >= inks(400)["น"][3] + SIZE // 8


def test_no_mark_stands_on_a_dotted_circle() -> None:
    """A typeface without the rules of Thai shaping draws a circle under a mark: that takes the room of a letter."""
    assert inks(400)["ที่"][2] - inks(400)["ท"][2] <= SIZE // 8


def test_the_golden_words_look_as_they_did() -> None:
    assert difference(golden(), drawn(WORDS)) <= TOLERANCE


def test_the_golden_picture_would_notice_lost_tone_marks() -> None:
    assert difference(golden(), drawn(without_tone_marks(WORDS))) > TOLERANCE
