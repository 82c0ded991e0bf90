"""The answers of a whole report, and the number and key on the slip that comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.pages import words

if TYPE_CHECKING:
    from django.http import HttpResponse

URL = "/report/report-problem/"
ANSWERS: dict[str, Any] = {
    "inside": "sikhio-town",
    "community": "sikhio-town-04",
    "landmark": "หน้าวัด",
    "category": "light",
    "q-light-owner": "town",
    "description": "ไฟดับที่ทางโค้ง คำลับ-7d1",
    "name": "สมใจ คำลับ-7d2",
    "phone": "081 234 5678",
    "email": "kham-lap@example.com",
}
REFERENCE = re.compile(r"RP\d\d-\d{6}-\d")
KEY = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def reference_on(response: HttpResponse) -> str:
    found = REFERENCE.search(words(response))
    assert found, words(response)[:600]
    return found[0]


def key_on(response: HttpResponse) -> str:
    found = KEY.search(words(response))
    return found[0] if found else ""
