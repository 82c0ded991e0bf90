"""Faces are found, all five of a group; where nobody could look, that is said and not "none"."""

from __future__ import annotations

from pathlib import Path

import pytest

from korat.blocks.documents import images
from korat.blocks.documents.copies import faces as found
from korat.blocks.documents.copies.boxes import FACE, Box
from korat.blocks.documents.copies.drawing import INK, covered
from tests import portrait
from tests.blocks.documents import pictures


@pytest.fixture(scope="module")
def group() -> bytes:
    """The photograph as it is kept: cleaned, smaller."""
    return images.clean(portrait.five_faces(), "JPEG").data


def holds(box: Box, point: tuple[float, float]) -> bool:
    return box.left <= point[0] <= box.right and box.top <= point[1] <= box.bottom


def test_five_faces_from_large_to_small_are_all_found(group: bytes) -> None:
    seen = found.faces(group)
    assert seen is not None
    assert all(box.kind == FACE for box in seen)
    missed = [nose for nose in portrait.middles() if not any(holds(box, nose) for box in seen)]
    assert missed == []
    assert len(seen) <= 8
    assert list(seen) == sorted(seen)


def test_in_the_copy_every_face_is_ink(group: bytes) -> None:
    copy = pictures.opened(covered(group, found.faces(group) or ()).data)
    for across, down in portrait.middles():
        pixel = copy.getpixel((across * copy.width // 1000, down * copy.height // 1000))
        assert all(abs(a - b) < 8 for a, b in zip(pixel, INK, strict=True))


def test_a_lamp_has_no_face() -> None:
    assert found.faces(pictures.saved(pictures.red_corner(size=(800, 600)), "JPEG")) == ()


def test_without_the_model_nobody_looked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(found, "MODEL", tmp_path / "none.onnx")
    assert found.faces(pictures.saved(pictures.red_corner(), "JPEG")) is None


def test_a_model_that_is_none_is_no_answer_either(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(found, "MODEL", tmp_path / "bad.onnx")
    assert found.faces(pictures.saved(pictures.red_corner(), "JPEG")) is None


def test_who_waits_too_long_for_a_turn_looks_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "PATIENCE", 0.01)
    with found._turn:
        assert found.faces(pictures.saved(pictures.red_corner(), "JPEG")) is None
