"""The Thai of the pages: complete, with every placeholder, nothing merely guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from tools import texts

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+>|%%")
THAI_LETTER = re.compile("[ก-ฮ]")


def translated() -> Iterator[Message]:
    return (message for message in texts.written() if message.id)


def sides(message: Message) -> tuple[list[str], list[str]]:
    ids = list(texts.strings(message.id))
    return ids, list(texts.strings(message.string))


def test_every_message_of_the_source_has_its_thai_and_no_other_is_kept() -> None:
    assert texts.gaps() == []


def test_a_message_that_the_source_says_anew_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    said = texts.found()
    said.add("A sentence that nobody has put into Thai yet")
    monkeypatch.setattr(texts, "found", lambda: said)
    assert texts.gaps() == ["no Thai for 'A sentence that nobody has put into Thai yet'"]


def test_the_thai_holds_the_same_placeholders_and_tags_as_the_message() -> None:
    wrong = [
        (english, thai)
        for english, thai in map(sides, translated())
        for one in thai
        if sorted(PLACEHOLDER.findall(one)) != sorted(PLACEHOLDER.findall(english[-1]))
    ]
    assert wrong == []


def test_no_text_is_a_guess_of_the_tool() -> None:
    assert [message.id for message in translated() if message.fuzzy] == []


def test_thai_texts_are_thai_and_end_without_a_full_stop() -> None:
    """Thai sets no full stop; an abbreviation such as พ.ศ. may end with one."""
    texts_in_thai = [one for message in translated() for one in sides(message)[1]]
    assert [one for one in texts_in_thai if not THAI_LETTER.search(one)] == []
    assert [one for one in texts_in_thai if re.search(r"[ก-๙]{4,}\.$|[!?]$|  ", one)] == []
