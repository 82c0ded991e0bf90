"""Thai as Chromium draws it with our typeface: marks stand above marks, and no golden word has changed its looks.

Golden picture: `tests/web/golden/thai-words.png`, our own rendering. To draw it anew after a change of the typeface, delete it
and run this test once: it fails, and leaves the new picture to be looked at.
"""

from __future__ import annotations

import base64
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image, ImageChops, ImageStat

import korat.web
from tools.pictures import FLAGS, chromium

GOLDEN = Path(__file__).parent / "golden" / "thai-words.png"
FONTS = Path(korat.web.__file__).parent / "static/vendor/fonts"
WORDS = ("ที่ปรึกษา", "ชื่อ", "น้ำ", "ปู่ย่า", "ฟื้นฟู", "ญี่ปุ่น", "ฐานข้อมูล", "กตัญญู")
ROW, WIDTH, SIZE = 150, 420, 64
# Mean difference of grey, of 255, once both pictures are four times smaller: edges may differ between versions of Chromium.
# Measured here: 0 for the same version, 1.9 when the tone marks are gone.
TOLERANCE = 0.8


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
        shape = [f"--window-size={WIDTH},{len(words) * ROW}", "--hide-scrollbars", "--virtual-time-budget=2000"]
        home = [f"--user-data-dir={folder}/home", f"--screenshot={picture}", page.as_uri()]
        subprocess.run([chromium(), "--headless", *FLAGS, *shape, *home], check=True, capture_output=True, timeout=60)
        return Image.open(picture).convert("L").copy()


def ink(word: str, weight: int = 400) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is drawn."""
    box = drawn((word,), weight).point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box, word
    return box


def without_tone_marks(word: str) -> str:
    return "".join(letter for letter in word if letter not in "่้๊๋")


def difference(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    small = (one.width // 4, one.height // 4)
    return float(ImageStat.Stat(ImageChops.difference(one.resize(small), other.resize(small))).mean[0])


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize(("stacked", "single"), [("ที่", "ที"), ("น้ำ", "นำ"), ("ชื่", "ชื"), ("ฟื้", "ฟื"), ("ญี่", "ญี"), ("ปู่", "ปู")])
def test_a_mark_above_a_mark_stands_higher_than_the_mark_alone(stacked: str, single: str, weight: int) -> None:
    assert ink(stacked, weight)[1] <= ink(single, weight)[1] - SIZE // 16


def test_a_vowel_below_reaches_lower_than_the_bare_letter() -> None:
    assert ink("ปุ")[3] >= ink("ป")[3] + SIZE // 8
    assert ink("ญู")[3] >= ink("น")[3] + SIZE // 8


def test_no_mark_stands_on_a_dotted_circle() -> None:
    """A typeface without the rules of Thai shaping draws a circle under a mark: that takes the room of a letter."""
    assert ink("ที่")[2] - ink("ท")[2] <= SIZE // 8


def test_the_golden_words_look_as_they_did() -> None:
    made = drawn(WORDS)
    if not GOLDEN.exists():
        made.quantize(8).save(GOLDEN, optimize=True)
        pytest.fail(f"There was no golden picture. Look at {GOLDEN} and run again.")
    assert difference(made, Image.open(GOLDEN).convert("L")) <= TOLERANCE


def test_the_golden_picture_would_notice_lost_tone_marks() -> None:
    poor = drawn(tuple(map(without_tone_marks, WORDS)))
    assert difference(poor, Image.open(GOLDEN).convert("L")) > TOLERANCE


def test_the_golden_words_hold_stacked_marks() -> None:
    assert sum(unicodedata.category(letter) == "Mn" for letter in "".join(WORDS)) >= 12
