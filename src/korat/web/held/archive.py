"""The answer as files: JSON for programs, PDF to read and show, and the photographs and papers beside them."""

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


def packed(held: Mapping[str, Any], printed: bytes, files: Sequence[File]) -> bytes:
    """A ZIP file. Photographs and papers are compressed already."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        archive.writestr(f"{NAME}.json", as_json(held))
        for name, data in ((f"{NAME}.pdf", printed), *files):
            archive.writestr(name, data, ZIP_STORED)
    return target.getvalue()


def file_name(now: datetime, kind: str) -> str:
    return f"{NAME}-{now.astimezone(timezone.get_current_timezone()):%Y-%m-%d}.{kind}"
