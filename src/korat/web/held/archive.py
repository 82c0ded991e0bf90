"""The answer as files: JSON for programs, a page to read and print, and the photographs and papers beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from korat.web.held.collect import File

NAME = "held-about-me"


def as_json(held: Mapping[str, Any]) -> bytes:
    return json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def packed(held: Mapping[str, Any], pages: Mapping[str, bytes], files: Sequence[File]) -> bytes:
    """A ZIP file. Photographs are compressed already."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        for name, data in {f"{NAME}.json": as_json(held), **pages}.items():
            archive.writestr(name, data)
        for name, data in files:
            archive.writestr(name, data, ZIP_STORED)
    return target.getvalue()


def file_name(now: datetime, kind: str) -> str:
    return f"{NAME}-{now.astimezone(timezone.get_current_timezone()):%Y-%m-%d}.{kind}"
