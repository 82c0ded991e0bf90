"""Documents that lie fail here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
NAMED = re.compile(r"`((?:src|packs|tests|tools|benchmarks|config|domains|blocks|web|standards|kernel)/[\w./-]+?)/?`")


def named(document: Path) -> set[str]:
    """Paths in code marks; a path that begins with a room is meant within the source."""
    return {path for path in NAMED.findall(document.read_text()) if "<" not in path and "*" not in path}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    gone = [path for path in named(document) if not (ROOT / path).exists() and not (ROOT / "src/korat" / path).exists()]
    assert gone == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    """However it is written: `tests/FILE.py::NAME`, within a class too."""
    named = re.findall(r"(tests/[\w/.-]+\.py)::((?:\w+::)?)(\w+)", document.read_text())
    assert document.read_text().count(".py::") == len(named)
    assert [f"{file}::{name}" for file, _, name in named if not defines(ROOT / file, name)] == []


def defines(file: Path, name: str) -> bool:
    return file.is_file() and re.search(rf"^\s*def {name}\(", file.read_text(), re.MULTILINE) is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_tour_names_files_of_every_floor() -> None:
    """So that the test above cannot pass by finding nothing."""
    paths = named(ROOT / "docs" / "tour.md")
    assert len(paths) > 25
    assert {path.split("/")[2] for path in paths if path.startswith("src/")} >= {
        "config",
        "domains",
        "web",
        "standards",
        "blocks",
    }


def test_the_commands_of_the_readme_exist() -> None:
    from korat.config.commands import parser

    said = set(re.findall(r"`korat (\w+)", (ROOT / "README.md").read_text()))
    known = next(action for action in parser()._actions if action.choices).choices or {}
    assert said == set(known) - {"worker"}


def test_the_readme_begins_with_the_two_commands() -> None:
    first = (ROOT / "README.md").read_text().split("```")[1]
    assert [line.split("#")[0].strip() for line in first.strip().splitlines()] == ["make up", "make test"]
