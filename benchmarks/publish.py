"""What a public copy costs: looking for faces, covering them, reading a text. No database takes part.

The finding itself (five faces of five) is a test: `tests/blocks/documents/copies/test_faces.py`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image

from benchmarks.figures import Figure
from korat.blocks.documents import images
from korat.blocks.documents.copies import drawing, faces
from korat.blocks.documents.copies.boxes import Box
from korat.kernel.revealing import revealing

ROUNDS = 7
FACES_MS, COPY_MS, TEXT_MS = 700, 150, 15
TOLD = "ไฟดับหน้าบ้านเลขที่ 12/3 รถทะเบียน กข 1234 ชนเสา โทร ๐๘๑-๒๓๔ ๕๖๗๘ นายสมมุติ ตัวอย่าง "
# What a pattern that starts over at each letter would take seconds for.
HOSTILE = ("a" * 2000, "1" * 2000, "0-" * 1000, "0 " * 1000, "นาย" * 666, "a.@" * 666, "+1" * 1000, "id" + " " * 1998)


def figures() -> Iterator[Figure]:
    photo = kept()
    if faces.faces(photo) is None:
        raise RuntimeError("The model that sees faces is not there: `make assets` lays it.")
    looked = cpu(lambda: faces.faces(photo))
    told = f"a photo of 12 megapixels, kept at 2,000 px, looked at in {images.PUBLIC_SIDE} px, median of {ROUNDS}, model loaded"
    yield Figure("faces_cpu", looked, "ms", FACES_MS, told)
    boxes = [Box(100 * step, 100, 100 * step + 80, 300) for step in range(10)]
    yield Figure(
        "public_copy_cpu", cpu(lambda: drawing.covered(photo, boxes)), "ms", COPY_MS, "the same photo, ten boxes"
    )
    text = TOLD * 24
    yield Figure(
        "text_hits_cpu",
        cpu(lambda: revealing(text)),
        "ms",
        TEXT_MS,
        f"{len(text):,} letters, {len(revealing(text))} hits",
    )
    worst = max(cpu(lambda text=text: revealing(text)) for text in HOSTILE)
    yield Figure(
        "text_hits_hostile_cpu",
        worst,
        "ms",
        TEXT_MS,
        f"worst of {len(HOSTILE)} texts of 2,000 letters made to be slow",
    )


def kept() -> bytes:
    """A photograph of 12 megapixels as it lies in the store: cleaned and smaller."""
    sent = BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(sent, "JPEG", quality=90)
    return images.clean(sent.getvalue(), "JPEG").data


def cpu(work: Callable[[], object]) -> float:
    """CPU milliseconds, on all cores together: the median of some rounds after one to warm up."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        rounds.append((time.process_time() - start) * 1000)
    return statistics.median(rounds)
