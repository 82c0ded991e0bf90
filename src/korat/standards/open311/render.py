"""One tree, two formats. By the "Spark" convention of GeoReport v2 a list stays a list, even of one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree


@dataclass(frozen=True)
class Rows:
    """A list: in JSON an array, in XML one `member` element for each item."""

    member: str
    items: tuple[Tree, ...]


Scalar: TypeAlias = str | int | float | bool | None
Tree: TypeAlias = Scalar | Mapping[str, "Tree"] | Rows

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
# What XML 1.0 (section 2.2) cannot carry at all, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text without the characters that no XML document may hold."""
    return _UNSPEAKABLE.sub("", text)


def as_xml(root: str, tree: Tree) -> bytes:
    """UTF-8 with its declaration, without a namespace; nothing is an empty element."""
    element = ElementTree.Element(root)
    grow(element, tree)
    return DECLARATION + ElementTree.tostring(element, encoding="unicode").encode()


def grow(element: ElementTree.Element, tree: Tree) -> None:
    if isinstance(tree, Rows):
        for item in tree.items:
            grow(ElementTree.SubElement(element, tree.member), item)
    elif isinstance(tree, Mapping):
        for name, branch in tree.items():
            grow(ElementTree.SubElement(element, name), branch)
    else:
        element.text = words(tree)


def words(scalar: Scalar) -> str | None:
    if scalar is None:
        return None
    return str(scalar).lower() if isinstance(scalar, bool) else plain(str(scalar))


def as_json(_root: str, tree: Tree) -> bytes:
    """UTF-8; an empty text is null. The root's name belongs to XML alone."""
    return json.dumps(value(tree), ensure_ascii=False, allow_nan=False).encode()


def value(tree: Tree) -> object:
    if isinstance(tree, Rows):
        return [value(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {name: value(branch) for name, branch in tree.items()}
    return plain(tree) or None if isinstance(tree, str) else tree


@dataclass(frozen=True)
class Format:
    """`content_type` to the letter: some validators compare it whole."""

    content_type: str
    write: Callable[[str, Tree], bytes]


FORMATS: Mapping[str, Format] = {
    "xml": Format("text/xml; charset=utf-8", as_xml),
    "json": Format("application/json; charset=utf-8", as_json),
}
