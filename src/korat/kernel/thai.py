"""Thai in its dictionary order, and cut into the clusters that are never torn apart."""

import re
import unicodedata

from korat.kernel.texts import arabic_digits

_SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_UNITS = re.compile(r"[0-9]+|.", re.DOTALL)

_SEPARATOR = b"\x02"
_NUMBER = b"\x10"
_LATIN = {chr(letter): bytes([0x20 + letter - ord("a")]) for letter in range(ord("a"), ord("z") + 1)}
_THAI = {chr(letter): bytes([0x40 + letter - 0x0E01]) for letter in range(0x0E01, 0x0E47)}
_BEYOND = b"\xf0"
# Weightless until all letters are equal: mai tai khu, four tones, thanthakhat, nikhahit, yamakkan, phinthu.
_MARKS = {mark: bytes([2 + order]) for order, mark in enumerate("็่้๊๋์ํ๎ฺ")}
_OTHER_MARK = b"\x20"
_NO_MARK = b"\x01"

_CLUSTER = re.compile(
    r"""
      [เ-ไ]? [ก-ฮ] [\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]* [ะาำๅ]*   # vowel, consonant, marks, vowels
    | [๐-๙]+
    | (?: (?![\u0e00-\u0e7f]) [^\W_] [\u0300-\u036f]* )+          # another script's word
    | \s+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)


def sort_key(text: str) -> bytes:
    """Bytes that sort as the Royal Institute's dictionary does; a database may keep and compare them.

    A leading vowel counts after its consonant; tones and other marks decide only between equal letters.
    Numbers sort by size, before Latin (case and accents aside), before Thai, before other scripts.
    """
    letters, marks = bytearray(), bytearray()
    for unit in _UNITS.findall(_folded(text)):
        mark = _mark(unit)
        if mark:
            marks += mark
        else:
            letters += _weight(unit)
            marks += _NO_MARK
    return bytes(letters + b"\x00" + marks.rstrip(_NO_MARK))


def clusters(text: str) -> list[str]:
    """The text in pieces that join to it again: Thai character clusters, other scripts' words, spaces."""
    return _CLUSTER.findall(text)


def _folded(text: str) -> str:
    """Letters only, in the order in which they count; two common mistypings of แ and ำ are mended."""
    plain = unicodedata.normalize("NFD", arabic_digits(text).casefold())
    mended = _SPLIT_SARA_AM.sub("\\1\u0e33", plain.replace("เเ", "แ"))
    return _LEADING_VOWEL.sub(r"\2\1", mended).strip()


def _mark(unit: str) -> bytes:
    if unit in _MARKS:
        return _MARKS[unit]
    return _OTHER_MARK if unicodedata.category(unit[0]) == "Mn" and unit not in _THAI else b""


def _weight(unit: str) -> bytes:
    known = _LATIN.get(unit) or _THAI.get(unit)
    if known:
        return known
    if unit[0] in "0123456789":
        digits = unit.lstrip("0")[:255]
        return _NUMBER + bytes([len(digits)]) + digits.encode()
    if unit.isalpha():
        return _BEYOND + ord(unit).to_bytes(3, "big")
    return _SEPARATOR
