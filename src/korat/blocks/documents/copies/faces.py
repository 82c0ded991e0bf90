"""Faces in a photograph, proposed by CenterFace (MIT): `tools/assets.py` takes the model out of a pinned wheel of PyPI.

It looks at the size in which a copy is published, so at nothing smaller than what everyone will see. One photograph costs
about 0.3 s CPU, of whatever size it was sent; one is looked at at a time, and who waits too long looks by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
from PIL import Image

from korat.blocks.documents.copies.boxes import FACE, WHOLE, Box, box
from korat.blocks.documents.copies.drawing import pixels

MODEL = Path(__file__).parent / "model" / "centerface.onnx"
# A face too many is unticked at a glance, a face too few is published.
SURE, SAME = 0.2, 0.3
# Hair, ears and chin tell as well.
MARGIN = 0.15
MOST = 100
PATIENCE = 10

# Heat map, size, offset, and the five points of a face that nobody needs here.
_OUT = ["537", "538", "539", "540"]
_STRIDE, _STEP = 4, 32
_turn = Lock()


def faces(photo: bytes) -> tuple[Box, ...] | None:
    """The faces proposed, from left to right; None when nobody could look: no model, no turn, nothing to read."""
    if not _turn.acquire(timeout=PATIENCE):
        return None
    try:
        return looked_at(pixels(photo))
    except (cv2.error, OSError):
        return None
    finally:
        _turn.release()


def looked_at(image: Image.Image) -> tuple[Box, ...]:
    width, height = (-(-side // _STEP) * _STEP for side in image.size)
    net = network(str(MODEL), MODEL.stat().st_mtime)
    # The model was trained on channels in the order in which Pillow gives them.
    net.setInput(cv2.dnn.blobFromImage(np.asarray(image), 1.0, (width, height), (0, 0, 0), swapRB=False))
    found, sure = decoded(*net.forward(_OUT)[:3])
    kept = cv2.dnn.NMSBoxes(found, sure, SURE, SAME, top_k=MOST) if found else []
    made = (face(found[int(index)], width, height) for index in kept)
    return tuple(sorted(one for one in made if one))


@lru_cache(maxsize=1)
def network(model: str, _changed: float) -> Any:
    return cv2.dnn.readNetFromONNX(model)


def decoded(heat: Any, scale: Any, offset: Any) -> tuple[list[Sequence[float]], list[float]]:
    """Left, top, width, height in pixels, and how sure: each point of the heat map that is warm is a middle of a face."""
    rows, columns = np.where(heat[0, 0] > SURE)
    high, wide = np.exp(scale[0][:, rows, columns]) * _STRIDE
    down, right = offset[0][:, rows, columns]
    left = (columns + right + 0.5) * _STRIDE - wide / 2
    top = (rows + down + 0.5) * _STRIDE - high / 2
    return np.stack([left, top, wide, high], axis=1).tolist(), heat[0, 0][rows, columns].tolist()


def face(found: Sequence[float], width: int, height: int) -> Box | None:
    left, top, wide, high = found
    corners = (left - wide * MARGIN, top - high * MARGIN, left + wide * (1 + MARGIN), top + high * (1 + MARGIN))
    return box((corner * WHOLE / side for corner, side in zip(corners, (width, height) * 2, strict=True)), FACE)
