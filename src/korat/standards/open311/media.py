"""Photographs sent along as multipart `media`: our extension of GeoReport v2, which knows only media_url."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from django.core.files.uploadedfile import UploadedFile

from korat.blocks.documents import actions as documents
from korat.kernel.errors import Refused
from korat.standards.open311.errors import wrong

Photo: TypeAlias = "UploadedFile[bytes]"

NAME = "media"
MOST = 3


def counted(files: list[Photo]) -> tuple[Photo, ...]:
    """The files, if they are not too many."""
    if len(files) > MOST:
        raise wrong(NAME, f"ส่งภาพได้ไม่เกิน {MOST} ภาพ", f"At most {MOST} photos can come with a report.")
    return tuple(files)


def received(files: tuple[Photo, ...], now: datetime) -> tuple[str, ...]:
    """Take the photographs in and return their handles. Refused, in words, for what is no photograph."""
    return tuple(handle(file, now) for file in files)


def checked(files: tuple[Photo, ...], now: datetime) -> None:
    """Whether they are photographs. Nothing readable stays: the handle that alone opens a file is dropped."""
    received(files, now)


def handle(file: Photo, now: datetime) -> str:
    try:
        return documents.receive(file=file, name=file.name or "", now=now).handle
    except Refused as refused:
        refused.field = NAME
        raise
