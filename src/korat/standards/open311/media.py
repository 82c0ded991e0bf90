"""Photographs sent along as multipart `media`: our extension of GeoReport v2, which knows only media_url."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeAlias, TypeVar

from django.core.files.uploadedfile import UploadedFile

from korat.blocks.documents import actions as documents
from korat.kernel.errors import Refused
from korat.standards.open311.errors import wrong

Photo: TypeAlias = "UploadedFile[bytes]"

T = TypeVar("T")

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


def checked(files: tuple[Photo, ...]) -> None:
    """Whether they are photographs. Nothing is kept."""
    for file in files:
        about_media(partial(documents.examine, file=file, name=file.name or ""))


def handle(file: Photo, now: datetime) -> str:
    return about_media(partial(documents.receive, file=file, name=file.name or "", now=now)).handle


def about_media(read: Callable[[], T]) -> T:
    """A refusal names the parameter that it is about."""
    try:
        return read()
    except Refused as refused:
        refused.field = NAME
        raise
