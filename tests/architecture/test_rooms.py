"""What the import contract cannot see."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "korat"
ORDER = [
    "ledger", "places", "people", "messages", "documents", "catalog", "payments", "bookings", "cases", "measures", "reactions",
]  # fmt: skip
FLOORS = {"kernel": 0, "blocks": 1, "web": 2, "standards": 2, "domains": 3, "config": 4}


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def test_foreign_keys_point_down() -> None:
    """A foreign key named by a string is an import that import-linter does not see."""
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label.startswith("korat_")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and height(field.related_model) > height(model)
    ]
    assert wrong == []


def height(model: type[models.Model]) -> int:
    name = model._meta.app_label.removeprefix("korat_")
    return ORDER.index(name) if name in ORDER else len(ORDER) if model.__module__.startswith("korat.domains.") else -1


def test_every_room_is_one_we_know() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert rooms == set(FLOORS)
    assert {path.name for path in (SOURCE / "blocks").iterdir() if (path / "__init__.py").exists()} == set(ORDER)


def test_blocks_and_standards_have_no_templates() -> None:
    assert [str(path) for room in ("blocks", "standards") for path in (SOURCE / room).rglob("*.html")] == []


def test_domains_meet_in_no_template() -> None:
    """A template of one domain neither includes another's nor links to its addresses."""
    domains = [path.name for path in (SOURCE / "domains").iterdir() if (path / "__init__.py").exists()]
    wrong = []
    for domain in domains:
        for path in (SOURCE / "domains" / domain).rglob("*.html"):
            said = path.read_text()
            wrong += [
                (path.name, other)
                for other in domains
                if other != domain and (f'"{other}/' in said or f'"{other}:' in said)
            ]
    assert wrong == []


def test_the_shell_names_no_domain() -> None:
    domains = [path.name for path in (SOURCE / "domains").iterdir() if (path / "__init__.py").exists()]
    wrong = [
        path.name
        for path in (SOURCE / "web").rglob("*.html")
        for domain in domains
        if f'"{domain}:' in path.read_text()
    ]
    assert wrong == []


def test_no_province_is_named_in_the_source() -> None:
    """What differs between provinces is pack data. The product's own name is allowed."""
    names = re.compile(r"sikhio|nakhon|ratchasima|สีคิ้ว|นครราชสีมา|โคราช|th-30", re.IGNORECASE)
    assert [str(path) for path in source_files() if names.search(path.read_text())] == []


def source_files() -> list[Path]:
    kinds = {".py", ".html", ".js", ".css", ".po", ".sql"}
    return [path for path in SOURCE.rglob("*") if path.suffix in kinds and "vendor" not in path.parts]


def test_no_room_has_a_drawer_for_everything() -> None:
    banned = {"utils", "helpers", "managers", "common", "misc", "signals", "admin"}
    assert [str(path) for path in python_files() if path.stem in banned or banned & set(path.parts)] == []


def test_no_file_grows_beyond_its_room() -> None:
    assert [
        f"{path}: {count}"
        for path in source_files()
        if (count := len(path.read_text().splitlines())) > 400 and path.suffix != ".po"
    ] == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    asks = re.compile(r"datetime\.(now|utcnow|today)\(|timezone\.now\(")
    assert [str(path) for path in python_files() if asks.search(path.read_text()) and path.name != "clock.py"] == []


def test_pages_carry_no_inline_script_or_style() -> None:
    inline = re.compile(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=", re.IGNORECASE)
    assert [str(path) for path in SOURCE.rglob("*.html") if inline.search(path.read_text())] == []


def test_what_measurements_and_tools_ask_of_us_is_still_there() -> None:
    """They import when they run, and most run seldom."""
    asked = [
        (path.name, node.module, name.name)
        for folder in ("benchmarks", "tools")
        for path in (ROOT / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "korat"
        for name in node.names
    ]
    assert len(asked) > 100
    assert [one for one in asked if not exists(*one[1:])] == []


def exists(module: str, name: str) -> bool:
    """A name of the module, or a module below it."""
    if find_spec(module) is None:
        return False
    found = import_module(module)
    return hasattr(found, name) or (hasattr(found, "__path__") and find_spec(f"{module}.{name}") is not None)
