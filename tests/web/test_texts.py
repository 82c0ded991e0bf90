"""The Thai of the pages: complete, with every placeholder, nothing merely guessed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

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


@pytest.fixture
def thai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of texts of its own."""
    file = tmp_path / "django.po"
    file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Yes"\nmsgstr "ใช่"\n')
    monkeypatch.setattr(texts, "THAI", file)
    return file


def said(file: Path, message: str) -> str:
    with file.with_suffix(".mo").open("rb") as compiled:
        return GNUTranslations(compiled).gettext(message)


def test_another_file_is_compiled_anew_be_it_newer_or_older(thai: Path) -> None:
    texts.compile_texts()
    assert said(thai, "Yes") == "ใช่"
    for text, older in (("ค่ะ", 3600), ("ครับ", -3600)):
        before = thai.stat().st_mtime
        thai.write_text(re.sub(r"ใช่|ค่ะ", text, thai.read_text()))
        os.utime(thai, (before - older, before - older))
        texts.compile_texts()
        assert said(thai, "Yes") == text


def test_who_reads_while_it_is_compiled_reads_the_old_words_or_the_new(thai: Path) -> None:
    texts.compile_texts()
    with thai.with_suffix(".mo").open("rb") as reading:
        thai.write_text(thai.read_text().replace("ใช่", "ครับ"))
        os.utime(thai, (1, 1))
        texts.compile_texts()
        assert GNUTranslations(reading).gettext("Yes") == "ใช่"
    assert said(thai, "Yes") == "ครับ"
    assert [one.name for one in thai.parent.iterdir() if one.suffix not in (".po", ".mo")] == []


def test_what_was_compiled_is_left_alone(thai: Path) -> None:
    texts.compile_texts()
    first = thai.with_suffix(".mo").stat().st_ino
    texts.compile_texts()
    assert thai.with_suffix(".mo").stat().st_ino == first
