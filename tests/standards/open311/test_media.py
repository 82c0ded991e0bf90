"""Photographs sent along as multipart media: our extension."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests import reports
from tests.standards.open311.conftest import LIGHT, Program

if TYPE_CHECKING:
    from korat.blocks.ledger.actor import Actor


def photo(name: str = "lamp.jpg", colour: str = "brown") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def photos(reference: str) -> list[str]:
    from korat.blocks.cases import queries
    from korat.blocks.documents import queries as documents

    face = queries.case_face(reference)
    assert face is not None
    return [one.kind for one in documents.photos(face.uuid)]


def test_photographs_come_with_the_report(program: Program) -> None:
    reference = program.file(media=[photo("a.jpg"), photo("b.jpg")])
    assert photos(reference) == ["photo", "photo"]


def test_a_photograph_is_private_until_an_officer_publishes_a_copy(
    program: Program, officer: Actor, advance: Callable[..., None], now: datetime
) -> None:
    from korat.blocks.cases import queries
    from korat.blocks.documents import queries as documents

    reference = program.file(media=photo())
    assert program.face(reference)["media_url"] is None
    face = queries.case_face(reference)
    assert face is not None
    (private,) = documents.photos(face.uuid)
    advance(reference, "take")
    ticket = reports.shown(officer, now, reference, private.uuid)
    advance(reference, "publish", public_text="ไฟดับหนึ่งดวง", publish=(ticket,))
    shown = program.face(reference)
    public = next(one for one in documents.photos(face.uuid) if one.public)
    assert shown["media_url"] == f"http://localhost:8000/d/{public.uuid}"
    assert shown["description"] == "ไฟดับหนึ่งดวง"
    assert str(private.uuid) not in str(shown)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("lamp.jpg", b"<html>not a picture</html>", "image/jpeg"),
        SimpleUploadedFile("lamp.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("lamp.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 100, "image/jpeg"),
        SimpleUploadedFile("tool.exe", b"MZ" + b"\x00" * 100, "image/jpeg"),
    ],
    ids=["html", "empty", "cut off", "program"],
)
def test_what_is_no_photograph_is_refused_in_words_and_nothing_is_filed(program: Program, file: Any) -> None:
    assert program.refused(program.post(LIGHT | {"media": file})).startswith("media: ")
    assert program.listed() == []


def test_more_than_three_are_too_many(program: Program) -> None:
    assert "media" in program.refused(program.post(LIGHT | {"media": [photo() for _ in range(4)]}))


def test_the_test_endpoint_looks_at_them_too(program: Program) -> None:
    broken = SimpleUploadedFile("lamp.jpg", b"none", "image/jpeg")
    assert program.post(LIGHT | {"media": photo()}, "test/requests.json").status_code == 200
    assert "media" in program.refused(program.post(LIGHT | {"media": broken}, "test/requests.json"))


def test_a_replay_with_its_key_keeps_one_report_and_its_photographs(program: Program) -> None:
    key = {"Idempotency-Key": "try-1"}
    first = program.file(headers=key, media=photo())
    assert program.file(headers=key, media=photo()) == first
    assert photos(first) == ["photo"]
    assert program.file(headers=key, media=photo(colour="blue")) != first


def test_a_body_far_too_long_is_refused_before_it_is_read(program: Program) -> None:
    from korat.standards.open311.posted import MOST_BYTES

    response = program.client.post("/open311/v2/requests.json", LIGHT, headers={"Content-Length": str(MOST_BYTES + 1)})
    assert "too large" in program.refused(response) or "ใหญ่เกินไป" in program.refused(response)
