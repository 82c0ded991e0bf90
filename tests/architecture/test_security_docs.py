"""The page about security names tests: each must exist, and no chapter of the standard may be passed over."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_every_test_that_the_page_names_exists(file: str, name: str) -> None:
    assert re.search(rf"^\s*def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


def test_it_names_many() -> None:
    """So that the test above cannot pass by finding nothing."""
    assert len(NAMED) > 50


def test_every_chapter_of_the_standard_is_there_in_order() -> None:
    assert [int(number) for number in re.findall(r"^### V(\d+) ", PAGE, re.MULTILINE)] == list(range(1, 18))


def test_what_is_not_met_is_said() -> None:
    assert PAGE.count("✗") > 3 and "Not met" in PAGE


def test_how_to_report_a_weakness_names_no_invented_person_or_address() -> None:
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "security advisories" in page and "operator" in page
    assert not re.search(r"[\w.]+@[\w.]+|https?://", page)
