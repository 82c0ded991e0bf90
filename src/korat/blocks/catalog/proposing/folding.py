"""A text as the ear hears it: without tone marks, with letters that sound alike made one, each with its place. Pure.

People who write in a hurry miss tones, take ใ for ไ, ร for ล, ศ for ส, a long vowel for a short one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Beyond it nothing more is learned about what a text is about, and the time to read it stays small.
LONGEST = 1000
_ALIKE = str.maketrans("ใณศษฎฏฐฑธฒภฬรญฤฆฌีืู", "ไนสสดตถทททพลลยลคชิึุ") | {
    # Signs that are two: so that เเ is แ, and ํา is ำ.
    ord("แ"): "เเ",
    ord("ำ"): "ํา",
}
_DROPPED = frozenset("็่้๊๋์ฺๆฯ\u200b\u200c\u200d\ufeff")
_MOST_REPEATED = 2


@dataclass(frozen=True)
class Folded:
    """`text[n]` stood at `at[n]` in what was written. Words are parted by one space; one stands at either end."""

    text: str
    at: tuple[int, ...]


def fold(written: str) -> Folded:
    letters, at = [" "], [0]
    for index, letter in (*heard(written[:LONGEST]), (max(0, min(len(written), LONGEST) - 1), " ")):
        if letter == " " == letters[-1] or letters[-_MOST_REPEATED:] == [letter] * _MOST_REPEATED:
            continue
        letters.append(letter)
        at.append(index)
    return Folded("".join(letters), tuple(at))


def heard(written: str) -> Iterator[tuple[int, str]]:
    """Each letter that counts, with its place."""
    for index, letter in enumerate(written):
        if letter not in _DROPPED:
            alike = _ALIKE.get(ord(letter))
            plain = chr(alike) if isinstance(alike, int) else alike or sounding(letter)
            yield from ((index, one) for one in plain)


def sounding(letter: str) -> str:
    if letter.isdigit():
        return "0"
    plain = unicodedata.normalize("NFKC", letter).casefold()
    return plain if plain.isalpha() or unicodedata.category(letter) == "Mn" else " "
