"""A paper as PDF/A-3a (ISO 19005-3) with its data and its seal attached: the same bytes for the same data and moment.

The look of it is the pack's: a typst file that defines `sheet(data, qr)`. Nothing outside is reachable from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from korat.blocks.documents.papers.attached import DATA, SEAL

FONTS = Path(__file__).parent / "fonts"
# 25 mm for the modules of a QR that carries claims, as read back from bad prints, and four modules of quiet around it.
SMALLEST_MM, QUIET = 30.0, 4
MODULE_MM = 0.5
MOST_STRANGERS = 40
_STRANGER = re.compile(r'the text `"(.+?)"` could not be displayed')

FRAME = r"""
#import "sheet.typ": sheet
#let data = json("{data}")
#set document(title: data.content.title, author: data.office.name, date: {date})
#set text(font: (
  (name: "Noto Sans Thai Looped", covers: regex("[\u{{0e00}}-\u{{0e7f}}\u{{25cc}}]")),
  "Noto Sans Latn Looped",
  "Noto Sans LatX Looped",
), lang: data.language, size: 11pt)
#set par(justify: false)
#pdf.attach("{data}", relationship: "data", mime-type: "application/json", description: "Data of this paper")
#pdf.attach("{seal}", relationship: "supplement", mime-type: "text/plain", description: "Text of the QR")
#sheet(json("shown.json"), image("qr.svg", width: {width}mm, alt: data.number))
"""


@dataclass(frozen=True)
class Sheet:
    """What is rendered: the signed bytes of the data, the QR's text, the pack's template, the moment."""

    data: bytes
    seal: str
    template: str
    at: datetime


def pdf(sheet: Sheet) -> bytes:
    """The PDF, not yet signed. Letters that no font of ours has are shown as `?`; the attached data keep them."""
    shown = sheet.data.decode()
    for _ in range(MOST_STRANGERS):
        try:
            return compiled(sheet, shown)
        except typst.TypstError as error:
            strangers = _STRANGER.search(str(error))
            if strangers is None:
                raise
            shown = without(shown, json.loads(f'"{strangers[1]}"') if "\\" in strangers[1] else strangers[1])
    return compiled(sheet, re.sub(r"[^\x20-\x7e\u0e00-\u0e7f]", "?", shown))


def without(shown: str, strangers: str) -> str:
    for letter in set(strangers):
        shown = shown.replace(letter, "?")
    return shown


def compiled(sheet: Sheet, shown: str) -> bytes:
    picture, width = qr(sheet.seal)
    date = f"datetime(year: {sheet.at.year}, month: {sheet.at.month}, day: {sheet.at.day})"
    frame = FRAME.format(data=DATA, seal=SEAL, date=date, width=width)
    # typst takes a dictionary of files as well as a path; its stubs know the path alone.
    files: Any = {
        "main": frame.encode(), "sheet.typ": sheet.template.encode(), DATA: sheet.data, "shown.json": shown.encode(),
        SEAL: sheet.seal.encode(), "qr.svg": picture,
    }  # fmt: skip
    made = typst.compile(
        files,
        root=str(FONTS),
        font_paths=fonts(),
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(sheet.at.timestamp()),
    )
    return bytes(made)


def qr(text: str) -> tuple[bytes, float]:
    """The QR as SVG, and how wide to print it in millimetres, quiet border included."""
    code, out = segno.make(text, error="m", micro=False), BytesIO()
    code.save(out, kind="svg", border=QUIET, xmldecl=False, svgns=True, omitsize=True)
    modules = code.symbol_size(border=QUIET)[0]
    return out.getvalue(), max(SMALLEST_MM, modules * MODULE_MM)


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def fault(template: str) -> str:
    """What typst says against a template when a sample is rendered with it; empty when it is sound."""
    at = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    try:
        compiled(
            Sheet(json.dumps(SAMPLE).encode(), "HTTPS://EXAMPLE.ORG/VERIFY/" + "A" * 280, template, at),
            json.dumps(SAMPLE),
        )
    except typst.TypstError as error:
        return str(error)
    return ""


SAMPLE: Mapping[str, object] = {
    "id": "00000000-0000-7000-8000-000000000000", "kind": "confirmation", "number": "D69-000001-1", "language": "th",
    "issued": "2026-01-01", "issued_text": "1", "expires": None, "demonstration": True, "verify": "https://example.org/verify/",
    "issuer": {"code": "x", "name": "X"}, "office": {"code": "x", "name": "X"},
    "content": {
        "title": "T", "lead": "L", "rows": [{"label": "A", "value": "B"}], "big": "R", "notes": ["N"],
        "tables": [{"title": "T", "head": ["A", "B"], "rows": [["1", "2"]]}],
    },
}  # fmt: skip
