"""The page about security passes over no chapter and names many tests; that each exists is tested in test_docs.py."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def test_it_names_many() -> None:
    """So that the test of all documents (test_docs.py) cannot pass by finding nothing here."""
    assert len(NAMED) > 50


def test_every_chapter_of_the_standard_is_there_in_order() -> None:
    assert [int(number) for number in re.findall(r"^### V(\d+) ", PAGE, re.MULTILINE)] == list(range(1, 18))


def test_what_is_not_met_is_said() -> None:
    assert PAGE.count("✗") > 3 and "Not met" in PAGE


def test_how_to_report_a_weakness_names_no_invented_person_or_address() -> None:
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "security advisories" in page and "operator" in page
    assert not re.search(r"[\w.]+@[\w.]+|https?://", page)
