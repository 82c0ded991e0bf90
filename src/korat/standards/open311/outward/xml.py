"""A GeoReport v2 answer in XML (http://wiki.open311.org/GeoReport_v2): rows of plain fields, as the JSON has them.

A document type is refused, so no entity is ever made and nothing is fetched; depth is bounded, and the bytes are already.
"""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

# The list, a request in it, its fields; nothing deeper means anything to us.
ROW, FIELD, DEEPEST = 2, 3, 8


class Misshaped(Exception):
    """No XML of the kind that we read."""


class Rows:
    """Each child of the root as a mapping of its own children's texts; the first of two equal names counts."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []
        self.depth, self.said = 0, list[str]()

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Misshaped
        if self.depth == ROW:
            self.found.append({})
        self.said = []

    def text(self, data: str) -> None:
        self.said.append(data)

    def end(self, name: str) -> None:
        if self.depth == FIELD:
            self.found[-1].setdefault(name, "".join(self.said).strip())
        self.depth -= 1
        self.said = []


def rows(body: bytes) -> list[dict[str, str]]:
    """Misshaped for what is none."""
    found, parser = Rows(), expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = (
        found.start, found.text, found.end,
    )  # fmt: skip
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Misshaped from error
    return found.found


def refuse(*_: object) -> NoReturn:
    raise Misshaped
